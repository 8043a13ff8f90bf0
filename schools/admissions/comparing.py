"""Two calculations side by side: who moves from one to the other, and what each leaves empty."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from eculture.azerbaijani import AzKey
from schools.admissions.plan import PlanPlace
from schools.admissions.runs import PlacementResult, PlacementRun


class Filling(NamedTuple):
    """A row of the plan: how many places each calculation gives away."""

    place: Any
    first: int
    second: int

    @property
    def left_first(self) -> int:
        return self.place.left - self.first

    @property
    def left_second(self) -> int:
        return self.place.left - self.second


def movers(first: PlacementRun, second: PlacementRun) -> QuerySet[PlacementResult]:
    """Results of the second run that differ from the first; annotates `was`, the place there."""
    there = PlacementResult.objects.filter(run=first, application=OuterRef("application"))
    rows = second.results.annotate(was=Subquery(there.values("place")[:1]))
    moved = rows.exclude(Q(was=F("place")) | Q(was=None, place=None))
    names = ("application", "place__school__institution", "place__programme__specialty")
    return moved.select_related(*names).order_by("-points", "application__number")


def with_places(rows: Iterable[Any]) -> list[tuple[Any, PlanPlace | None]]:
    """Each mover with the place in the first run."""
    rows = list(rows)
    places = PlanPlace.objects.with_names().in_bulk([row.was for row in rows if row.was])
    return [(row, places.get(row.was)) for row in rows]


def fillings(first: PlacementRun, second: PlacementRun) -> list[Filling]:
    """The rows of the plan that the two calculations fill differently, by school."""
    counted = {run.pk: _taken(run) for run in (first, second)}
    one, other = counted[first.pk], counted[second.pk]
    changed = {place for place in one.keys() | other.keys() if one.get(place, 0) != other.get(place, 0)}
    plan = first.campaign.plan_places.filter(pk__in=changed).with_names()
    ordered = plan.order_by(AzKey("school__institution__name_az"), "programme__code", "funding")
    return [Filling(row, one.get(row.pk, 0), other.get(row.pk, 0)) for row in ordered]


def _taken(run: PlacementRun) -> dict[int, int]:
    rows = run.results.exclude(place=None).order_by().values_list("place")
    return dict(rows.annotate(count=Count("pk")))


def empty(run: PlacementRun) -> int:
    """Places of the plan that are free now and that the calculation gives to nobody."""
    taken = _taken(run)
    return sum(max(0, row.left - taken.get(row.pk, 0)) for row in run.campaign.plan_places.all())
