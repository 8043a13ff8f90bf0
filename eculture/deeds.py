"""The journal in words, for who asks in the administration what happened to a row.

What a verb is called stands on the model it belongs to, in `DEEDS`.
"""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext, pgettext_lazy

from eculture.accounts import User
from eculture.journal import JournalEntry
from eculture.templatetags.words import azdate, azmoment

OF_ADMIN = {"add": pgettext_lazy("deed", "Entered"), "change": pgettext_lazy("deed", "Changed")}
DAY, MOMENT = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-][\d:]+)")


class Told(NamedTuple):
    at: Any
    who: str
    deed: Any
    change: str
    reason: str


def told(model: type[Model], entries: Iterable[JournalEntry]) -> list[Told]:
    """The rows of a page, all about `model`."""
    entries = list(entries)
    names = _names({entry.actor_id for entry in entries} - {""})
    return [
        Told(
            entry.at,
            names.get(entry.actor_id, f"№ {entry.actor_id}") if entry.actor_id else gettext("the portal"),
            word_for(model, entry.verb),
            _change(model, entry),
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


def _change(model: type[Model], entry: JournalEntry) -> str:
    if "said" in entry.after:
        names = [name for _deed, *names in entry.after["said"] for name in names if name]
        return gettext("Changed: %(fields)s.") % {"fields": ", ".join(names)}
    parts = []
    for name in dict.fromkeys([*entry.before, *entry.after]):
        field = _field(model, name)
        values = [_shown(side[name], field) for side in (entry.before, entry.after) if name in side]
        parts.append(f"{field.verbose_name if field else name}: {' → '.join(values)}")
    return "; ".join(parts)


def _field(model: type[Model], name: str) -> Field | None:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, Field) else None


def _shown(value: Any, field: Field | None) -> str:
    if isinstance(value, list):
        return ", ".join(_shown(one, field) for one in value)
    words = dict(field.flatchoices) if field else {}
    if value in words:
        return str(words[value])
    text = "–" if value in (None, "") else str(value)
    if MOMENT.fullmatch(text):
        return azmoment(parse_datetime(text), "short")
    return azdate(parse_date(text), "short") if DAY.fullmatch(text) else text
