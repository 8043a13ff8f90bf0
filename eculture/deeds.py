"""The journal in words, for who asks in the administration what happened to a row.

What a verb is called stands on the model it belongs to, in `DEEDS`.
"""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, ForeignKey, Model
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext, pgettext_lazy

from eculture.accounts import User
from eculture.journal import JournalEntry
from eculture.templatetags.words import azdate, azmoment

OF_ADMIN = {"add": pgettext_lazy("deed", "Entered"), "change": pgettext_lazy("deed", "Changed")}
# what an entry says besides values of the row itself
RIGHTS = {"delegation": pgettext_lazy("deed", "by delegation №")}
DAY, MOMENT = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-][\d:]+)")


class Told(NamedTuple):
    at: Any
    who: str
    deed: Any
    change: str
    reason: str


Words = dict[str, dict[Any, Any]]  # field → what its value is called


def told(model: type[Model], entries: Iterable[JournalEntry], words: Words | None = None) -> list[Told]:
    """The rows of a page, all about `model`. What a change points to is named; `words` name codes."""
    entries = list(entries)
    names = _names({entry.actor_id for entry in entries} - {""})
    words = _targets(model, entries) | (words or {})
    return [
        Told(
            entry.at,
            names.get(entry.actor_id, f"№ {entry.actor_id}") if entry.actor_id else gettext("the portal"),
            word_for(model, entry.verb),
            _change(model, entry, words),
            entry.reason,
        )
        for entry in entries
    ]


def word_for(model: type[Model], verb: str) -> Any:
    """A verb that is no longer known is shown as it was written."""
    return (OF_ADMIN | getattr(model, "DEEDS", {})).get(verb, verb)


def _names(numbers: set[str]) -> dict[str, str]:
    users = User.objects.filter(pk__in=numbers).select_related("person")
    return {str(user.pk): user.label for user in users}


def _targets(model: type[Model], entries: list[JournalEntry]) -> Words:
    """Field → what the rows are called that it has pointed to, in one query a field."""
    numbers: dict[str, set[Any]] = {}
    for side in (side for entry in entries for side in (entry.before, entry.after)):
        for name, value in side.items():
            if isinstance(value, int | str) and isinstance(_field(model, name), ForeignKey):
                numbers.setdefault(name, set()).add(value)
    return {name: _called(_field(model, name).related_model, pks) for name, pks in numbers.items()}


def _called(model: type[Model], numbers: set[Any]) -> dict[Any, str]:
    rows = model._base_manager.in_bulk(numbers)
    return {pk: getattr(row, "label", str(row)) for pk, row in rows.items()}


def _change(model: type[Model], entry: JournalEntry, words: Words) -> str:
    if "said" in entry.after:
        names = [name for _deed, *names in entry.after["said"] for name in names if name]
        return gettext("Changed: %(fields)s.") % {"fields": ", ".join(names)}
    parts = []
    for name in dict.fromkeys([*entry.before, *entry.after]):
        field = _field(model, name)
        sides = [side[name] for side in (entry.before, entry.after) if name in side]
        values = [_shown(value, field, words.get(name, {})) for value in sides]
        title = field.verbose_name if field else RIGHTS.get(name, name)
        parts.append(f"{title}: {' → '.join(values)}")
    return "; ".join(parts)


def _field(model: type[Model], name: str) -> Field | None:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, Field) else None


def _shown(value: Any, field: Field | None, words: dict[Any, Any]) -> str:
    if isinstance(value, list):
        return ", ".join(_shown(one, field, words) for one in value)
    words = words or (dict(field.flatchoices) if field else {})
    if value in words:
        return str(words[value])
    text = "–" if value in (None, "") else str(value)
    if MOMENT.fullmatch(text):
        return azmoment(parse_datetime(text), "short")
    return azdate(parse_date(text), "short") if DAY.fullmatch(text) else text
