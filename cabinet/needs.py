"""What waits for a person and what the person has asked for, collected from all apps."""

import logging
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar

from eculture.sections import CaseRow, CaseSource, Need, case_sources

log = logging.getLogger("cabinet.sections")
Row = TypeVar("Row")


def needs_of(user: Any) -> list[Need]:
    """Nearest deadline first, then what has none."""
    needs = _from_all(lambda source: source.needs(user))
    return sorted(needs, key=lambda need: (need.due or date.max, str(need.title)))


class Cases:
    """The cases of a user in all apps as one list, newest first; as much of it is read as a page needs."""

    def __init__(self, user: Any):
        self.user = user

    def __len__(self) -> int:
        return sum(_from_all(lambda source: [source.count(self.user)]))

    def __getitem__(self, page: slice) -> list[CaseRow]:
        rows = _from_all(lambda source: source.cases(self.user, page.stop))
        return sorted(rows, key=lambda case: case.at, reverse=True)[page]


def _from_all(ask: Callable[[CaseSource], Iterable[Row]]) -> list[Row]:
    """The rows of every source; one that fails is logged and leaves the others alone."""
    rows: list[Row] = []
    for source in case_sources:
        try:
            rows += ask(source)
        except Exception:
            log.exception("source failed", extra={"source": source.slug})
    return rows
