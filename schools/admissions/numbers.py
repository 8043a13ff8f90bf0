"""The numbers of a campaign for those who run it, each with the rows behind it.

A number and the list that it opens come from the same condition: REACHED, EXCEPTIONS and the filters of the
list of applications in the administration.
"""

from collections import Counter
from functools import reduce
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from eculture.azerbaijani import az_key
from registry.atlas import Picture, picture, whose
from registry.models import Unit
from registry.territory import Territory
from schools.admissions.campaigns import Campaign
from schools.admissions.offers import Offer
from schools.admissions.parts import Preference
from schools.admissions.plan import PlanPlace
from schools.admissions.priorities import PriorityClaim

OFFERED = Exists(Offer.objects.filter(application=OuterRef("pk")))
REACHED: dict[str, tuple[Any, Q]] = {
    "begun": (_("Begun"), Q()),
    "sent": (_("Sent"), Q(submitted_at__isnull=False)),
    "examined": (_("Examined"), Q(score__isnull=False)),
    "passed": (_("Passed"), Q(score__points__gte=F("campaign__pass_mark"))),
    "chosen": (_("Choices made"), Q(choices_saved_at__isnull=False)),
    "offered": (_("Place offered"), Q(OFFERED)),
    "accepted": (_("Place accepted"), Q(state__in=["accepted", "enrolled"])),
    "enrolled": (_("Enrolled"), Q(state="enrolled")),
}
WAITING_CLAIM = Exists(PriorityClaim.objects.filter(application=OuterRef("pk"), state="claimed"))
EXCEPTIONS: dict[str, tuple[Any, Q]] = {
    "unseated": (
        _("Sent, an exam centre chosen, no seat"),
        Q(state="submitted", exam_centre__isnull=False, exam_seats=None, score=None),
    ),
    "absent": (_("Did not come to the exam"), Q(exam_seats__is_absent=True)),
    "claimed": (_("Priority without a decision"), Q(WAITING_CLAIM) & ~Q(state__in=["draft", "withdrawn"])),
    "appealed": (_("Appeal without a decision"), Q(appeals__state__in=["filed", "proposed"])),
    "changed": (_("Score changed by an appeal"), Q(appeals__state="upheld")),
    "late": (_("Days of its own to choose"), Q(choose_until__isnull=False)),
    "unchosen": (
        _("Passed and has not chosen"),
        Q(state="examined", score__points__gte=F("campaign__pass_mark")),
    ),
    "refused": (_("Refused the place"), Q(state="declined")),
    "lapsed": (_("Did not answer the offer"), Q(state="lapsed")),
    "gone": (_("Withdrawn with a score"), Q(state="withdrawn", score__isnull=False)),
    "at_desk": (_("Opened at a desk, not taken over"), Q(desk_officer__isnull=False, claimed_at=None)),
}
QUEUES = ("unseated", "claimed", "appealed", "at_desk")
OFFICE = "exam_centre__institution__registered_unit__region"


class Step(NamedTuple):
    """One step of the way: how many reached it, and in percent of the step before."""

    slug: str
    title: Any
    count: int
    percent: int | None


class Queue(NamedTuple):
    """What waits in one office; the name of none for applications without an exam centre."""

    region: int | None
    name: str
    counts: list[tuple[str, int]]


class District(NamedTuple):
    pk: int
    name: str
    places: int
    taken: int

    @property
    def left(self) -> int:
        return self.places - self.taken


def live(applications: QuerySet) -> QuerySet:
    """Withdrawn ones stand among the exceptions only."""
    return applications.exclude(state="withdrawn")


def narrowed(applications: QuerySet, conditions: dict[str, tuple[Any, Q]], slug: str) -> QuerySet:
    """The rows behind one number."""
    found = applications.filter(conditions[slug][1])
    return found if conditions is EXCEPTIONS else live(found)


def funnel(applications: QuerySet) -> list[Step]:
    counts = live(applications).aggregate(
        **{
            slug: Count("pk", filter=which or None, distinct=True)
            for slug, (_title, which) in REACHED.items()
        }
    )
    steps, before = [], None
    for slug, (title, _condition) in REACHED.items():
        percent = round(100 * counts[slug] / before) if before else None
        steps.append(Step(slug, title, counts[slug], percent))
        before = counts[slug]
    return steps


