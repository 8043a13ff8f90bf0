from typing import Any

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cabinet.models import Person
from eculture.lifecycle import Lifecycle, Move, move
from schools.org.models import Funding, Programme, School

OVERSEERS = ("head", "regional-officer", "ministry-officer", "auditor")


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, user: Any) -> "EnrolmentQuerySet":
        """A head sees the pupils of her school, an office those of its region, a family its own."""
        family = Enrolment.objects.filter(person__in=Person.objects.family_of(user)).values("pk")
        if not user.has_perm("schools.view_enrolment"):
            return self.filter(pk__in=family)
        overseen = Enrolment.objects.filter(school__in=School.objects.run_by(user, *OVERSEERS)).values("pk")
        return self.filter(pk__in=family.union(overseen))  # an OR would read every enrolment of the country

    def editable_by(self, user: Any) -> "EnrolmentQuerySet":
        if not user.has_perm("schools.change_enrolment"):
            return self.none()
        return self.filter(school__in=School.objects.run_by(user, "head", "ministry-officer"))

    def live(self) -> "EnrolmentQuerySet":
        return self.filter(ended_on=None)

    def at(self, school: School) -> "EnrolmentQuerySet":
        return self.filter(school=school)

    def with_names(self) -> "EnrolmentQuerySet":
        return self.select_related("person", "programme__specialty", "school__institution")


@pghistory.track()
class Enrolment(Lifecycle):
    """A pupil in a programme, from the order of admission to the last day; marks hang on it."""

    STATES = {
        "active": _("studies"),
        "on_leave": _("on leave"),
        "excluded": _("excluded"),
        "graduated": _("finished school"),
    }
    MOVES = {
        "go_on_leave": Move(("active",), "on_leave"),
        "come_back": Move(("on_leave",), "active"),
        "exclude": Move(("active", "on_leave"), "excluded"),
        "graduate": Move(("active",), "graduated"),
    }
    DEEDS = {
        "go_on_leave": pgettext_lazy("deed", "Leave begun"),
        "come_back": pgettext_lazy("deed", "Leave ended"),
        "exclude": pgettext_lazy("deed", "Excluded"),
        "graduate": pgettext_lazy("deed", "Finished school"),
    }

    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments", verbose_name=_("pupil"))
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="enrolments", verbose_name=_("programme")
    )
    school = models.ForeignKey(School, models.PROTECT, related_name="enrolments", verbose_name=_("school"))
    funding = models.CharField(_("funding"), max_length=4, choices=Funding)
    grade = models.PositiveSmallIntegerField(_("year of study"), default=1)
    started_on = models.DateField(_("first day"))
    ended_on = models.DateField(_("last day"), null=True, blank=True)
    order_number = models.CharField(_("number of the order"), max_length=40, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=STATES, default="active", editable=False)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "programme"],
                condition=Q(ended_on=None),
                name="one_live_enrolment_per_programme",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=models.F("started_on")),
                name="enrolment_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["school", "state"], name="enrolment_of_school")]

    def __str__(self) -> str:
        return f"{self.person} – {self.programme}"

    @move
    def go_on_leave(self, *, by: Any, order_number: str) -> None:
        self.order_number = order_number

    @move
    def come_back(self, *, by: Any, order_number: str) -> None:
        self.order_number = order_number

    @move
    def exclude(self, *, by: Any, order_number: str, on: Any) -> None:
        self.order_number, self.ended_on = order_number, on

    @move
    def graduate(self, *, by: Any, order_number: str, on: Any) -> None:
        self.order_number, self.ended_on = order_number, on
