"""pytest plugin (`-p tests.servers`): PostgreSQL and Valkey for the tests, unless the environment names some.

They must run before Django reads its settings, so this is not a fixture. The processes of pytest-xdist
inherit the addresses.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from eculture import catalogue
from eculture.embedded.servers import throw_away_servers
from eculture.embedded.terminal import Trouble

GIVEN = ("DATABASE_URL", "REDIS_URL")
running = ExitStack()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    os.environ.setdefault("TESTING", "1")
    if not all(os.environ.get(name) for name in GIVEN):
        try:
            os.environ.update(running.enter_context(throw_away_servers()))
        except Trouble as trouble:
            raise pytest.UsageError(str(trouble)) from None
    os.environ["REDIS_URL"] = of_this_worker(os.environ["REDIS_URL"])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eculture.settings")
    if "PYTEST_XDIST_WORKER" not in os.environ:
        compile_messages()
    return (yield)


def compile_messages() -> None:
    """The tests read pages in every language, and may be what somebody starts first."""
    for language in catalogue.LANGUAGES:
        source = catalogue.file_of(language)
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            catalogue.compile_catalogue(language)


def of_this_worker(url: str) -> str:
    """Two databases for each process: one that empties its cache leaves the others alone."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    server, _slash, first = url.rstrip("/").rpartition("/")
    has_number = first.isdigit()
    return f"{server if has_number else url.rstrip('/')}/{2 * number + (int(first) if has_number else 0)}"


def pytest_unconfigure() -> None:
    running.close()
