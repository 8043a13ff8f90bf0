"""The country in numbers: what stands in each territory, for how many people, and what is missing near by."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce, ExtractYear
from django.urls import reverse
from django.utils import timezone

from registry.atlas import whose
from registry.classifiers import Kind
from registry.history.events import Effect, LifecycleEvent
from registry.history.kinds import TITLES
from registry.institutions import Institution
from registry.listing import Facets, Filters, facets
from registry.narrowing import kilometres
from registry.territory import Population, Territory, Unit

NEAR_KM = 10
SELDOM_TOLD = ("amend", "count", "register")


@dataclass(frozen=True)
class Share:
    """A territory in the table: how many institutions, how many people."""

    unit: Territory
    count: int
    people: Population | None
    parts: tuple["Share", ...] = ()

    @property
    def url(self) -> str:
        return reverse("registry:territory", args=[self.unit.code])

    @property
    def per_thousand(self) -> float | None:
        """Institutions for a thousand inhabitants, where these are known."""
        return self.count * 1000 / self.people.people if self.people else None


@dataclass(frozen=True)
class Gap:
    """A kind that is looked for near every place and not found within ten kilometres; the nearest, if any."""

    kind: Kind
    nearest: Any

    @property
    def kilometres(self) -> int | None:
        return round(self.nearest.distance) if self.nearest else None


def table(user: Any, day: date | None) -> tuple[list[Share], Facets]:
    """The regions with their districts and cities, each with what is registered there; four questions."""
    shown = facets(Filters(as_of=day), user)
    people = Population.objects.latest(day or timezone.localdate())
    units = [unit for unit in shown.by_code.values() if not unit.merged_into]
    whole: Counter[str] = Counter()
    for unit in shown.by_code.values():
        whole[whose(unit)] += shown.of_units[unit.code]

    def share(unit: Territory, parts: Iterable[Territory] = ()) -> Share:
        inside = tuple(share(part) for part in parts)
        count = sum(part.count for part in inside) if inside else whole[unit.code]
        return Share(unit, count, people.get(unit.pk), inside)

    districts = [unit for unit in units if unit.kind in ("district", "city")]
    regions = [unit for unit in units if unit.kind == "region"]
    return [share(one, [part for part in districts if part.region is one]) for one in regions], shown


def filters_of(unit: Unit, day: date | None = None) -> Filters:
    """The list of what is registered in a territory."""
    return (
        Filters(region=unit.code, as_of=day) if unit.kind == "region" else Filters(unit=unit.code, as_of=day)
    )


def gaps(unit: Unit) -> list[Gap]:
    """What nobody finds within ten kilometres of the middle of a district.

    An institution without coordinates stands in the middle of its own district.
    """
    if unit.lat is None or unit.lon is None:
        return []
    expected = Kind.objects.filter(is_expected=True).in_order()
    here = {
        "lat": Coalesce("lat", "operating_unit__lat", "registered_unit__lat"),
        "lon": Coalesce("lon", "operating_unit__lon", "registered_unit__lon"),
    }
    rows = (
        Institution.objects.active()
        .filter(kind__in=expected)
        .annotate(at_lat=here["lat"], at_lon=here["lon"])
    )
    placed = rows.exclude(at_lat=None).annotate(distance=kilometres(unit.lat, unit.lon, "at_lat", "at_lon"))
    nearest = (
        placed.order_by("kind_id", "distance", "pk").distinct("kind_id").select_related("registered_unit")
    )
    found = {row.kind_id: row for row in nearest}
    return [
        Gap(kind, found.get(kind.pk))
        for kind in expected
        if kind.pk not in found or found[kind.pk].distance > NEAR_KM
    ]


def changes(year: int, region: str = "") -> QuerySet[LifecycleEvent]:
    """What happened in a year, newest first, without corrections and new figures."""
    found = LifecycleEvent.objects.valid().filter(on__year=year).exclude(kind__in=SELDOM_TOLD)
    if region:
        told = Effect.objects.filter(event=OuterRef("pk"), institution__registered_unit__region__code=region)
        found = found.filter(Exists(told))
    return found.order_by("-on", "-pk")


def counted(events: QuerySet[LifecycleEvent]) -> list[tuple[str, Any, int]]:
    """Kind of event, its title and how many; the most frequent first."""
    rows = events.order_by().values("kind").annotate(number=Count("*"))
    sums = sorted(((row["kind"], row["number"]) for row in rows), key=lambda row: -row[1])
    return [(kind, TITLES[kind], number) for kind, number in sums]


def years() -> list[int]:
    """The years in which something happened, latest first."""
    told = LifecycleEvent.objects.valid().filter(on__isnull=False).exclude(kind__in=SELDOM_TOLD)
    found = told.annotate(year=ExtractYear(F("on"))).values_list("year", flat=True).distinct()
    return sorted(set(found) | {timezone.localdate().year}, reverse=True)
