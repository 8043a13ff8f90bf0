"""What the portal holds about somebody: each app tells its part, so that a person can have all of it.

Every field that has a class in eculture/privacy.py is told unless its table says why not: a new field cannot
be forgotten. What is secret is never told, and of other people nothing that names them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eculture.privacy import FIELDS, SECRET
from eculture.sockets import Socket

STEP = 500
SOMEBODY = _("another person")


@dataclass(frozen=True)
class Whose:
    """About whom: a person and the account behind it, if any, and who of all people is named to the reader.

    `named` has an entry for each model of people: the keys of those the reader may see, with their names.
    """

    person: Any
    account: Any
    named: Mapping[str, Mapping[Any, str]]

    def is_of_people(self, link: Any) -> bool:
        return link.related_model._meta.label in self.named

    def name_of(self, link: Any, key: Any) -> str | None:
        """Somebody at whom a row points, in words."""
        return None if key is None else self.named[link.related_model._meta.label].get(key, str(SOMEBODY))


Said = Callable[[Any, Whose], Any]


class Table:
    """The rows of one model about somebody, with the history of each where the database keeps one.

    `without` maps fields that are not told to the reason; `said` gives a value in place of a field or besides
    the fields; a model that is not of the house names its `fields`; `along` is what the texts of rows need.
    """

    def __init__(
        self,
        model: type[models.Model],
        of: Callable[[Whose], models.QuerySet],
        *,
        without: Mapping[str, str] | None = None,
        said: Mapping[str, Said] | None = None,
        fields: Iterable[str] = (),
        along: Iterable[str] = (),
    ):
        self.model, self.of, self.along = model, of, tuple(along)
        self.without, self.said = dict(without or {}), dict(said or {})
        self.fields = list(fields) or self._classed()
        self.is_partial = bool(fields)

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    def _classed(self) -> list[str]:
        classes = FIELDS[self.model._meta.label]
        told = [name for kind, names in classes.items() if kind != SECRET for name in names.split()]
        return [name for name in told if name not in self.without and not self._is_file(name)]

    def _is_file(self, name: str) -> bool:
        """A file goes beside the tables, not into them."""
        return isinstance(self.model._meta.get_field(name), models.FileField)

    def heading(self, name: str) -> str:
        """A field as people call it; nothing for one that only programs read."""
        try:
            heading = self.model._meta.get_field(name).verbose_name
        except FieldDoesNotExist:
            return ""
        return str(heading) if isinstance(heading, Promise) else ""

    def choices(self, name: str) -> dict[Any, Any]:
        is_field = name in self.fields and name not in self.said
        return dict(self.model._meta.get_field(name).flatchoices) if is_field else {}

    def rows(self, whose: Whose) -> Iterator[dict[str, Any]]:
        for row in self._joined(self.of(whose), whose).iterator(chunk_size=STEP):
            yield _told(row, self.fields, self.said, whose)

    def history(self, whose: Whose) -> Iterator[dict[str, Any]]:
        """What stood in these rows earlier, as the database has kept it."""
        model = history_of(self.model)
        if model is None:
            return
        kept = {each.name for each in model._meta.get_fields()}
        names = [name for name in self.fields if name in kept]
        events = model._base_manager.filter(pgh_obj__in=self.of(whose).order_by().values("pk"))
        for event in self._joined(events.order_by("pgh_id"), whose).iterator(chunk_size=STEP):
            yield {"pgh_created_at": event.pgh_created_at, **_told(event, names, {}, whose)}

    def _joined(self, rows: models.QuerySet, whose: Whose) -> models.QuerySet:
        """With what the rows point at, people excepted: those are told by key."""
        fields = [one for one in rows.model._meta.get_fields() if one.name in self.fields]
        links = [one for one in fields if one.many_to_one or one.one_to_one]
        return rows.select_related(*(one.name for one in links if not whose.is_of_people(one)), *self.along)


class Holding:
    """A part of what the portal holds about people; `files` gives (name, file) pairs that belong to it."""

    slug: str
    title: Any
    tables: tuple[Table, ...]
    order = 100

    def files(self, whose: Whose) -> Iterable[tuple[str, Any]]:
        return ()


holdings: Socket[Holding] = Socket("title", "tables")
left_out: dict[str, str] = {}


def leave_out(model: str, *, because: str) -> None:
    """Name a model with personal fields of which nobody gets a copy, and why."""
    left_out[model] = because


@cache
def history_of(model: type[models.Model]) -> type[models.Model] | None:
    """Where the database keeps what stood in the rows of a model earlier."""
    return next((one for one in apps.get_models() if getattr(one, "pgh_tracked_model", None) is model), None)


def _told(row: Any, names: Iterable[str], said: Mapping[str, Said], whose: Whose) -> dict[str, Any]:
    told = {name: _value(row, name, whose) for name in names if name not in said}
    return told | {name: say(row, whose) for name, say in said.items()}


def _value(row: Any, name: str, whose: Whose) -> Any:
    where = row._meta.get_field(name)
    if where.many_to_many:
        return [str(one) for one in getattr(row, name).all()]
    if where.is_relation:
        is_somebody = whose.is_of_people(where)
        return whose.name_of(where, getattr(row, where.attname)) if is_somebody else _text(getattr(row, name))
    return getattr(row, name)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
