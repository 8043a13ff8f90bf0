"""The course of a campaign in the administration: one page that says what is possible now and does it.

Every change is a POST that calls one verb; a refusal comes back as a sentence on the same page.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from eculture.refusals import Refusal
from schools.admissions import age_rules, comparing, copying, enrolling, placing
from schools.admissions.campaigns import Campaign
from schools.admissions.checklist import checklist
from schools.admissions.plan_cuts import PlanCut
from schools.admissions.runs import COMPARABLE

VERBS = {
    "publish_plan": gettext_lazy("Publish the plan"),
    "open_registration": gettext_lazy("Open registration"),
    "close_registration": gettext_lazy("Close registration"),
    "publish_scores": gettext_lazy("Publish the exam results to all families"),
    "open_appeals": gettext_lazy("Open the appeals"),
    "open_choice": gettext_lazy("Open the choice"),
    "close_choice": gettext_lazy("Close the choice"),
    "open_further_rounds": gettext_lazy("Open the further rounds"),
    "close": gettext_lazy("Close the campaign"),
}
CALCULATE = gettext_lazy("Calculate the placement")
PUBLISH = gettext_lazy("Publish and tell the families")
ROWS = 50


def next_step(campaign: Campaign) -> Any:
    """The words of the button that the ministry presses next; None while the work goes on by itself."""
    if campaign.state == "placement":
        run = campaign.runs.unpublished().first()
        waiting = {"asked": None, "computed": PUBLISH, "publishing": None}
        return waiting[run.state] if run else CALCULATE
    return next((label for _verb, label in steps_of(campaign)), None)


def steps_of(campaign: Campaign) -> list[tuple[str, Any]]:
    """The moves that stand open; further rounds only where the dates plan them."""
    open_now = [(verb, label) for verb, label in VERBS.items() if campaign.may(verb)]
    return [step for step in open_now if step[0] != "open_further_rounds" or campaign.stage("further")]


def of_campaign(permission: str) -> Callable[..., Any]:
    """Fetch the campaign for who holds the permission; a refusal stands on the page of the course."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            campaign = get_object_or_404(Campaign.objects.visible_to(request.user).with_stages(), pk=pk)
            try:
                return view(request, campaign, **kwargs)
            except Refusal as refusal:
                campaign.refresh_from_db()
                return page(request, campaign, refusal)

        return guarded

    return decorate


def page(request: HttpRequest, campaign: Campaign, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": campaign.name,
        "campaign": campaign,
        "refusal": refusal,
        "verbs": steps_of(campaign),
        "states": campaign.applications.counts(),
        "checklist": checklist(campaign),
        "dates": [stage.as_row for stage in campaign.stages.all()],
        "takes_plan": not campaign.is_published,
        "may_copy": request.user.has_perm("schools.add_campaign"),
        "cuts_waiting": PlanCut.objects.filter(place__campaign=campaign).waiting().count(),
        "score_loads": campaign.score_loads.all()[:10],
        "plan_loads": campaign.plan_loads.all()[:10],
        "runs": with_neighbours(campaign.runs.select_related("job")[:10]),
    }
    return render(request, "admin/schools/course.html", context, status=409 if refusal else 200)


def with_neighbours(runs: Any) -> list[tuple[Any, Any]]:
    """Each run with the one before it that may be compared with it."""
    runs = list(runs)
    kept = [run for run in runs if run.state in COMPARABLE]
    before = dict(zip(kept, kept[1:], strict=False))
    return [(run, before.get(run)) for run in runs]


@require_safe
@of_campaign("schools.view_campaign")
def course(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    return page(request, campaign)


@require_POST
@of_campaign("schools.change_campaign")
def moves(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    verb = request.POST.get("verb", "")
    if verb not in VERBS:
        raise Refusal(_("There is no such step."), code="no_verb")
    getattr(campaign, verb)(by=request.user)
    messages.success(request, campaign.get_state_display())
    return redirect("admin:schools_course", campaign.pk)


@require_POST
@of_campaign("schools.change_agerule")
def ages(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    age_rules.give_rules_of_2025(campaign, by=request.user)
    return redirect("admin:schools_course", campaign.pk)


@require_POST
@of_campaign("schools.add_campaign")
def copies(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    made = copying.next_year(campaign, with_plan="plan" in request.POST, by=request.user)
    messages.success(
        request, _("A draft of the next campaign has been made. Look through its dates and rules.")
    )
    return redirect("admin:schools_course", made.pk)


@require_POST
@of_campaign("schools.run_placement")
def runs(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    run = placing.ask_for_run(campaign, by=request.user)
    return redirect("cabinet:job", run.job.pk)


@require_POST
@of_campaign("schools.run_placement")
def publication(request: HttpRequest, campaign: Campaign, run: int) -> HttpResponse:
    found = get_object_or_404(campaign.runs, pk=run)
    placing.ask_for_publication(found, by=request.user)
    return redirect("cabinet:job", found.job.pk)


@require_POST
@of_campaign("schools.run_placement")
def rejection(request: HttpRequest, campaign: Campaign, run: int) -> HttpResponse:
    get_object_or_404(campaign.runs, pk=run).discard(by=request.user)
    return redirect("admin:schools_course", campaign.pk)


@require_safe
@of_campaign("schools.view_placementrun")
def comparison(request: HttpRequest, campaign: Campaign, run: int, other: int) -> HttpResponse:
    """What changes from one calculation to another: who moves, and which places are filled otherwise."""
    first, second = (get_object_or_404(campaign.runs.with_results(), pk=pk) for pk in (run, other))
    by_place = request.GET.get("show") == "places"
    found = comparing.fillings(first, second) if by_place else comparing.movers(first, second)
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {
        **admin.site.each_context(request),
        "title": _("Two calculations"),
        "campaign": campaign,
        "runs": [(one, comparing.empty(one)) for one in (first, second)],
        "by_place": by_place,
        "page": page,
        "rows": page if by_place else comparing.with_places(page),
    }
    return render(request, "admin/schools/comparison.html", context)


@require_POST
@of_campaign("schools.run_placement")
def overdue(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    job = placing.ask_to_end_overdue_offers(campaign, by=request.user)
    return redirect("cabinet:job", job.pk)


@require_POST
@of_campaign("schools.change_application")
def orders(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    number = request.POST.get("order_number", "")[:40]
    job = enrolling.ask_for_order(campaign, order_number=number, by=request.user)
    return redirect("cabinet:job", job.pk)
