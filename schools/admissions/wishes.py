"""What the choice page shows for each wish: last year's scores, this year's demand, the child's own score."""

from typing import Any, NamedTuple

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from cabinet.cases.figures import SMALL, told
from eculture.azerbaijani import AzKey
from schools.admissions.applications import Application
from schools.admissions.campaigns import Campaign
from schools.admissions.choices import version
from schools.admissions.parts import Preference
from schools.admissions.plan import PlanPlace
from schools.admissions.standing import score
from schools.org.models import Funding

NEAR = 6


class SchoolRow(NamedTuple):
    order: int
    school: Any
    place: PlanPlace | None
    candidates: int | None  # None: fewer than ten, which would name people
    past: str


class NearRow(NamedTuple):
    place: PlanPlace
    candidates: int | None  # None: fewer than ten, which would name people
    left: int | None  # places of last year that nobody took
    rank: int | None  # where on the list it would stand; None where the list has no room


class WishRow(NamedTuple):
    rank: int
    programme: Any
    schools: list[SchoolRow]
    can_add: bool
    buttons: list[tuple[str, bool, str, Any]]


class Board(NamedTuple):
    rows: list[WishRow]
    version: str
    can_add: bool
    next_rank: int
    totals: list[tuple[Any, int]]


def board(application: Application) -> Board:
    wishes, campaign = application.wishes, application.campaign
    places, demand = _places(application), _demand(application)
    rows = [
        WishRow(
            rank,
            wish.programme,
            [
                SchoolRow(
                    order, school, places.get(key), told(demand.get(key, 0)), _past(campaign, places.get(key))
                )
                for order, school in enumerate(wish.schools, start=1)
                for key in [(wish.programme.pk, school.pk)]
            ],
            can_add=len(wish.schools) < campaign.max_schools,
            buttons=[
                ("up", rank > 1, "chevron-up", _("Move up")),
                ("down", rank < len(wishes), "chevron-down", _("Move down")),
            ],
        )
        for rank, wish in enumerate(wishes, start=1)
    ]
    can_add = len(wishes) < campaign.max_specialties
    return Board(rows, version(wishes), can_add, len(wishes) + 1, _totals(application, wishes))


def _past(campaign: Campaign, place: PlanPlace | None) -> str:
    """The numbers of the rail as text: `2025: 84,0 · 2024: 81,5`."""
    known = [(1, place.last_cutoff), (2, place.cutoff_before)] if place else []
    told = [f"{campaign.year - ago}: {score(cutoff)}" for ago, cutoff in known if cutoff is not None]
    return " · ".join(told) or _("no score of last year")


def _wanted(application: Application) -> tuple[list[int], list[int]]:
    rows = list(application.preferences.all())
    return [row.programme_id for row in rows], [row.school_id for row in rows]


def _places(application: Application) -> dict[tuple[int, int], PlanPlace]:
    """The free places of each wish, or the paid ones where the plan has no free ones."""
    programmes, schools = _wanted(application)
    plan = application.campaign.plan_places.filter(programme__in=programmes, school__in=schools).with_past()
    return {(row.programme_id, row.school_id): row for row in plan.order_by("-funding")}


def _demand(application: Application) -> dict[tuple[int, int], int]:
    """How many families of this campaign have the same wish at any rank."""
    programmes, schools = _wanted(application)
    rows = Preference.objects.filter(application__campaign=application.campaign).order_by()
    same = rows.filter(programme__in=programmes, school__in=schools).values("programme", "school")
    counted = same.annotate(families=Count("application", distinct=True))
    return {(row["programme"], row["school"]): row["families"] for row in counted}


def _totals(application: Application, wishes: list[Any]) -> list[tuple[Any, int]]:
    """Each wished specialty with this year's free places in the whole country."""
    programmes = [wish.programme for wish in wishes]
    plan = application.campaign.plan_places.free().filter(programme__in=programmes)
    places = plan.by_programme()
    return [(programme.specialty, places.get(programme.pk, 0)) for programme in programmes]


def nearby(application: Application) -> list[NearRow]:
    """Free places near the wished schools that few families want, those first that stayed empty last year.

    Few: fewer than there are places, or fewer than ten; the exact number under ten is told to nobody.
    """
    open_to = application.campaign.fundings_open_to(application.child, application.direction)
    programmes = [programme for programme, fundings in open_to.items() if Funding.FREE in fundings]
    near = application.campaign.plan_places.free().filter(
        programme__in=programmes, school__institution__registered_unit__in=_units(application), places__gt=0
    )
    for row in application.preferences.all():
        near = near.exclude(programme=row.programme_id, school=row.school_id)
    same = {"programme": OuterRef("programme"), "school": OuterRef("school")}
    wanted = Preference.objects.filter(application__campaign=OuterRef("campaign"), **same).order_by()
    counted = wanted.values("programme").annotate(count=Count("application", distinct=True))
    past = PlanPlace.objects.filter(
        campaign__year=OuterRef("campaign__year") - 1, funding=OuterRef("funding"), **same
    )
    near = near.annotate(
        families=Coalesce(Subquery(counted.values("count")), 0),
        left_before=Subquery(past.annotate(rest=F("places") - F("taken")).values("rest")[:1]),
    )
    few = near.filter(families__lt=Greatest(F("places"), SMALL)).with_names()
    order = (
        F("left_before").desc(nulls_last=True),
        F("places").desc(),
        AzKey("school__institution__name_az"),
    )
    rows = few.order_by(*order, "programme__code")[:NEAR]
    return [NearRow(row, told(row.families), row.left_before, _rank_for(application, row)) for row in rows]


def _rank_for(application: Application, place: PlanPlace) -> int | None:
    """The rank of its specialty, or a new one at the end."""
    wishes, campaign = application.wishes, application.campaign
    for rank, wish in enumerate(wishes, start=1):
        if wish.programme.pk == place.programme_id:
            return rank if len(wish.schools) < campaign.max_schools else None
    return len(wishes) + 1 if len(wishes) < campaign.max_specialties else None


def _units(application: Application) -> set[int]:
    """Where the family looks: the districts of the wished schools, else that of the exam."""
    wished = {row.school.institution.registered_unit_id for row in application.preferences.all()}
    centre = application.exam_centre
    return wished or ({centre.institution.registered_unit_id} if centre else set())
