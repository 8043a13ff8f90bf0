"""Habits of the API: closed unless a view says otherwise, cursor pages, a limit per address."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from redis.exceptions import RedisError
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import BasePermission
from rest_framework.throttling import SimpleRateThrottle

from eculture.requests import client_address


class NobodyUnlessSaid(BasePermission):
    def has_permission(self, request: Any, view: Any) -> bool:
        return False


class Pages(CursorPagination):
    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    page_size_query_description = _("how many results a page has, at most 200")
    cursor_query_description = _("where the page begins; taken from “next”")
    ordering = "pk"


class AddressThrottle(SimpleRateThrottle):
    """Counts per client address; while the cache is silent everyone is let through."""

    scope = "address"

    def get_cache_key(self, request: Any, view: Any) -> str:
        return self.cache_format % {"scope": self.scope, "ident": client_address(request)}

    def allow_request(self, request: Any, view: Any) -> bool:
        try:
            return super().allow_request(request, view)
        except RedisError:
            return True
