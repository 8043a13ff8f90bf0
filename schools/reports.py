"""Work of the schools in the background and the reports about admissions."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

import schools.admissions.receipts  # noqa: F401
import schools.teaching.reports  # noqa: F401
from eculture.azerbaijani import AzKey
from eculture.jobs import Job, JobKind, kinds
from eculture.reports import Report
from schools.admissions import enrolling, further_rounds, numbers, placing, plan_cuts
from schools.admissions.applications import Application
from schools.admissions.campaigns import Campaign
from schools.admissions.plan import PlanPlace
from schools.admissions.plan_cuts import PlanCut
from schools.admissions.plan_loads import PlanLoad
from schools.admissions.runs import PlacementRun
from schools.admissions.scores import ScoreLoad
from schools.exams import seating
from schools.org.models import School


def course_of(campaign: Campaign) -> str:
    return reverse("admin:schools_course", args=[campaign.pk])


@kinds.plug
class Placement(JobKind):
    slug = "placement"
    title = _("Placement of candidates")
    permission = "schools.run_placement"

    def run(self, job: Job, *, run: int) -> None:
        placing.compute(PlacementRun.objects.select_related("campaign").get(pk=run), job)

    def next_page(self, *, run: int) -> str:
        return course_of(PlacementRun.objects.select_related("campaign").get(pk=run).campaign)


@kinds.plug
class PlacementPublication(JobKind):
    slug = "placement-publication"
    title = _("Publication of the placement")
    permission = "schools.run_placement"

    def run(self, job: Job, *, run: int) -> None:
        placing.publish(PlacementRun.objects.select_related("campaign").get(pk=run), job)

    next_page = Placement.next_page


@kinds.plug
class FurtherRound(JobKind):
    slug = further_rounds.SLUG
    title = _("Nightly round of the placement")
    permission = "schools.run_placement"
    tells = False

    def run(self, job: Job, *, campaign: int, night: str) -> None:
        further_rounds.work(Campaign.objects.get(pk=campaign), job)

    def next_page(self, *, campaign: int, night: str) -> str:
        return course_of(Campaign.objects.get(pk=campaign))


@kinds.plug
class ExamSeating(JobKind):
    slug = seating.SLUG
    title = _("Seats for the exam")
    permission = "schools.change_examsession"

    def run(self, job: Job, *, campaign: int) -> None:
        seating.work(Campaign.objects.get(pk=campaign), job)

    def next_page(self, *, campaign: int) -> str:
        return reverse("admin:schools_exams", args=[campaign])


@kinds.plug
class PlanCutTold(JobKind):
    slug = plan_cuts.TELLS
    title = _("Families told of a cut of the plan")
    permission = "schools.change_planplace"

    def run(self, job: Job, *, cut: int) -> None:
        plan_cuts.tell(PlanCut.objects.with_names().get(pk=cut), job)

    def next_page(self, *, cut: int) -> str:
        return course_of(PlanCut.objects.with_names().get(pk=cut).place.campaign)


class FileWritten(JobKind):
    """The good rows of a file that staff have looked at."""

    model: Any

    def run(self, job: Job, *, load: int) -> None:
        self.model.objects.select_related("campaign").get(pk=load).write(job)

    def next_page(self, *, load: int) -> str:
        return course_of(self.model.objects.select_related("campaign").get(pk=load).campaign)


@kinds.plug
class ScoresWritten(FileWritten):
    slug = "score-load"
    title = _("Exam scores")
    permission = "schools.load_scores"
    model = ScoreLoad


@kinds.plug
class PlanWritten(FileWritten):
    slug = "plan-load"
    title = _("Places in the plan from a file")
    permission = "schools.change_planplace"
    model = PlanLoad


@kinds.plug
class OffersEnded(JobKind):
    slug = "offers-ended"
    title = _("End of overdue offers")
    permission = "schools.run_placement"

    def run(self, job: Job, *, campaign: int) -> None:
        placing.end_overdue_offers(Campaign.objects.get(pk=campaign), job)

    def next_page(self, *, campaign: int) -> str:
        return course_of(Campaign.objects.get(pk=campaign))


@kinds.plug
class EnrolmentOrder(JobKind):
    slug = "enrolment-order"
    title = _("Order of admission")
    permission = "schools.change_application"

    def run(self, job: Job, *, campaign: int, order_number: str) -> None:
        enrolling.by_order(Campaign.objects.get(pk=campaign), order_number=order_number, job=job)

    def next_page(self, *, campaign: int, order_number: str) -> str:
        return course_of(Campaign.objects.get(pk=campaign))


GROUPS = {
    "school": (_("School"), "school__institution__name"),
    "specialty": (_("Specialty"), "programme__specialty__name"),
    "district": (_("District"), "school__institution__registered_unit__name"),
    "funding": (_("Funding"), "funding"),
}


class ByCampaign(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)


@kinds.plug
class Intake(Report):
    """Plan, demand and result of each school and specialty."""

    slug = "intake"
    title = _("Intake by school and specialty")
    description = _(
        "Places in the plan, candidates who chose them, places taken and the lowest score placed."
    )
    permission = "schools.view_planplace"
    form_class = ByCampaign
    columns = {
        "school__name": _("School"),
        "programme__specialty__name": _("Specialty"),
        "get_funding_display": _("Funding"),
        "places": _("Places in the plan"),
        "taken": _("Places taken"),
        "cutoff": _("Lowest score placed"),
    }

    def rows(self, user: Any, *, year: int) -> Iterable[Any]:
        return PlanPlace.objects.visible_to(user).filter(campaign__year=year).with_names().by_school()


class ByGroup(ByCampaign):
    group = forms.ChoiceField(
        label=_("Grouped by"), choices=[(name, title) for name, (title, _path) in GROUPS.items()]
    )


@kinds.plug
class IntakeSummary(Report):
    """Places, candidates and children admitted, by what one wants to compare."""

    slug = "intake-summary"
    title = _("Intake by school, specialty, district or funding")
    description = _("Places, families that name them first, and places taken and left, by group.")
    permission = "schools.view_planplace"
    form_class = ByGroup
    columns = {
        "name": _("Group"),
        "places": _("Places in the plan"),
        "first": _("First choice"),
        "taken": _("Places taken"),
        "left": _("Empty"),
        "percent": _("Taken, %"),
    }

    def rows(self, user: Any, *, year: int, group: str) -> Iterable[Any]:
        campaign = Campaign.objects.visible_to(user).filter(year=year).first()
        return numbers.summary(campaign, GROUPS[group][1]) if campaign else []


@kinds.plug
class ApplicationsBySchool(Report):
    """How many families chose each school."""

    slug = "applications-by-school"
    title = _("Applications by school")
    description = _("Applications that name the school among their choices, by state.")
    permission = "schools.view_application"
    form_class = ByCampaign
    columns = {"school": _("School"), "state": _("State"), "count": _("Applications")}

    def rows(self, user: Any, *, year: int) -> Iterable[Any]:
        schools = School.objects.run_by(user, "regional-officer", "ministry-officer", "auditor")
        chosen = Application.objects.filter(campaign__year=year, preferences__school__in=schools)
        name = "preferences__school__institution__name_az"
        counted = (
            chosen.values(name, "state")
            .annotate(count=Count("pk", distinct=True))
            .order_by(AzKey(name), "state")
        )
        states = Application.STATES
        return [
            {"school": row[name], "state": states[row["state"]], "count": row["count"]} for row in counted
        ]
