"""The commission's desk in the administration: the appeals of its region, each decided by two members."""

from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from eculture.refusals import Refusal
from schools.admissions.campaigns import Campaign
from schools.admissions.course import ROWS, of_campaign
from schools.exams.appeals import DECIDE, LOOK, Appeal
from schools.exams.forms import ProposalForm
from schools.exams.jury import JuryMark


def urls(guard: Any, at: str) -> list[URLPattern]:
    one = "<int:appeal>/"
    views = [
        ("", appeals, "appeals"),
        (one, appeal, "appeal"),
        (f"{one}proposal/", proposal, "appeal_proposal"),
        (f"{one}confirmation/", confirmation, "appeal_confirmation"),
        (f"{one}return/", sending_back, "appeal_return"),
    ]
    return [path(at + end, guard(view), name=f"schools_{name}") for end, view, name in views]


@require_safe
@of_campaign(LOOK)
def appeals(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """What waits first; `?show=decided` lists the rest."""
    found = Appeal.objects.visible_to(request.user).filter(application__campaign=campaign).live()
    waits = found.waiting()
    shows_decided = request.GET.get("show") == "decided"
    rows = found.exclude(pk__in=waits.values("pk")) if shows_decided else waits
    context = {
        **admin.site.each_context(request),
        "title": _("Appeals"),
        "campaign": campaign,
        "stage": campaign.stage("appeals"),
        "shows_decided": shows_decided,
        "page": Paginator(rows.with_names(), ROWS).get_page(request.GET.get("page")),
        "query": "show=decided" if shows_decided else "",
    }
    return render(request, "admin/schools/appeals.html", context)


def _page(
    request: HttpRequest, campaign: Campaign, appeal: int, refusal: Refusal | None = None, form: Any = None
) -> HttpResponse:
    rows = Appeal.objects.visible_to(request.user).filter(application__campaign=campaign)
    found = get_object_or_404(rows.with_names(), pk=appeal)
    marks = JuryMark.objects.filter(sheet__seat__application=found.application_id)
    decides = Appeal.objects.editable_by(request.user).filter(pk=appeal).exists()
    known = {"points": found.proposed_points or found.points_before, "grounds": found.grounds}
    context = {
        **admin.site.each_context(request),
        "title": found,
        "campaign": campaign,
        "appeal": found,
        "marks": marks.select_related("criterion", "sheet__member__user__person").order_by("sheet", "pk"),
        "no": found.refusal_of(request.user, "propose"),
        "decides": decides,
        "form": form or ProposalForm(initial=known),
        "refusal": refusal,
    }
    failed = refusal or (form is not None and form.errors)
    return render(request, "admin/schools/appeal.html", context, status=422 if failed else 200)


@require_safe
@of_campaign(LOOK)
def appeal(request: HttpRequest, campaign: Campaign, appeal: int) -> HttpResponse:
    return _page(request, campaign, appeal)


def _mine(request: HttpRequest, campaign: Campaign, appeal: int) -> Appeal:
    rows = Appeal.objects.editable_by(request.user).filter(application__campaign=campaign)
    return get_object_or_404(rows.with_names(), pk=appeal)


@require_POST
@of_campaign(DECIDE)
def proposal(request: HttpRequest, campaign: Campaign, appeal: int) -> HttpResponse:
    found = _mine(request, campaign, appeal)
    form = ProposalForm(request.POST)
    if not form.is_valid():
        return _page(request, campaign, appeal, form=form)
    try:
        found.propose(by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        return _page(request, campaign, appeal, refusal)
    messages.success(request, _("The proposal waits for a second member."))
    return redirect("admin:schools_appeals", campaign.pk)


@require_POST
@of_campaign(DECIDE)
def confirmation(request: HttpRequest, campaign: Campaign, appeal: int) -> HttpResponse:
    found = _mine(request, campaign, appeal)
    try:
        found.confirm(by=request.user)
    except Refusal as refusal:
        return _page(request, campaign, appeal, refusal)
    messages.success(request, _("The appeal is decided; the family is told."))
    return redirect("admin:schools_appeals", campaign.pk)


@require_POST
@of_campaign(DECIDE)
def sending_back(request: HttpRequest, campaign: Campaign, appeal: int) -> HttpResponse:
    found = _mine(request, campaign, appeal)
    try:
        found.send_back(by=request.user, reason=request.POST.get("reason", "")[:300])
    except Refusal as refusal:
        return _page(request, campaign, appeal, refusal)
    return redirect("admin:schools_appeal", campaign.pk, appeal)
