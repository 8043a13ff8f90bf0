"""The one search of the cabinet: in what is mine and in what is public, whichever app it lives in."""

import logging
from typing import Any, NamedTuple

from eculture.sections import Finder, Found, finders

log = logging.getLogger("cabinet.sections")
SHORTEST, LONGEST = 2, 80


class Group(NamedTuple):
    title: Any
    rows: list[Found]
    all_url: str


def find(user: Any, text: str) -> list[Group]:
    """What each app has found, empty groups left out; too short a text finds nothing."""
    wish = text.replace("\0", "").strip()[:LONGEST]
    if len(wish) < SHORTEST:
        return []
    groups = [Group(finder.title, _found(finder, user, wish), finder.all_url(wish)) for finder in finders]
    return [group for group in groups if group.rows]


def _found(finder: Finder, user: Any, text: str) -> list[Found]:
    """One that fails is logged and leaves the others alone."""
    try:
        return list(finder.find(user, text))
    except Exception:
        log.exception("finder failed", extra={"finder": finder.slug})
        return []
