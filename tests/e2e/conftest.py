"""People with browsers of their own, on a server with a real database."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.e2e.walker import Walker


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def walk(browser: Browser, live_server: Any, axe_path: Path) -> Iterator[Callable[..., Walker]]:
    """Opens a window; all of them are closed after the test."""
    walkers: list[Walker] = []

    def opened(**window: Any) -> Walker:
        walkers.append(Walker(browser, live_server.url, axe_path, **window))
        return walkers[-1]

    yield opened
    for walker in walkers:
        walker.context.close()
