from __future__ import annotations

from datetime import date
from typing import Any

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eculture import journal
from eculture.lifecycle import lock
from eculture.refusals import Refusal
from schools.org.models import School

READERS = ("head", "teacher", "regional-officer", "ministry-officer", "auditor")
FIRST_MONTH = 9
BOTH_INCLUDED = RangeBoundary(inclusive_upper=True)
ROMAN = ("", "I", "II", "III", "IV")


def year_of(day: date) -> int:
    """The academic year of a day, named by the year in which it begins."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def this_year() -> int:
    return year_of(timezone.localdate())


class Days(Func):
    """First and last day as one range; both belong to it."""

    function = "daterange"
    output_field = DateRangeField()


class TermQuerySet(models.QuerySet["Term"]):
    def visible_to(self, user: Any) -> TermQuerySet:
        return self.filter(school__in=School.objects.run_by(user, *READERS))

    def editable_by(self, user: Any) -> TermQuerySet:
        if not user.has_perm("schools.change_term"):
            return self.none()
        return self.filter(school__in=School.objects.run_by(user, "head"))

    def covering(self, day: date) -> TermQuerySet:
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def in_order(self) -> TermQuerySet:
        return self.order_by("-year", "starts_on")


@pghistory.track()
class Term(models.Model):
    """A quarter or half-year of one school. When it is closed, the class books of its days are read-only."""

    KINDS = {"quarter": _("quarter"), "half": _("half-year")}

    school = models.ForeignKey(School, models.PROTECT, related_name="terms", verbose_name=_("school"))
    year = models.PositiveSmallIntegerField(
        _("academic year"),
        help_text=_("The year in which it begins."),
        validators=[MinValueValidator(2000), MaxValueValidator(2100)],
    )
    kind = models.CharField(_("kind"), max_length=8, choices=KINDS, default="quarter")
    ordinal = models.PositiveSmallIntegerField(
        _("number of the term"), validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("of a school year", "term")
        verbose_name_plural = _("terms")
        ordering = ["school", "starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["school", "year", "ordinal"], name="term_once_a_year"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="term_ends_after_it_starts",
                violation_error_message=_("The last day must come after the first day."),
            ),
            models.CheckConstraint(condition=Q(ordinal__range=(1, 4)), name="term_is_one_of_four"),
            ExclusionConstraint(
                name="terms_of_a_school_do_not_overlap",
                expressions=[
                    ("school", RangeOperators.EQUAL),
                    (
                        Days("starts_on", "ends_on", BOTH_INCLUDED),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        triggers = [
            # Moving the days of a closed term would open the class books of the days that it lets go.
            pgtrigger.Protect(
                name="closed_term_keeps_its_days",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__closed_at__isnull=False)
                & (
                    pgtrigger.Q(old__starts_on__df=pgtrigger.F("new__starts_on"))
                    | pgtrigger.Q(old__ends_on__df=pgtrigger.F("new__ends_on"))
                    | pgtrigger.Q(old__school__df=pgtrigger.F("new__school"))
                ),
            ),
            pgtrigger.Protect(
                name="closed_term_stays",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        if self.kind == "half":
            return _now("%(number)s half-year") % {"number": ROMAN[self.ordinal]}
        return _now("%(number)s quarter") % {"number": ROMAN[self.ordinal]}

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    def covers(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    @property
    def years(self) -> str:
        return f"{self.year}/{self.year + 1}"

    def refusal_to_write(self) -> Refusal | None:
        if not self.is_closed:
            return None
        closed = date_format(timezone.localdate(self.closed_at), "j F Y")
        message = _now("%(term)s was closed on %(date)s. To change a mark, ask the head of the school.")
        return Refusal(message % {"term": self, "date": closed}, code="locked")

    def refusal_to_plan(self) -> Refusal | None:
        others = Term.objects.filter(school=self.school)
        if others.filter(year=self.year, ordinal=self.ordinal).exists():
            message = _now("The school already has a term of this number this year.")
            return Refusal(message, code="twice", field="ordinal")
        overlapping = others.filter(starts_on__lte=self.ends_on, ends_on__gte=self.starts_on).first()
        if overlapping:
            message = _now("These days overlap with another term: %(term)s, %(years)s.")
            words = {"term": overlapping, "years": overlapping.years}
            return Refusal(message % words, code="overlap", field="starts_on")
        return None

    def plan(self, *, by: Any) -> None:
        """Add the term to the year of the school."""
        with transaction.atomic():
            School.objects.select_for_update(of=("self",)).get(pk=self.school_id)
            refusal = self.refusal_to_plan()
            if refusal:
                raise refusal
            self.save(force_insert=True)
            days = {"starts_on": self.starts_on, "ends_on": self.ends_on}
            journal.record("plan_term", on=self, by=by, after=days)

    def close(self, *, by: Any) -> None:
        """Make the class books of these days read-only; waits for marks that are just being saved."""
        self._set_closed("close_term", timezone.now(), by=by)

    def reopen(self, *, by: Any, reason: str) -> None:
        """Let marks be corrected again. Never without a written reason."""
        if not reason.strip():
            raise Refusal(_now("Write why the term is opened again."), code="no_reason", field="reason")
        self._set_closed("reopen_term", None, by=by, reason=reason.strip())

    def _set_closed(self, verb: str, closed_at: Any, *, by: Any, reason: str = "") -> None:
        with transaction.atomic():
            lock(self)
            if self.is_closed == bool(closed_at):
                return
            before, self.closed_at = self.closed_at, closed_at
            self.save(update_fields=["closed_at"])
            change = {"before": {"closed_at": before}, "after": {"closed_at": closed_at}}
            journal.record(verb, on=self, by=by, reason=reason, **change)


class DayOff(models.Model):
    """A day on which no school teaches, by law or by decree."""

    day = models.DateField(_("date"), unique=True)
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        verbose_name = _("day off")
        verbose_name_plural = _("days off")
        ordering = ["day"]

    def __str__(self) -> str:
        return self.name
