"""The hours of a week, of a season where there is one, and of single days."""

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from eculture import journal
from eculture.lifecycle import lock
from eculture.refusals import NotAllowed, Refusal
from registry.care.proposals import cared_for
from registry.institutions import Institution

Spans = list[tuple[time, time]]
WEEKDAYS = {
    0: _("Monday"),
    1: _("Tuesday"),
    2: _("Wednesday"),
    3: _("Thursday"),
    4: _("Friday"),
    5: _("Saturday"),
    6: _("Sunday"),
}


class Opening(models.Model):
    """Open on this day of the week from an hour to another; in a season, or all the year where none runs.

    An hour before the first one is of the next day: 22:00–02:00.
    """

    institution = models.ForeignKey(
        Institution, models.CASCADE, related_name="openings", verbose_name=_("institution")
    )
    since = models.DateField(_("first day of the season"), null=True, blank=True)
    until = models.DateField(_("last day of the season"), null=True, blank=True)
    weekday = models.PositiveSmallIntegerField(_("day of the week"), choices=WEEKDAYS)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["since", "weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=~Q(closes=F("opens")), name="opening_for_some_time"),
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="opening_on_a_weekday"),
            models.CheckConstraint(
                condition=Q(since=None, until=None)
                | Q(since__isnull=False, until__isnull=False, until__gte=F("since")),
                name="opening_of_a_whole_season",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class SpecialDay(models.Model):
    """A day that is not as its week: open at other hours, or closed where none are given."""

    institution = models.ForeignKey(
        Institution, models.CASCADE, related_name="special_days", verbose_name=_("institution")
    )
    day = models.DateField(_("day"))
    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(_("closes"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "day"], name="special_day_once"),
            models.CheckConstraint(
                condition=Q(opens=None, closes=None)
                | (Q(opens__isnull=False, closes__isnull=False) & ~Q(closes=F("opens"))),
                name="special_day_for_some_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.day)


def hours_of(institution: Institution, *, since: date) -> tuple[list[Opening], list[SpecialDay]]:
    """Its weeks, and its special days from `since` on in their order; one query."""
    names = ("weekday", "since", "until", "opens", "closes")
    weeks = institution.openings.order_by().annotate(note=Value("")).values_list(*names, "note")
    days = institution.special_days.order_by().filter(day__gte=since)
    nothing = Value(None, output_field=models.IntegerField())
    rows = weeks.union(
        days.annotate(weekday=nothing).values_list("weekday", "day", "day", "opens", "closes", "note"),
        all=True,
    )
    openings, special = [], []
    for weekday, first, last, opens, closes, note in rows:
        if weekday is None:
            special.append(SpecialDay(day=first, opens=opens, closes=closes, note=note))
        else:
            openings.append(Opening(weekday=weekday, since=first, until=last, opens=opens, closes=closes))
    return openings, sorted(special, key=lambda one: one.day)


def set_week(
    institution: Institution,
    week: Mapping[int, Spans],
    *,
    by: Any,
    since: date | None = None,
    until: date | None = None,
) -> None:
    """The week of a season, or of all the year, instead of the one before; an empty week ends the season."""
    _refuse_strangers(institution, by)
    with transaction.atomic():
        lock(institution)
        others = institution.openings.exclude(since=since, until=until).exclude(since=None)
        if since and others.filter(since__lte=until, until__gte=since).exists():
            raise Refusal(_("Another season runs on some of these days."), code="season", field="since")
        institution.openings.filter(since=since, until=until).delete()
        Opening.objects.bulk_create(
            Opening(
                institution=institution, since=since, until=until, weekday=weekday, opens=opens, closes=closes
            )
            for weekday, spans in week.items()
            for opens, closes in spans
        )
        after = {
            "since": since,
            "until": until,
            "hours": [str(one) for one in _of(institution, since, until)],
        }
        journal.record("set_week", on=institution, by=by, after=after)


def set_day(institution: Institution, day: date, spans: Spans, *, by: Any, note: str = "") -> SpecialDay:
    """Other hours on one day; none: it is closed."""
    _refuse_strangers(institution, by)
    if len(spans) > 1:
        raise Refusal(_("A special day has one time from an hour to another."), code="spans", field="hours")
    opens, closes = spans[0] if spans else (None, None)
    with transaction.atomic():
        special, _is_new = SpecialDay.objects.update_or_create(
            institution=institution, day=day, defaults={"opens": opens, "closes": closes, "note": note}
        )
        after = {"day": day, "opens": opens, "closes": closes}
        journal.record("set_day", on=institution, by=by, after=after)
    return special


def drop_day(special: SpecialDay, *, by: Any) -> None:
    """The day is as its week again."""
    _refuse_strangers(special.institution, by)
    with transaction.atomic():
        journal.record("drop_day", on=special.institution, by=by, after={"day": special.day})
        special.delete()


def _of(institution: Institution, since: date | None, until: date | None) -> Iterable[Opening]:
    return institution.openings.filter(since=since, until=until)


def whose_hours_may_be_set(user: Any) -> models.QuerySet[Institution]:
    """Those one belongs to, and those of one's office."""
    return cared_for(user) | Institution.objects.editable_by(user).of_record()


def _refuse_strangers(institution: Institution, by: Any) -> None:
    if not whose_hours_may_be_set(by).filter(pk=institution.pk).exists():
        raise NotAllowed(_("You do not belong to this institution."), code="not_yours")
