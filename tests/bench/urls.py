"""The site plus its empty pages: signed in with the whole frame (B2), and nothing at all (B0)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from eculture.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500"]


def empty(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path("bench/empty/", empty), path("bench/nothing/", nothing), *urlpatterns]
