"""The result page: what was found for the child, why, and what is still free."""

from typing import Any, NamedTuple

from django.db.models import Case, Q, When

from eculture.azerbaijani import AzKey
from schools.admissions.applications import Application
from schools.admissions.plan import PlanPlace
from schools.admissions.reasons import Reason, explain, from_json
from schools.admissions.runs import PlacementResult
from schools.org.models import Programme, School

SHOWN = 12
AFTER = ("placed", "unplaced", "accepted", "declined", "lapsed", "enrolled")


class Outcome(NamedTuple):
    run: Any
    told_at: Any
    offer: Any
    rank: int | None
    order: int | None
    reasons: list[Reason]


def outcome(application: Application) -> Outcome | None:
    """None until the family has been told."""
    if application.state not in AFTER:
        return None
    told = application.results.exclude(told_at=None).select_related("run", "place")
    result, offer = told.first(), application.offer
    place = offer.place if offer else result and result.place
    return Outcome(
        result and result.run,
        result.told_at if result else offer and offer.made_at,
        offer,
        *_rank(application, place),
        _reasons(application, result) if result else [],
    )


def exam_of(application: Application) -> Any:
    """The child's seat while the exam lies ahead or the score is not known yet."""
    return application.exam if application.state == "submitted" else None


def _reasons(application: Application, result: PlacementResult) -> list[Reason]:
    attempts = [from_json(row) for row in result.reasons]
    taught = Programme.objects.select_related("specialty").filter(
        code__in={one.programme for one in attempts}
    )
    schools = School.objects.with_names().filter(institution__code__in={one.school for one in attempts})
    return explain(
        attempts,
        child=application.child.name,
        points=result.points,
        campaign=application.campaign,
        specialties={one.code: one.specialty.title for one in taught},
        schools={one.code: one.name for one in schools},
    )


def _rank(application: Application, place: PlanPlace | None) -> tuple[int | None, int | None]:
    for row in application.preferences.all():
        if place and (row.programme_id, row.school_id) == (place.programme_id, place.school_id):
            return row.rank, row.order
    return None, None


def vacancies(application: Application) -> list[PlanPlace]:
    """Places that stayed empty and that this child may still take: nearest and free ones first."""
    may_take = application.may("take_vacancy") and application.has_passed
    if not may_take or application.campaign.refusal_to_answer():
        return []
    open_to = application.campaign.fundings_open_to(application.child, application.direction)
    units = {wish.school.institution.registered_unit_id for wish in application.preferences.all()}
    near = Case(When(school__institution__registered_unit__in=units, then=0), default=1)
    by_age = Q(pk__in=[])
    for programme, fundings in open_to.items():
        by_age |= Q(programme=programme, funding__in=fundings)
    free = application.campaign.plan_places.vacant()
    waited = application.campaign.plan_places.waited_for_by_others(application).values("pk")
    plan = free.exclude(pk__in=waited).with_names().filter(by_age).annotate(near=near)
    name = AzKey("school__institution__name_az")
    return list(plan.order_by("near", "funding", name, "programme__code")[:SHOWN])
