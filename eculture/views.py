import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from eculture import health, sealing
from eculture.answers import busy
from eculture.api_docs import endpoints
from eculture.gallery import specimens
from eculture.sections import home_blocks

PARTS = {
    "database": _("Data"),
    "migrations": _("Version of the data"),
    "broker": _("Queue of work"),
    "worker": _("Work in the background"),
}
PLACES = ("campaign", "life", "number", "picture")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    parts: dict[str, list[str]] = {place: [] for place in PLACES}
    for block in home_blocks:
        context = block.context()
        if context is not None:
            shown = {**context, "part": context}
            parts[block.place].append(render_to_string(block.template, shown, request))
    return render(request, "home.html", parts)


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    if not (settings.DEMO or settings.DEBUG or request.user.is_staff):
        raise Http404
    return render(request, "gallery.html", specimens())


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    context = {"endpoints": endpoints(), "base_url": settings.BASE_URL}
    return render(request, "api_docs.html", context)


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, f"pages/{name}.html")


@never_cache
@require_safe
def system(request: HttpRequest) -> HttpResponse:
    answers = health.answers()
    parts = [(title, answers[name]) for name, title in PARTS.items()]
    context = {"parts": parts, "all_work": all(answers.values()), "now": timezone.now()}
    context["seals"] = sealing.state() if request.user.is_staff and answers["database"] else None
    return render(request, "pages/system.html", context)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """A database that is away is no fault of the program: come back in a few seconds."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return busy(request)
    return render(request, "500.html", status=500)
