"""The public list of services: what was wished for, and what is found."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from cabinet.services.models import LifeEvent, Service, ServiceQuerySet
from registry.search import clean

LONG, ENDING = 6, 2


@dataclass(frozen=True)
class Chip:
    """One choice of a filter with the address that makes or unmakes it."""

    name: str
    query: str
    chosen: bool


@dataclass(frozen=True)
class Wish:
    """The state of the list as it stands in the address; whatever is written there, it is never an error."""

    text: str = ""
    event: str = ""
    by: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Wish":
        return cls(*(clean(query.get(name, "")) for name in ("q", "event", "by")))

    @property
    def query(self) -> str:
        pairs = [("q", self.text), ("event", self.event), ("by", self.by)]
        return urlencode([(name, value) for name, value in pairs if value])

    @property
    def bare(self) -> str:
        """The same words without a filter."""
        return Wish(text=self.text).query

    def found(self, user: Any) -> ServiceQuerySet:
        found = Service.objects.visible_to(user).with_editions()
        found = found.of_life_event(self.event) if self.event else found
        found = found.provided_by(self.by) if self.by else found
        return _searched(found, self.text) if self.text else found

    @property
    def events(self) -> list[Chip]:
        rows = LifeEvent.objects.filter(services__is_published=True).distinct()
        return [self._chip(row.name, "event", row.slug) for row in rows]

    @property
    def providers(self) -> list[Chip]:
        there = set(Service.objects.published().order_by().values_list("provider", flat=True).distinct())
        return [
            self._chip(str(name), "by", code) for code, name in Service.PROVIDERS.items() if code in there
        ]

    def _chip(self, name: str, part: str, value: str) -> Chip:
        chosen = getattr(self, part) == value
        return Chip(name, replace(self, **{part: "" if chosen else value}).query, chosen)


def _searched(rows: ServiceQuerySet, text: str) -> ServiceQuerySet:
    """By the words as they are typed; when nothing answers, without their endings (реставрация, -и, -ю)."""
    found = rows.search(text)
    return found if found.exists() else rows.search(" ".join(map(_stem, text.split())))


def _stem(word: str) -> str:
    return word[:-ENDING] if len(word) >= LONG else word
