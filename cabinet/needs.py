"""What waits for a person and what the person has asked for, collected from all apps."""

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from eculture.sections import CaseRow, CaseSource, Need, case_sources

log = logging.getLogger("cabinet.sections")
Row = TypeVar("Row")


def needs_of(user: Any) -> list[Need]:
    """Nearest deadline first, then what has none."""
    needs = _from_all(lambda source: source.needs(user))
    return sorted(needs, key=lambda need: (need.due or date.max, str(need.title)))


class Cases:
    """The cases of a user in all apps as one list, newest first.

    Whose they are is asked once, for the keys; only the rows that a page shows are read.
    """

    def __init__(self, user: Any):
        self.user = user

    @cached_property
    def _all(self) -> list[tuple[datetime, str, Any]]:
        found = _from_all(lambda source: [(at, source.slug, key) for at, key in source.keys(self.user)])
        return sorted(found, key=lambda one: one[0], reverse=True)

    def __len__(self) -> int:
        return len(self._all)

    def __getitem__(self, page: slice) -> list[CaseRow]:
        chosen: dict[str, list[Any]] = {}
        for _at, slug, key in self._all[page]:
            chosen.setdefault(slug, []).append(key)
        rows = _from_all(
            lambda source: source.cases(self.user, chosen[source.slug]) if source.slug in chosen else ()
        )
        return sorted(rows, key=lambda case: case.at, reverse=True)


def _from_all(ask: Callable[[CaseSource], Iterable[Row]]) -> list[Row]:
    """The rows of every source; one that fails is logged and leaves the others alone."""
    rows: list[Row] = []
    for source in case_sources:
        try:
            rows += ask(source)
        except Exception:
            log.exception("source failed", extra={"source": source.slug})
    return rows
