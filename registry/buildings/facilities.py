"""Where institutions work: the building, its halls and rooms, and who uses it since when.

An institution is a subject, a building is a thing: one may house several, and they come and go.
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.history.days import holds_on
from registry.institutions import EAST, NORTH, SOUTH, WEST, Institution
from registry.mandates import DateRangeOf, mandates_for, reaches_the_country
from registry.territory import Unit

KEEP = "registry.change_facility"


class FacilityQuerySet(models.QuerySet["Facility"]):
    def visible_to(self, user: Any) -> "FacilityQuerySet":
        """A building of culture is as public as the institutions in it."""
        return self

    def editable_by(self, user: Any) -> "FacilityQuerySet":
        if not user.has_perm(KEEP):
            return self.none()
        if reaches_the_country(user, KEEP):
            return self
        return self.filter(unit__region__in=[one.region_id for one in mandates_for(user, KEEP)])


class Facility(models.Model):
    """A building or ground in which institutions work."""

    PRECISIONS = {
        "surveyed": pgettext_lazy("precision", "surveyed"),
        "building": pgettext_lazy("precision", "the building"),
        "street": pgettext_lazy("precision", "the street"),
        "settlement": pgettext_lazy("precision", "the settlement"),
    }
    CONDITIONS = {
        "good": pgettext_lazy("condition", "good"),
        "repair": pgettext_lazy("condition", "needs repair"),
        "unsafe": pgettext_lazy("condition", "unsafe"),
    }
    OWNERS = {
        "state": pgettext_lazy("owner", "the state"),
        "municipality": pgettext_lazy("owner", "a municipality"),
        "private": pgettext_lazy("owner", "a private owner"),
    }

    DEEDS = {"answer": pgettext_lazy("deed", "Accessibility looked at")}

    name = models.CharField(_("name of the building"), max_length=160, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="facilities", verbose_name=_("territory"))
    address = models.CharField(_("address"), max_length=300)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    precision = models.CharField(_("coordinates known to"), max_length=12, choices=PRECISIONS, blank=True)
    built = models.PositiveSmallIntegerField(_("year of construction"), null=True, blank=True)
    area = models.PositiveIntegerField(_("area, m²"), null=True, blank=True)
    condition = models.CharField(_("condition"), max_length=8, choices=CONDITIONS, blank=True)
    owner = models.CharField(pgettext_lazy("building", "owner"), max_length=12, choices=OWNERS, blank=True)
    heritage_number = models.CharField(_("inventory number of the monument"), max_length=40, blank=True)
    answers = models.JSONField(_("accessibility"), default=dict, editable=False)
    answered_on = models.DateField(_("accessibility looked at"), null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("looked at by"),
    )

    objects = FacilityQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("facility", "building")
        verbose_name_plural = pgettext_lazy("facility", "buildings")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lat=None, lon=None)
                | Q(lat__isnull=False, lon__isnull=False, lat__range=(SOUTH, NORTH), lon__range=(WEST, EAST)),
                name="facility_lies_in_the_country",
                violation_error_message=_(
                    "The coordinates lie outside the country. Check latitude and longitude."
                ),
            ),
            models.CheckConstraint(
                condition=Q(built=None) | Q(built__range=(500, 2100)),
                name="facility_year_of_construction",
                violation_error_message=_("Write the year of construction with three or four digits."),
            ),
            models.CheckConstraint(
                condition=Q(answers={}) | Q(answered_on__isnull=False), name="facility_answered_on_a_day"
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.name, self.address)))

    def clean(self) -> None:
        if (self.lat is None) != (self.lon is None):
            raise ValidationError({"lat": _("Give both latitude and longitude, or neither.")})


class Space(models.Model):
    """A hall or room for the public, with its places."""

    KINDS = {
        "hall": pgettext_lazy("space", "hall with a stage"),
        "cinema": pgettext_lazy("space", "cinema hall"),
        "concert": pgettext_lazy("space", "concert hall"),
        "reading": pgettext_lazy("space", "reading room"),
        "exhibition": pgettext_lazy("space", "exhibition room"),
        "classroom": pgettext_lazy("space", "classroom"),
        "workshop": pgettext_lazy("space", "workshop"),
        "open_air": pgettext_lazy("space", "open-air stage"),
    }

    facility = models.ForeignKey(
        Facility, models.CASCADE, related_name="spaces", verbose_name=pgettext_lazy("facility", "building")
    )
    kind = models.CharField(pgettext_lazy("space", "kind"), max_length=12, choices=KINDS)
    name = models.CharField(_("name"), max_length=120, blank=True)
    seats = models.PositiveIntegerField(pgettext_lazy("space", "seats"), null=True, blank=True)
    standing = models.PositiveIntegerField(_("standing places"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("space", "hall or room")
        verbose_name_plural = pgettext_lazy("space", "halls and rooms")
        ordering = ["kind", "name", "pk"]

    def __str__(self) -> str:
        return self.name or str(self.get_kind_display())


class OccupancyQuerySet(models.QuerySet["Occupancy"]):
    def on(self, day: date) -> "OccupancyQuerySet":
        """What was used on a day; without a first day it is not known since when."""
        return self.filter(holds_on(day))


class Occupancy(models.Model):
    """An institution uses a building, since a day and until another."""

    ROLES = {
        "seat": pgettext_lazy("occupancy", "main building"),
        "part": pgettext_lazy("occupancy", "further building"),
        "store": pgettext_lazy("occupancy", "store"),
    }

    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="occupancies", verbose_name=_("institution")
    )
    facility = models.ForeignKey(
        Facility,
        models.PROTECT,
        related_name="occupancies",
        verbose_name=pgettext_lazy("facility", "building"),
    )
    role = models.CharField(_("used as"), max_length=8, choices=ROLES, default="seat")
    since = models.DateField(_("first day"), null=True, blank=True)
    until = models.DateField(_("last day"), null=True, blank=True)

    objects = OccupancyQuerySet.as_manager()

    class Meta:
        verbose_name = _("use of a building")
        verbose_name_plural = _("uses of buildings")
        ordering = ["-since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since")),
                name="occupancy_ends_after_it_begins",
                violation_error_message=_("The last day cannot be before the first day."),
            ),
            ExclusionConstraint(
                name="one_main_building_at_a_time",
                condition=Q(role="seat"),
                expressions=[
                    ("institution", RangeOperators.EQUAL),
                    (DateRangeOf("since", "until", Value("[]")), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("The institution has another main building on some of these days."),
            ),
            ExclusionConstraint(
                name="building_used_once_at_a_time",
                expressions=[
                    ("institution", RangeOperators.EQUAL),
                    ("facility", RangeOperators.EQUAL),
                    (DateRangeOf("since", "until", Value("[]")), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "The institution uses this building on some of these days already."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_role_display())
