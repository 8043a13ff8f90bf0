"""Where a second person decides whether the published plan is cut."""

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from eculture.refusals import Refusal
from schools.admissions.campaigns import Campaign
from schools.admissions.course import ROWS, of_campaign
from schools.admissions.plan_cuts import PlanCut, touched_by


def _page(request: HttpRequest, campaign: Campaign, refusal: Refusal | None = None) -> HttpResponse:
    found = PlanCut.objects.visible_to(request.user).filter(place__campaign=campaign).with_names()
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    rows = [(cut, touched_by(cut.place).count() if cut.may("approve") else cut.touched) for cut in page]
    context = {**admin.site.each_context(request), "title": _("Cuts of the plan"), "campaign": campaign}
    context |= {"page": page, "rows": rows, "refusal": refusal}
    context["may_decide"] = request.user.has_perm("schools.change_planplace")
    return render(request, "admin/schools/cuts.html", context, status=409 if refusal else 200)


@require_safe
@of_campaign("schools.view_planplace")
def cuts(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    return _page(request, campaign)


@require_POST
@of_campaign("schools.change_planplace")
def approval(request: HttpRequest, campaign: Campaign, cut: int) -> HttpResponse:
    found = get_object_or_404(PlanCut.objects.editable_by(request.user), pk=cut, place__campaign=campaign)
    try:
        found.approve(by=request.user)
    except Refusal as refusal:
        return _page(request, campaign, refusal)
    messages.success(request, _("The plan is cut; the families are being told."))
    return redirect("admin:schools_course_cuts", campaign.pk)


@require_POST
@of_campaign("schools.change_planplace")
def rejection(request: HttpRequest, campaign: Campaign, cut: int) -> HttpResponse:
    found = get_object_or_404(PlanCut.objects.editable_by(request.user), pk=cut, place__campaign=campaign)
    try:
        found.reject(by=request.user, reason=request.POST.get("reason", "")[:300])
    except Refusal as refusal:
        return _page(request, campaign, refusal)
    return redirect("admin:schools_course_cuts", campaign.pk)
