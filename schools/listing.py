"""What a visitor asks of the public lists, what their lines say, and the choices that the filters offer."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.core.paginator import Page
from django.db.models import Exists, OuterRef, Q, Subquery, Sum
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import ngettext

from eculture.azerbaijani import AzKey
from eculture.names import columns, first
from eculture.templatetags.words import aznumber
from registry.models import Institution, Unit
from schools.admissions.campaigns import Campaign, CampaignQuerySet
from schools.admissions.plan import PlanPlace, PlanPlaceQuerySet
from schools.org.models import Programme, School, SchoolQuerySet, programme_title

NONE = "–"
LINKS = School.programmes.through.objects


class UnitName(NamedTuple):
    code: str
    has_schools: bool
    name: str


class ProgrammeName(NamedTuple):
    code: str
    years: int
    is_taught: bool
    name: str


class Names(NamedTuple):
    """All that lines and filters name, by id and in order: plain columns, read once for a page."""

    units: dict[int, UnitName]
    programmes: dict[int, ProgrammeName]

    @classmethod
    def in_language(cls) -> "Names":
        schools = Institution.objects.schools().filter(registered_unit=OuterRef("pk"))
        units = Unit.objects.rewrite(False).in_order().annotate(has_schools=Exists(schools))
        links = LINKS.filter(programme=OuterRef("pk"))
        programmes = Programme.objects.in_order().annotate(is_taught=Exists(links))
        rows = units.values_list("pk", "code", "has_schools", *columns())
        of_specialty = ("specialty__code", "years", "is_taught", *columns("specialty__name"))
        taught = programmes.values_list("pk", *of_specialty)
        return cls(
            {pk: UnitName(*row[:2], first(row[2:])) for pk, *row in rows},
            {pk: ProgrammeName(*row[:3], first(row[3:])) for pk, *row in taught},
        )

    def titles(self) -> dict[int, str]:
        return {pk: programme_title(one.name, one.years) for pk, one in self.programmes.items()}

    def unit_of(self, school: School) -> str:
        """Where people find it: the territory of operation."""
        at = school.institution
        return self.units[at.operating_unit_id or at.registered_unit_id].name

    @property
    def choices(self) -> dict[str, dict[str, str]]:
        """Code → name for both filters; a specialty stands there once, however many programmes it has."""
        return {
            "specialties": {one.code: one.name for one in self.programmes.values() if one.is_taught},
            "units": {one.code: one.name for one in self.units.values() if one.has_schools},
        }


class SchoolRow(NamedTuple):
    """One school of the list: where it is, what it teaches, its free places in the plan of this year."""

    school: School
    url: str
    name: str
    unit: str
    address: str
    specialties: str
    free: str


def school_rows(page: Page, names: Names, campaigns: CampaignQuerySet) -> list[SchoolRow]:
    lines = lines_of(page, names)
    schools = list(lines)
    taught = set(LINKS.filter(school__in=schools).values_list("school", "programme"))
    free = PlanPlace.objects.free().by_school_of(campaigns, schools)

    def specialties(school: School) -> Iterator[str]:
        return (one.name for pk, one in names.programmes.items() if (school.pk, pk) in taught)

    return [
        SchoolRow(
            *lines[one.pk],
            one.institution.address,
            ", ".join(dict.fromkeys(specialties(one))),
            free_places(free.get(one.pk, 0)),
        )
        for one in page
    ]


def free_places(count: int) -> str:
    words = ngettext("%(count)s free place in the plan", "%(count)s free places in the plan", count)
    return words % {"count": count} if count else ""


def lines_of(schools: Iterable[School], names: Names) -> dict[int, tuple[School, str, str, str]]:
    """What a line of either list begins with: the school, its address here, its name, its territory."""
    here = reverse("schools:schools")
    return {one.pk: (one, f"{here}{one.code}/", one.name, names.unit_of(one)) for one in schools}


class PlanRow(NamedTuple):
    """One specialty of one school: its free and its paid places side by side, in words."""

    school: School
    url: str
    name: str
    unit: str
    programme: str
    free: str
    paid: str
    last_cutoff: str


def side_by_side(plan: PlanPlaceQuerySet, campaign: Campaign) -> PlanPlaceQuerySet:
    """One row for each school and programme; `plan_rows` gives a page of them their names."""
    free, paid = Sum("places", filter=Q(funding="free")), Sum("places", filter=Q(funding="paid"))
    order = AzKey("school__institution__name_az"), AzKey("programme__specialty__name_az")
    same = {"school": OuterRef("school"), "programme": OuterRef("programme")}
    last = PlanPlace.objects.free().filter(campaign__year=campaign.year - 1, **same)
    rows = plan.values("school", "programme").annotate(free=free, paid=paid)
    return rows.annotate(last=Subquery(last.values("cutoff"))).order_by(*order, "school", "programme")


def plan_rows(page: Page, names: Names, titles: dict[int, str]) -> list[PlanRow]:
    found = School.objects.with_line().filter(pk__in={row["school"] for row in page}).order_by()
    schools = lines_of(found, names)
    return [
        PlanRow(
            *schools[row["school"]],
            titles[row["programme"]],
            str(row["free"] or NONE),
            str(row["paid"] or NONE),
            aznumber(row["last"], 1) or NONE,
        )
        for row in page
    ]


def ages(campaign: Campaign, titles: dict[int, str]) -> list[tuple[str, str, list[str]]]:
    """The table of the public page: ages for a free place, for a paid one, the programmes of both."""
    found: dict[int, dict[str, str]] = {}
    rules = campaign.age_rules.values_list("programme", "funding", "min_age", "max_age").order_by()
    for programme, funding, youngest, oldest in rules:
        found.setdefault(programme, {})[funding] = f"{youngest}–{oldest}"
    grouped: dict[tuple[str, str], list[str]] = {}
    for pk in filter(found.get, titles):
        of_both = found[pk].get("free", NONE), found[pk].get("paid", NONE)
        grouped.setdefault(of_both, []).append(titles[pk])
    return sorted((free, paid, programmes) for (free, paid), programmes in grouped.items())


class Filters(NamedTuple):
    """The filters of a list of schools or of plan places."""

    text: str = ""
    specialty: str = ""
    unit: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        values = (query.get(name, "") for name in ("q", "specialty", "unit"))
        return cls(*(value.strip().replace("\x00", "")[:100] for value in values))

    @property
    def is_empty(self) -> bool:
        return not any(self)

    def schools(self, user: Any) -> SchoolQuerySet:
        found = School.objects.visible_to(user).working()
        if self.text:
            found = found.matching(self.text)
        if self.specialty:
            found = found.teaching(self.specialty)
        if self.unit:
            found = found.in_unit(self.unit)
        return found.in_order()

    def plan(self, campaign: Campaign, user: Any) -> PlanPlaceQuerySet:
        found = campaign.plan_places.all()
        if self.text or self.unit:
            found = found.filter(school__in=self._replace(specialty="").schools(user).order_by())
        if self.specialty:
            found = found.filter(programme__specialty__code=self.specialty)
        return found
