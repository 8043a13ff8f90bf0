"""The same data as a PDF that people read: the newest rows of each table, in words."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from eculture.documents import as_pdf, printable
from eculture.exports import Holding, Table, Whose
from eculture.templatetags.words import azdate, azmoment

TEMPLATE = "cabinet/documents/my_data.typ"
ROWS, LETTERS = 50, 400  # of a table and of a value; all of it stands in the tables


def summary(whose: Whose, parts: Iterable[Holding]) -> bytes:
    return as_pdf(TEMPLATE, _data(whose, parts))


def _data(whose: Whose, parts: Iterable[Holding]) -> dict[str, Any]:
    shown = [{"title": str(part.title), "tables": list(_tables(part, whose))} for part in parts]
    return {
        "language": (get_language() or "az")[:2],
        "ministry": _("Ministry of Culture of the Republic of Azerbaijan"),
        "title": _("A copy of my data"),
        "name": printable(whose.person.full_name),
        "made": azmoment(timezone.now()),
        "nothing": _("Nothing is kept."),
        "parts": shown,
    }


def _tables(part: Holding, whose: Whose) -> Iterator[dict[str, Any]]:
    for table in part.tables:
        rows = list(islice(table.rows(whose), ROWS + 1))
        words = [found for row in rows[:ROWS] if (found := _words(table, row))]
        if words:
            more = _("There are more rows in the file data/%(file)s.json.") % {"file": part.slug}
            title = str(table.model._meta.verbose_name_plural)
            yield {"title": title, "rows": words, "more": more if len(rows) > ROWS else ""}


def _words(table: Table, row: dict[str, Any]) -> list[list[str]]:
    """Label and value, of what has one and has a name that people read."""
    told = ((table.heading(name), _word(table, name, value)) for name, value in row.items())
    return [[printable(label), printable(word)] for label, word in told if label and word]


def _word(table: Table, name: str, value: Any) -> str:
    choices = table.choices(name)
    if choices:
        return str(choices.get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return azmoment(value)
    if isinstance(value, date):
        return azdate(value)
    if isinstance(value, dict):
        value = "; ".join(f"{key}: {each}" for key, each in value.items())
    text = "" if value is None else str(value)
    return f"{text[:LETTERS]}…" if len(text) > LETTERS else text
