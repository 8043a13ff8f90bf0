from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_POST, require_safe

from cabinet.dates.entries import as_ical, entries_of
from cabinet.dates.models import CalendarAddress, renew, revoke

SHOWN_ONCE = "calendar_token"


@login_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    token = request.session.pop(SHOWN_ONCE, "")
    path = reverse("cabinet:calendar_file", args=[token]) if token else ""
    context = {
        "entries": entries_of(request.user, timezone.localdate()),
        "address": CalendarAddress.objects.visible_to(request.user).live().first(),
        "new_address": settings.BASE_URL + path if token else "",
    }
    return render(request, "cabinet/calendar.html", context)


@login_required
@require_POST
def address(request: HttpRequest) -> HttpResponse:
    request.session[SHOWN_ONCE] = renew(by=request.user)
    return redirect("cabinet:calendar")


@login_required
@require_POST
def address_closing(request: HttpRequest) -> HttpResponse:
    revoke(by=request.user)
    return redirect("cabinet:calendar")


@require_safe
def calendar_file(request: HttpRequest, token: str) -> HttpResponse:
    """For a calendar program: no session, no cookie; a wrong, revoked and old address get the same 404."""
    found = CalendarAddress.objects.opened_by(token)
    if found is None:
        raise Http404
    with translation.override(found.user.language):
        content = as_ical(found.user, timezone.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    return response
