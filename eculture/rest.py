"""Habits of the API: closed unless a view says otherwise, cursor pages, refusals as JSON."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from rest_framework import views
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import BasePermission
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle

from eculture.refusals import Refusal


class NobodyUnlessSaid(BasePermission):
    def has_permission(self, request: Any, view: Any) -> bool:
        return False


class Pages(CursorPagination):
    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering = "pk"


class AddressThrottle(SimpleRateThrottle):
    """Counts per client address; while the cache is silent everyone is let through."""

    scope = "address"

    def get_cache_key(self, request: Any, view: Any) -> str:
        return self.cache_format % {"scope": self.scope, "ident": client_address(request)}

    def allow_request(self, request: Any, view: Any) -> bool:
        try:
            return super().allow_request(request, view)
        except OSError:
            return True


def client_address(request: HttpRequest) -> str:
    """Who asks: behind TRUSTED_PROXIES proxies the entry that the outermost of them wrote, else the connection.

    Whatever a client itself puts into the header stands further left and is not believed.
    """
    proxies = settings.TRUSTED_PROXIES
    forwarded = [entry.strip() for entry in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if proxies and len(forwarded) >= proxies and forwarded[-proxies]:
        return forwarded[-proxies]
    return request.META.get("REMOTE_ADDR", "")


def answer_refusals(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, Refusal):
        return Response(error.as_json(), status=409)
    return views.exception_handler(error, context)
