"""The frame around every page: who is here, where one can go, in which language."""

from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.translation import get_language, override

from eculture.sections import NavItem, nav_items


@lru_cache(maxsize=512)
def address(name: str, language: str) -> str:
    """Of a page without arguments; empty where there is none. Each page asks for some thirty of them."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor. `frame` is lazy where it asks the database: pages without a header ask nothing."""
    return {"frame": Frame(request)}


class Frame:
    """What base.html draws. The cabinet may put `person_label` and `acting` (label, end_url) on the
    request."""

    def __init__(self, request: HttpRequest):
        self.request = request
        self.user = getattr(request, "user", None)
        self.demo = settings.DEMO

    @property
    def is_signed_in(self) -> bool:
        return self.user is not None and self.user.is_authenticated

    @cached_property
    def kind(self) -> str:
        if not self.is_signed_in:
            return "visitor"
        return "staff" if self.user.is_staff or self._holds_a_role() else "citizen"

    def _holds_a_role(self) -> bool:
        staff = [item for item in nav_items if "staff" in item.kinds and item.permission]
        return any(self.user.has_perm(item.permission) for item in staff)

    @cached_property
    def nav(self) -> list[dict[str, Any]]:
        return [self._link(item) for item in self._items() if self._address(item)]

    @cached_property
    def bottom(self) -> list[dict[str, Any]]:
        links = [self._link(item) for item in self._items() if item.in_bottom_bar and self._address(item)]
        return links[:4]

    def _items(self) -> list[NavItem]:
        if not hasattr(self, "_shown"):
            kind = self.kind
            self._shown = [item for item in nav_items if kind in item.kinds and self._may(item)]
        return self._shown

    def _may(self, item: NavItem) -> bool:
        return not item.permission or self.user.has_perm(item.permission)

    def _address(self, item: NavItem) -> str:
        return address(item.url_name, get_language())

    def _link(self, item: NavItem) -> dict[str, Any]:
        url = self._address(item)
        return {
            "title": item.title,
            "url": url,
            "icon": item.icon or "document",
            "current": url == self._here,
        }

    @cached_property
    def _here(self) -> str | None:
        """The address of the item whose page, or part of the site, is open."""
        addresses = filter(None, map(self._address, self._items()))
        within = (address for address in addresses if self.request.path.startswith(address))
        return max(within, key=len, default=None)

    @cached_property
    def unread(self) -> int:
        """The account of a request has been counted with it."""
        if not self.is_signed_in:
            return 0
        counted = getattr(self.user, "unread_notices", None)
        return self.user.notices.unread().count() if counted is None else counted

    @property
    def person_label(self) -> str:
        label = getattr(self.request, "person_label", "")
        if not label and self.is_signed_in:
            label = self.user.label
        return label

    @property
    def acting(self) -> Any:
        return getattr(self.request, "acting", None)

    @cached_property
    def languages(self) -> list[dict[str, Any]]:
        return [
            {
                "code": code,
                "name": name,
                "url": self._here_in(code),
                "current": code == self.request.LANGUAGE_CODE,
            }
            for code, name in settings.LANGUAGES
        ]

    def _here_in(self, language: str) -> str:
        """As `translate_url`, which would look for the view anew in each language."""
        here, match = self.request.get_full_path(), self.request.resolver_match
        if match is None:
            return translate_url(here, language)
        with override(language):
            try:
                path = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
            except NoReverseMatch:
                return here
        return urlunsplit(urlsplit(here)._replace(path=path))
