"""How long somebody stays signed in, and who goes no further without a second factor."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, user_logged_in
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from eculture import journal, notices
from eculture.accounts import User
from eculture.demo_entrance import is_demo_session
from eculture.roles import roles
from registry.mandates import role_slugs

MINUTE, HOUR = 60, 3600
IDLE = {"citizen": 30 * MINUTE, "staff": 15 * MINUTE}
ABSOLUTE = {"citizen": 12 * HOUR, "staff": 8 * HOUR}
POLL = "poll"  # in the address of what a page asks for by itself
SIGNED_IN, SEEN, FACTOR = "signed_in_at", "seen_at", "has_second_factor"
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
SET_UP = ("mfa_", "account_", "usersessions_", "set_language")

Answer = Callable[[HttpRequest], HttpResponse]


def is_employee(user: User) -> bool:
    """Whether the person acts here for somebody else: by a flag or by a role."""
    return user.is_staff or user.is_superuser or bool(role_slugs(user))


def needs_second_factor(user: User) -> bool:
    """Staff and holders of roles that ask for it."""
    held = (roles.get(slug) for slug in role_slugs(user))
    return user.is_staff or user.is_superuser or any(role and role.needs_second_factor for role in held)


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def end_other_sessions(request: HttpRequest, user: User) -> None:
    request.session.pop(FACTOR, None)
    for session in UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key):
        session.end()


def end_session(session: UserSession, *, by: User) -> None:
    """End one session of somebody; whoever uses it is out at the next page."""
    with transaction.atomic():
        session.end()
        journal.record("end_session", on=session.user, by=by)


def end_all_sessions(user: User, *, by: User) -> None:
    """What staff do when an account may be in strange hands; its owner is told."""
    with transaction.atomic():
        for session in UserSession.objects.filter(user=user):
            session.end()
        entry = journal.record("end_all_sessions", on=user, by=by)
        notices.send("sessions-ended", to=user, key=str(entry.pk))


def last_seen(session: UserSession) -> datetime:
    """To the minute: when somebody last opened a page in this session."""
    seen_at = SessionStore(session.session_key).get(SEEN)
    return datetime.fromtimestamp(seen_at, UTC) if seen_at else session.last_seen_at


@receiver(user_logged_in)
def start_clock(request: HttpRequest, **_kwargs: Any) -> None:
    now = int(time.time())
    request.session[SIGNED_IN] = request.session[SEEN] = now


class SessionAge:
    """Signs out after a pause or after a working day, whichever comes first.

    A page that looks again by itself is no sign of life.
    """

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            now = int(time.time())
            if _is_over(request, now):
                logout(request)
                messages.info(request, _("You were signed out for safety. Sign in and go on."))
            elif POLL not in request.GET and now - request.session[SEEN] >= MINUTE:
                request.session[SEEN] = now
        return self.get_response(request)


def _is_over(request: HttpRequest, now: int) -> bool:
    kind = "staff" if is_employee(request.user) else "citizen"
    idle = now - request.session.get(SEEN, 0)
    age = now - request.session.get(SIGNED_IN, 0)
    return idle >= IDLE[kind] or age >= ABSOLUTE[kind]


class SecondFactor:
    """Lets those who must have a second factor reach nothing but its set-up until they have one."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            settings.SESSION_COOKIE_NAME in request.COOKIES
            and request.user.is_authenticated
            and _is_barred(request)
        ):
            return _to_set_up(request)
        return self.get_response(request)


def _is_barred(request: HttpRequest) -> bool:
    if request.session.get(FACTOR) or is_demo_session(request) or not needs_second_factor(request.user):
        return False
    if has_second_factor(request.user):
        request.session[FACTOR] = True
        return False
    return not _is_set_up(request)


def _is_set_up(request: HttpRequest) -> bool:
    try:
        name = resolve(request.path_info).view_name
    except Resolver404:
        return False
    return name.startswith(SET_UP)


def _to_set_up(request: HttpRequest) -> HttpResponse:
    if request.path.startswith(settings.API_PREFIX):
        message = _("Set up two-step sign-in first.")
        return JsonResponse({"code": "second_factor", "message": message}, status=403)
    address = reverse("mfa_index")
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
