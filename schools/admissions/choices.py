"""The list of wishes of a family: how it may look and how one step changes it."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from eculture.refusals import Refusal
from schools.admissions.plan import PlanPlace

CHANGED = _("The list had changed in the meantime. This is the newest one.")


class Wish(NamedTuple):
    """One specialty and the schools for it, the dearest first."""

    programme: Any
    schools: tuple[Any, ...]


def grouped(preferences: Iterable[Any]) -> list[Wish]:
    ordered = sorted(preferences, key=lambda one: (one.rank, one.order))
    return [
        Wish(rows[0].programme, tuple(row.school for row in rows))
        for rows in (list(group) for _rank, group in groupby(ordered, key=lambda one: one.rank))
    ]


def version(wishes: Sequence[Wish]) -> str:
    """What a page was drawn from; a button pressed on an older list changes nothing."""
    return ".".join("-".join([wish.programme.code, *(one.code for one in wish.schools)]) for wish in wishes)


def moved(wishes: Sequence[Wish], rank: int, step: int) -> list[Wish]:
    changed = list(wishes)
    target = rank + step
    if 1 <= rank <= len(changed) and 1 <= target <= len(changed):
        changed[rank - 1], changed[target - 1] = changed[target - 1], changed[rank - 1]
    return changed


def replaced(wishes: Sequence[Wish], rank: int, wish: Wish) -> list[Wish]:
    """Put a wish on a rank; a rank past the end adds it."""
    changed = list(wishes)
    if rank > len(changed):
        return [*changed, wish]
    changed[rank - 1] = wish
    return changed


def removed(wishes: Sequence[Wish], rank: int) -> list[Wish]:
    return [wish for place, wish in enumerate(wishes, start=1) if place != rank]


def refusal(application: Any, wishes: Sequence[Wish]) -> Refusal | None:
    campaign = application.campaign
    if not application.has_passed:
        message = _(
            "%(child)s has %(score)s points, the pass mark is %(pass_mark)s. A place cannot be chosen."
        )
        names = {
            "child": application.child.name,
            "score": application.points,
            "pass_mark": campaign.pass_mark,
        }
        return Refusal(message % names, code="below_pass")
    by_number = _refusal_by_number(campaign, wishes)
    return by_number or _Offer(application, wishes).refusal()


def refusal_to_confirm(application: Any) -> Refusal | None:
    if application.state == "choosing" and application.preferences.exists():
        return None
    return Refusal(_("Choose at least one specialty and school first."), code="no_choices")


def _refusal_by_number(campaign: Any, wishes: Sequence[Wish]) -> Refusal | None:
    if len(wishes) > campaign.max_specialties:
        message = _("You may choose at most %(count)s specialties.") % {"count": campaign.max_specialties}
        return Refusal(message, code="too_many_specialties", field="programme")
    codes = [wish.programme.code for wish in wishes]
    if len(set(codes)) < len(codes):
        return Refusal(_("This specialty is already on the list."), code="twice", field="programme")
    for wish in wishes:
        if not wish.schools:
            return Refusal(_("Choose a school."), code="no_school", field="school_1")
        if len(wish.schools) > campaign.max_schools:
            message = _("You may choose at most %(count)s schools for a specialty.")
            return Refusal(
                message % {"count": campaign.max_schools}, code="too_many_schools", field="school_2"
            )
        if len({school.pk for school in wish.schools}) < len(wish.schools):
            message = _("This school is already chosen for this specialty. Choose another one.")
            return Refusal(message, code="school_twice", field="school_2")
    return None


class _Offer:
    """What the campaign offers of a list of wishes, asked for once for all of them."""

    def __init__(self, application: Any, wishes: Sequence[Wish]):
        self.application, self.wishes = application, wishes
        self.rules = application.campaign.age_rules_of(application.direction)
        wanted = {"programme__in": [wish.programme for wish in wishes]}
        places = PlanPlace.objects.filter(campaign=application.campaign, places__gt=0, **wanted)
        self.places = set(places.values_list("programme", "school"))

    def refusal(self) -> Refusal | None:
        return next((found for wish in self.wishes if (found := self._refusal_of(wish))), None)

    def _refusal_of(self, wish: Wish) -> Refusal | None:
        one = self.application
        if wish.programme.specialty.direction != one.direction:
            return Refusal(_("The exam was taken in another direction."), code="direction", field="programme")
        asked = {"child": one.child, "programme": wish.programme, "rules": self.rules}
        by_age = one.campaign.refusal_to_choose(**asked)
        if by_age:
            return by_age
        for place, school in enumerate(wish.schools, start=1):
            if (wish.programme.pk, school.pk) not in self.places:
                message = _("%(school)s has no places for this specialty this year. Choose another school.")
                return Refusal(message % {"school": school.name}, code="no_places", field=f"school_{place}")
        return None