def exceptions(applications: QuerySet) -> list[tuple[str, Any, int]]:
    """What needs an eye: slug, title, how many."""
    counts = applications.aggregate(
        **{slug: Count("pk", filter=which, distinct=True) for slug, (_title, which) in EXCEPTIONS.items()}
    )
    return [(slug, title, counts[slug]) for slug, (title, _which) in EXCEPTIONS.items() if counts[slug]]


def queues(applications: QuerySet) -> list[Queue]:
    """What waits, by the office of the exam centre; offices where nothing waits are left out."""
    waits = {slug: Count("pk", filter=EXCEPTIONS[slug][1], distinct=True) for slug in QUEUES}
    rows = list(applications.order_by().values(OFFICE).annotate(**waits))
    names = {unit.pk: unit.name for unit in Unit.objects.regions().in_order()}
    order = {pk: place for place, pk in enumerate(names)}
    found = [
        Queue(row[OFFICE], names.get(row[OFFICE], ""), [(slug, row[slug]) for slug in QUEUES])
        for row in rows
        if any(row[slug] for slug in QUEUES)
    ]
    return sorted(found, key=lambda queue: order.get(queue.region, len(order)))


def with_demand(campaign: Campaign) -> QuerySet[PlanPlace]:
    """Rows of the plan with `families` that name the place, `first` that name it first, and past scores."""
    same = {"programme": OuterRef("programme"), "school": OuterRef("school")}
    wishes = Preference.objects.filter(application__campaign=campaign, **same).order_by()
    wishes = wishes.exclude(application__state="withdrawn").values("programme")
    families = wishes.annotate(count=Count("application", distinct=True)).values("count")
    first = wishes.filter(rank=1, order=1).annotate(count=Count("pk")).values("count")
    plan = campaign.plan_places.with_names().with_past()
    return plan.annotate(families=Coalesce(Subquery(families), 0), first=Coalesce(Subquery(first), 0))


def districts(campaign: Campaign) -> list[District]:
    """Places in the plan and taken ones, by the district of the school, in the order of the alphabet."""
    unit = "school__institution__registered_unit"
    rows = campaign.plan_places.order_by().values(unit).annotate(places=Sum("places"), taken=Sum("taken"))
    sums = {row[unit]: row for row in rows}
    named = Unit.objects.filter(pk__in=sums).in_order()
    return [District(one.pk, one.name, sums[one.pk]["places"], sums[one.pk]["taken"]) for one in named]


def summary(campaign: Campaign, group: str) -> list[dict[str, Any]]:
    """One line for each value of `group`, by the alphabet: places, wishes, what is taken and left.

    A family wishes a school and a specialty, not a funding: it is counted once, at the free places if any.
    """
    lines: dict[str, dict[str, Any]] = {}
    counted: set[tuple[int, int]] = set()
    for place in with_demand(campaign).order_by("funding", "pk"):
        name = _named(place, group)
        line = lines.setdefault(name, {"name": name, "places": 0, "first": 0, "taken": 0})
        line["places"] += place.places
        line["taken"] += place.taken
        wish = (place.school_id, place.programme_id)
        line["first"] += 0 if wish in counted else place.first
        counted.add(wish)
    for line in lines.values():
        line["left"] = line["places"] - line["taken"]
        line["percent"] = round(100 * line["taken"] / line["places"]) if line["places"] else 0
    return [lines[name] for name in sorted(lines, key=az_key)]


def _named(place: PlanPlace, group: str) -> str:
    if group == "funding":
        return place.get_funding_display()
    return str(reduce(getattr, group.split("__"), place))


PERCENT = ((0, 0), (20, 1), (40, 2), (60, 3), (80, 4))
LEGEND = (("0 %", 0), ("1–20 %", 1), ("21–40 %", 2), ("41–60 %", 3), ("61–80 %", 4), ("81–100 %", 5))


def map_of(rows: list[District]) -> Picture:
    """Each district by the share of its places that is taken."""
    units: dict[str, Territory] = Unit.objects.by_code()
    code_of = dict(Unit.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", "code"))
    places: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    for row in rows:
        code = whose(units[code_of[row.pk]])
        places[code] += row.places
        taken[code] += row.taken
    shares = Counter({code: round(100 * taken[code] / total) for code, total in places.items() if total})
    titles = {code: f"{taken[code]} / {total}" for code, total in places.items()}
    return picture(units, shares, "", (), steps=PERCENT, legend=LEGEND, titles=titles)
