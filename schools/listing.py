"""What a visitor asks of the public lists, and the choices that the filters offer."""

from typing import Any, NamedTuple

from django.db.models import Q, Sum
from django.http import QueryDict

from eculture.azerbaijani import AzKey
from registry.models import Institution, Unit
from schools.admissions.campaigns import Campaign
from schools.admissions.plan import PlanPlace, PlanPlaceQuerySet
from schools.org.models import Programme, School, SchoolQuerySet, Specialty


class PlanRow(NamedTuple):
    """One specialty of one school: its free and its paid places side by side."""

    school: School
    programme: Programme
    free: int | None
    paid: int | None
    last_cutoff: Any


def side_by_side(plan: PlanPlaceQuerySet) -> PlanPlaceQuerySet:
    """One row for each school and programme; `named` gives a page of them their names."""
    free, paid = Sum("places", filter=Q(funding="free")), Sum("places", filter=Q(funding="paid"))
    order = AzKey("school__institution__name_az"), AzKey("programme__specialty__name_az")
    rows = plan.values("school", "programme").annotate(free=free, paid=paid)
    return rows.order_by(*order, "school", "programme")


def named(page: list[dict[str, Any]], campaign: Campaign) -> list[PlanRow]:
    schools = School.objects.with_names().in_bulk({row["school"] for row in page})
    programmes = Programme.objects.with_specialty().in_bulk({row["programme"] for row in page})
    last = PlanPlace.objects.free().filter(campaign__year=campaign.year - 1, school__in=schools)
    cutoffs = {(row.school_id, row.programme_id): row.cutoff for row in last.filter(programme__in=programmes)}
    return [
        PlanRow(
            schools[row["school"]],
            programmes[row["programme"]],
            row["free"],
            row["paid"],
            cutoffs.get((row["school"], row["programme"])),
        )
        for row in page
    ]


class Wish(NamedTuple):
    """The filters of a list of schools or of plan places."""

    text: str = ""
    specialty: str = ""
    unit: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Wish":
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

    def choices(self) -> dict[str, list[tuple[str, str, bool]]]:
        """Options of the filters: value, label, whether it is the chosen one."""
        specialties = Specialty.objects.filter(programmes__schools__isnull=False).distinct().in_order()
        units = Unit.objects.filter(institutions__in=Institution.objects.schools()).distinct().in_order()
        return {
            "specialties": [(one.code, one.name, one.code == self.specialty) for one in specialties],
            "units": [(one.code, one.name, one.code == self.unit) for one in units],
        }
