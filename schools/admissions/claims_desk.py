"""The office's desk in the administration: claims of priority with their papers, each decided on one page."""

from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cabinet.files.models import Attachment
from cabinet.people.access_log import note_view
from eculture.refusals import Refusal
from schools.admissions.campaigns import Campaign
from schools.admissions.course import ROWS, of_campaign
from schools.admissions.priorities import DECIDE, LOOK, PriorityClaim


def urls(guard: Any, at: str) -> list[URLPattern]:
    one = "<int:claim>/"
    views = [
        ("", priorities, "priorities"),
        (one, priority, "priority"),
        (f"{one}confirmation/", confirmation, "priority_confirmation"),
        (f"{one}rejection/", rejection, "priority_rejection"),
    ]
    return [path(at + end, guard(view), name=f"schools_{name}") for end, view, name in views]


@require_safe
@of_campaign(LOOK)
def priorities(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """What waits first; `?show=decided` lists the rest."""
    found = PriorityClaim.objects.visible_to(request.user).sent().filter(application__campaign=campaign)
    shows_decided = request.GET.get("show") == "decided"
    rows = found.exclude(state="claimed") if shows_decided else found.waiting()
    context = {
        **admin.site.each_context(request),
        "title": _("Priorities"),
        "campaign": campaign,
        "shows_decided": shows_decided,
        "page": Paginator(rows.with_names(), ROWS).get_page(request.GET.get("page")),
        "query": "show=decided" if shows_decided else "",
    }
    return render(request, "admin/schools/priorities.html", context)


def _page(request: HttpRequest, found: PriorityClaim, refusal: Refusal | None = None) -> HttpResponse:
    papers = found.application.papers.kept().select_related("attachment", "needed")
    opened = set(Attachment.objects.visible_to(request.user).filter(pk__in=papers.values("attachment")))
    note_view(found.application.child, by=request.user)
    context = {
        **admin.site.each_context(request),
        "title": found.application.number,
        "campaign": found.application.campaign,
        "claim": found,
        "papers": [(paper, paper.attachment in opened) for paper in papers],
        "no": found.refusal_of(request.user, "confirm"),
        "decides": request.user.has_perm(DECIDE),
        "refusal": refusal,
    }
    return render(request, "admin/schools/priority.html", context, status=422 if refusal else 200)


def _of(rows: Any, campaign: Campaign, claim: int) -> PriorityClaim:
    return get_object_or_404(rows.sent().filter(application__campaign=campaign).with_names(), pk=claim)


@require_safe
@of_campaign(LOOK)
def priority(request: HttpRequest, campaign: Campaign, claim: int) -> HttpResponse:
    return _page(request, _of(PriorityClaim.objects.visible_to(request.user), campaign, claim))


@require_POST
@of_campaign(DECIDE)
def confirmation(request: HttpRequest, campaign: Campaign, claim: int) -> HttpResponse:
    found = _of(PriorityClaim.objects.editable_by(request.user), campaign, claim)
    try:
        found.confirm(by=request.user)
    except Refusal as refusal:
        return _page(request, found, refusal)
    messages.success(request, _("The priority is confirmed; the family is told."))
    return redirect("admin:schools_priorities", campaign.pk)


@require_POST
@of_campaign(DECIDE)
def rejection(request: HttpRequest, campaign: Campaign, claim: int) -> HttpResponse:
    found = _of(PriorityClaim.objects.editable_by(request.user), campaign, claim)
    try:
        found.reject(by=request.user, reason=request.POST.get("reason", "")[:300])
    except Refusal as refusal:
        return _page(request, found, refusal)
    messages.success(request, _("The priority is not confirmed; the family is told."))
    return redirect("admin:schools_priorities", campaign.pk)
