from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from eculture.azerbaijani import AzKey
from registry.models import Institution
from schools.org.models import Direction


class ExamCentreQuerySet(models.QuerySet["ExamCentre"]):
    def visible_to(self, user: Any) -> "ExamCentreQuerySet":
        return self if user.has_perm("schools.view_examcentre") else self.none()

    def editable_by(self, user: Any) -> "ExamCentreQuerySet":
        return self if user.has_perm("schools.change_examcentre") else self.none()

    def examining(self, direction: str) -> "ExamCentreQuerySet":
        return self.filter(directions__contains=[direction])

    def with_names(self) -> "ExamCentreQuerySet":
        return self.select_related("institution__registered_unit", "institution__operating_unit")

    def with_room(self) -> "ExamCentreQuerySet":
        """Annotate `asked`: applications that name the centre; `seated`: those with a seat."""
        live = ~Q(applications__state__in=["draft", "withdrawn"])
        return self.annotate(
            asked=Count("applications", filter=live, distinct=True),
            seated=Count("applications__exam_seats", filter=live, distinct=True),
        )

    def in_order(self) -> "ExamCentreQuerySet":
        return self.order_by(AzKey("institution__name_az"), "pk")


class ExamCentre(models.Model):
    """A house in which children are examined in one campaign, and in which directions."""

    campaign = models.ForeignKey(
        "schools.Campaign", models.CASCADE, related_name="exam_centres", verbose_name=_("admissions campaign")
    )
    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="+", verbose_name=_("institution")
    )
    directions = ArrayField(
        models.CharField(max_length=8, choices=Direction), verbose_name=_("directions examined here")
    )

    objects = ExamCentreQuerySet.as_manager()

    class Meta:
        verbose_name = _("exam centre")
        verbose_name_plural = _("exam centres")
        ordering = ["campaign", "institution"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "institution"],
                name="one_centre_of_an_institution",
                violation_error_message=_("This institution is a centre of the campaign already."),
            ),
            models.CheckConstraint(condition=Q(directions__len__gt=0), name="a_centre_examines_something"),
        ]

    def __str__(self) -> str:
        return self.institution.name

    @property
    def label(self) -> str:
        """As a family chooses it: the house and where it stands."""
        return _("%(school)s (%(unit)s)") % {"school": self.institution.name, "unit": self.institution.place}


class ExamRoomQuerySet(models.QuerySet["ExamRoom"]):
    def with_centre(self) -> "ExamRoomQuerySet":
        return self.select_related("centre__institution")

    def in_order(self) -> "ExamRoomQuerySet":
        return self.order_by("centre", AzKey("name"), "pk")


class ExamRoom(models.Model):
    """A room of a centre."""

    centre = models.ForeignKey(
        ExamCentre, models.CASCADE, related_name="rooms", verbose_name=_("exam centre")
    )
    name = models.CharField(_("room"), max_length=60)
    seats = models.PositiveSmallIntegerField(_("seats"))
    is_step_free = models.BooleanField(_("without steps"), default=False)

    objects = ExamRoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("exam room")
        verbose_name_plural = _("exam rooms")
        ordering = ["centre", "name"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "name"], name="one_room_of_a_name"),
            models.CheckConstraint(
                condition=Q(seats__range=(1, 500)),
                name="a_room_has_seats",
                violation_error_message=_("Write from 1 to 500 seats."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.centre}, {self.name}"
