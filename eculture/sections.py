"""What an app shows in frames that it does not own: panes of the cabinet, rows of "my cases", blocks."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import NoReverseMatch, reverse

from eculture.sockets import Socket


class Section:
    """A pane of the cabinet. `template` is included with what `context(user, person)` answers; None hides it.

    `person` is the member of the family whose tab is open; its class belongs to the cabinet.
    """

    slug: str
    title: Any
    template: str
    order = 100
    aside = False

    def context(self, user: Any, person: Any) -> dict[str, Any] | None:
        raise NotImplementedError


@dataclass(frozen=True)
class Need:
    """Something that waits for this user: one row of "Needs you". `due` is the last day; earliest first."""

    title: Any
    text: Any
    url: str
    action: Any
    due: date | None = None
    person_id: int | None = None


@dataclass(frozen=True)
class CaseRow:
    """One row of "my cases", whichever app it lives in. `tone`: open, work, wait, done, bad, closed."""

    number: str
    title: Any
    person: str
    state: Any
    tone: str
    url: str
    at: datetime


class CaseSource:
    """What an app adds to the cabinet's "Needs you" and "my cases"."""

    slug: str

    def needs(self, user: Any) -> Iterable[Need]:
        return ()

    def keys(self, user: Any) -> Iterable[tuple[datetime, Any]]:
        """When each case of the user was begun, with its key: a page is merged from those of all apps."""
        return ()

    def cases(self, user: Any, keys: Collection[Any]) -> Iterable[CaseRow]:
        """The rows of these, in any order; only keys that `keys` has just given this user are asked for."""
        return ()


@dataclass(frozen=True)
class Found:
    """One thing that a search of the cabinet has found; `text` is a line of facts about it."""

    title: Any
    text: Any
    url: str


class Finder:
    """What an app adds to the one search of the cabinet: its things that this user may see.

    `find` gives at most a handful, best first; `all_url` may lead to the full list.
    """

    slug: str
    title: Any
    order = 100

    def find(self, user: Any, text: str) -> Iterable[Found]:
        raise NotImplementedError

    def all_url(self, text: str) -> str:
        return ""


@dataclass(frozen=True)
class Entry:
    """A day or a moment of the family's calendar; `key` is stable, so that a calendar can replace it."""

    key: str
    title: Any
    at: date | datetime
    url: str
    text: Any = ""
    until: datetime | None = None


class EntrySource:
    """What an app adds to the calendar of a family, from a day on."""

    slug: str

    def entries(self, user: Any, since: date) -> Iterable[Entry]:
        raise NotImplementedError


class HomeBlock:
    """A block of the public home page. `place` says where: "campaign" (the lifted card), "life" (a wish of a
    person), "number" (a figure with a label) or "picture" (under the numbers, in full width)."""

    slug: str
    template: str
    place: str
    order = 100

    def context(self) -> dict[str, Any] | None:
        raise NotImplementedError


class HomeLink(HomeBlock):
    """A line of "What would you like to do?" that opens one page; absent while that page is."""

    place = "life"
    template = "ui/life_event.html"
    title: Any
    text: Any
    url_name: str
    tone = "garnet"

    def context(self) -> dict[str, Any] | None:
        try:
            url = reverse(self.url_name)
        except NoReverseMatch:
            return None
        return {"title": self.title, "text": self.text, "url": url, "tone": self.tone}


class AdminBlock:
    """A card on the first page of the administration: what waits for this member of staff.

    `template` is drawn with what `context(user)` answers; None hides the card.
    """

    slug: str
    title: Any
    template: str
    order = 100

    def context(self, user: Any) -> dict[str, Any] | None:
        raise NotImplementedError


@dataclass(frozen=True)
class DeskEntry:
    """What an officer may begin at the desk for the person who stands there, beside the services."""

    slug: str
    title: Any
    text: Any
    url_name: str
    order: int = 100


@dataclass(frozen=True)
class NavItem:
    """A link of the header. `kinds` of user see it: visitor, citizen, staff; `permission` narrows it."""

    slug: str
    title: Any
    url_name: str
    kinds: frozenset[str]
    order: int = 100
    permission: str | None = None
    icon: str = ""
    in_bottom_bar: bool = False


sections: Socket[Section] = Socket("title", "template")
case_sources: Socket[CaseSource] = Socket()
home_blocks: Socket[HomeBlock] = Socket("template", "place")
admin_blocks: Socket[AdminBlock] = Socket("title", "template")
finders: Socket[Finder] = Socket("title")
entry_sources: Socket[EntrySource] = Socket()
desk_entries: Socket[DeskEntry] = Socket("title", "url_name")
nav_items: Socket[NavItem] = Socket("title", "url_name", "kinds")
