"""What has changed from one edition to another, in lines that a colleague can read."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from cabinet.services.typed import as_text

KEYS = ("slug", "code")
SORTS = {"added": _("added"), "removed": _("removed"), "changed": _("changed")}
TERMS = ("term_days", "extended_days", "appeal_days", "route", "needs_two")


class Change(NamedTuple):
    """One difference: what kind, where, what stood and stands there."""

    sort: str
    place: str
    before: str
    after: str

    @property
    def word(self) -> Any:
        return SORTS[self.sort]


def diff(old: Any, new: Any) -> list[Change]:
    """From the terms to the last text; `old` may be None for a first edition."""
    before, after = (_flat(version) if version else {} for version in (old, new))
    places = list(dict.fromkeys([*before, *after]))
    return [_change(place, before, after) for place in places if before.get(place) != after.get(place)]


def _change(place: str, before: dict[str, str], after: dict[str, str]) -> Change:
    sort = "added" if place not in before else "removed" if place not in after else "changed"
    return Change(sort, place, before.get(place, ""), after.get(place, ""))


def _flat(version: Any) -> dict[str, str]:
    """Place → words. The terms are named as on the form."""
    terms = {str(version._meta.get_field(name).verbose_name): _term(version, name) for name in TERMS}
    return terms | dict(_leaves(version.definition, ()))


def _term(version: Any, name: str) -> str:
    shown = getattr(version, f"get_{name}_display", None)
    return str(shown() if shown else getattr(version, name))


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Parts of a list are told apart by their own names where they have some, so that one more moves none."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(part, (*path, name))
    elif isinstance(value, list) and any(isinstance(part, dict) for part in value):
        for place, part in enumerate(value):
            yield from _leaves(part, (*path, _name(part, place)))
    else:
        yield ".".join(path), value if isinstance(value, str) else as_text(value)


def _name(part: Any, place: int) -> str:
    named = next((str(part[key]) for key in KEYS if isinstance(part, dict) and key in part), None)
    return named or str(place + 1)
