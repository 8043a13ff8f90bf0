"""pytest plugin (`-p tests.browser`): a Chromium without apt, from npm, or the system's; marker `browser`.

With CI=true a missing browser is a failure; elsewhere one line says that the browser tests were left out.
"""

import fcntl
import io
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import brotli
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "node_modules" / "@sparticuz" / "chromium" / "bin"
UNPACKED = ROOT / "var" / "chromium"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SYSTEM = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--font-render-hinting=none"]
LEFT_OUT = "no Chromium: browser tests are left out"


def pytest_report_header() -> str:
    return f"browser: {find_chromium() or LEFT_OUT}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Left out without a browser, except in CI, where they run and fail."""
    needing = [item for item in items if item.get_closest_marker("browser")]
    if needing and not find_chromium() and os.environ.get("CI") != "true":
        for item in needing:
            item.add_marker(pytest.mark.skip(reason=LEFT_OUT))


@cache
def find_chromium() -> str | None:
    """The first that starts: the one named by CHROMIUM, the npm package's, the system's."""
    candidates = [os.environ.get("CHROMIUM"), unpacked_chromium(), *map(shutil.which, SYSTEM)]
    return next((path for path in candidates if path and starts(path)), None)


def starts(path: str) -> bool:
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=30, env=browser_environment())
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def browser_environment() -> dict[str, str]:
    """The package brings the libraries and fonts that a bare machine lacks."""
    libraries = [os.environ.get("LD_LIBRARY_PATH", ""), str(UNPACKED / "al2023" / "lib")]
    fonts = {} if shutil.which("fc-match") else {"FONTCONFIG_PATH": str(UNPACKED / "fonts")}
    return dict(os.environ) | {"LD_LIBRARY_PATH": ":".join(filter(None, libraries))} | fonts


def unpacked_chromium() -> str | None:
    """Unpacked once, by whichever process comes first."""
    program = UNPACKED / "chromium"
    if not PACKAGE.is_dir():
        return None
    UNPACKED.parent.mkdir(exist_ok=True)
    with UNPACKED.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not program.exists() or program.stat().st_mtime < (PACKAGE / "chromium.br").stat().st_mtime:
            unpack(program)
    return str(program)


def unpack(program: Path) -> None:
    shutil.rmtree(UNPACKED, ignore_errors=True)
    UNPACKED.mkdir()
    folders = {"al2023": UNPACKED / "al2023", "swiftshader": UNPACKED, "fonts": UNPACKED / "fonts"}
    for name, folder in folders.items():
        archive = brotli.decompress((PACKAGE / f"{name}.tar.br").read_bytes())
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extraction_filter = getattr(tarfile, "data_filter", None)  # Python 3.11.2 has none
            tar.extractall(folder)
    fresh = program.with_suffix(".new")
    fresh.write_bytes(brotli.decompress((PACKAGE / "chromium.br").read_bytes()))
    fresh.chmod(0o755)
    fresh.rename(program)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    path = find_chromium()
    assert path, "no Chromium starts here: `npm ci` brings one (see tests/browser.py)"
    return path


@pytest.fixture(scope="session")
def axe_path() -> Path:
    return AXE


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """One Chromium for all tests of a process; its event loop makes Django ask for this permission."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path, args=OPTIONS, env=browser_environment()
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh window on a phone-sized or desktop screen is one `page.set_viewport_size` away."""
    context = browser.new_context(locale="az-AZ", timezone_id="Asia/Baku")
    yield context.new_page()
    context.close()
