"""What a visitor asks of the public lists, and the choices that the filters offer."""

from typing import Any, NamedTuple

from django.http import QueryDict

from registry.models import Institution, Unit
from schools.admissions.campaigns import Campaign
from schools.admissions.plan import PlanPlace, PlanPlaceQuerySet
from schools.org.models import School, SchoolQuerySet, Specialty


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
        found = PlanPlace.objects.visible_to(user).filter(campaign=campaign)
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
