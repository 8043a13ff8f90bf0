"""What every request passes through: its name, its manners, and the words of a refusal."""

import logging
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from pghistory.middleware import HistoryMiddleware
from psycopg.errors import LockNotAvailable, QueryCanceled
from redis.exceptions import RedisError

from eculture.answers import busy, refused, wants_json, whole_page_sign_in, wrong_method
from eculture.refusals import Refusal
from eculture.requests import name_request

log = logging.getLogger("eculture.requests")
Answer = Callable[[HttpRequest], HttpResponse]
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
SIGN_OUT = {"account_logout", "logout"}
PERMISSIONS = "camera=(), microphone=(), geolocation=(self), payment=(), usb=(), interest-cohort=()"


class RequestName:
    """Gives each request an id, logs it by route (never by address) and answers unknown methods with 405."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = uuid.uuid4().hex
        name_request(request.id)
        if request.method not in METHODS:
            return HttpResponse(status=405)
        started = time.perf_counter()
        response = self.get_response(request)
        response["X-Request-ID"] = request.id
        match = request.resolver_match
        log.info(
            "request",
            extra={
                "method": request.method,
                "route": match.route if match else "-",
                "status": response.status_code,
                "ms": round(1000 * (time.perf_counter() - started)),
                "user": getattr(getattr(request, "user", None), "pk", None) or "-",
            },
        )
        return response


class Manners:
    """Headers of every answer; what is made for one person is stored nowhere."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        patch_vary_headers(response, ["HX-Request"])
        session = getattr(request, "session", None)
        is_personal = session is not None and session.accessed and not session.is_empty()
        if is_personal or response.cookies:
            response["Cache-Control"] = "private, no-store"
        if getattr(request.resolver_match, "url_name", "") in SIGN_OUT and request.method == "POST":
            response["Clear-Site-Data"] = '"cache", "storage"'
        if request.path.startswith(settings.API_PREFIX):
            response["Access-Control-Allow-Origin"] = "*"  # open data: it looks at no cookies
        return response


class History(HistoryMiddleware):
    """Row history learns who changed the row and in which request; never an address."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        return {"user": request.user.pk, "request": request.id}


class Refusals:
    """A refusal that no form has caught becomes a page, a fragment or JSON with its own words."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not wants_json(request):
            return wrong_method(request, response)
        is_sign_in = response.headers.get("Location", "").startswith(reverse(settings.LOGIN_URL))
        return whole_page_sign_in(request) if is_sign_in and request.htmx else response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refusal):
            return refused(request, error)
        if isinstance(error, RequestDataTooBig):
            return render(request, "413.html", status=413)
        if isinstance(error, OperationalError) and isinstance(
            error.__cause__, (LockNotAvailable, QueryCanceled)
        ):
            return busy(request)
        if isinstance(error, RedisError):  # without its counters nobody signs in and no code is tried out
            log.exception("cache silent")
            return busy(request)
        return None
