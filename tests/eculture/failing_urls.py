"""The site's addresses plus some whose views fail."""

from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest
from django.urls import path

from eculture.urls import handler400, handler403, handler404, handler500
from eculture.urls import urlpatterns as site

__all__ = ["handler400", "handler403", "handler404", "handler500"]
DETAIL = "detail nobody should read"


def broken(request: HttpRequest) -> None:
    raise RuntimeError(DETAIL)


def away(request: HttpRequest) -> None:
    raise OperationalError(DETAIL)


def suspicious(request: HttpRequest) -> None:
    raise SuspiciousOperation(DETAIL)


urlpatterns = [
    path("broken/", broken),
    path("away/", away),
    path("api/v1/away/", away),
    path("suspicious/", suspicious),
    *site,
]
