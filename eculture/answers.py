"""Answers that any page may come to: refused, busy, sign in first; as a page, a fragment or JSON."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from eculture.refusals import Refusal


def whole_page_sign_in(request: HttpRequest) -> HttpResponse:
    """A fragment asked for after the session ended: the page around it goes to the sign-in and back."""
    page = request.htmx.current_url_abs_path or request.path
    return HttpResponseClientRedirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': page})}")


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    if wants_json(request):
        return JsonResponse(refusal.as_json(), status=refusal.status)
    return render(request, "refusal.html", {"refusal": refusal}, status=refusal.status)


def busy(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database, which may be why we are here."""
    if wants_json(request):
        message = {"code": "busy", "message": _("The portal is very busy")}
        response: HttpResponse = JsonResponse(message, status=503)
    else:
        response = render(request, "503.html", status=503)
    response["Retry-After"] = "5"
    return response


def wrong_method(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A 405 in words for a person; what is allowed stays in the header."""
    page = render(request, "405.html", status=405)
    page["Allow"] = response["Allow"]
    return page


def wants_json(request: HttpRequest) -> bool:
    is_api = request.path.startswith(settings.API_PREFIX)
    return is_api or "application/json" in request.headers.get("Accept", "")
