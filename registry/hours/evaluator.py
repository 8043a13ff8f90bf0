"""Is it open: a pure function of a moment and the hours; and the same question put to the database."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import holidays
from django.db.models import Exists, F, OuterRef, Q

from registry.hours.week import Opening, Spans, SpecialDay, hours_of

AHEAD = 14  # days in which the next opening is looked for
OVER_NIGHT = timedelta(days=1)
IsHoliday = Callable[[date], bool]


@dataclass(frozen=True)
class Standing:
    """Open until `at`, or closed until `at`; None where no opening comes within two weeks."""

    is_open: bool
    at: datetime | None


def public_holidays() -> IsHoliday:
    """The holidays of the law: an institution is closed unless it says otherwise for the day."""
    official = holidays.country_holidays("AZ")
    return lambda day: day in official


def spans_on(
    day: date, openings: Iterable[Opening], special: Iterable[SpecialDay], is_holiday: IsHoliday
) -> Spans:
    """When it is open on a day: a special day before a holiday, a holiday before a season, a season before
    the week of all the year."""
    for one in special:
        if one.day == day:
            return [(one.opens, one.closes)] if one.opens else []
    if is_holiday(day):
        return []
    openings = list(openings)
    season = [one for one in openings if one.since and one.since <= day <= one.until]
    week = season or [one for one in openings if one.since is None]
    return sorted((one.opens, one.closes) for one in week if one.weekday == day.weekday())


def standing(
    moment: datetime,
    openings: Iterable[Opening],
    special: Iterable[SpecialDay],
    is_holiday: IsHoliday,
) -> Standing:
    """Of a local moment; a time that ends before it begins ends on the next day."""
    openings, special = list(openings), list(special)
    begun, stands = [], []
    for ahead in range(-1, AHEAD + 1):
        day = moment.date() + timedelta(days=ahead)
        for opens, closes in spans_on(day, openings, special, is_holiday):
            since, until = _at(day, opens, moment), _at(day + OVER_NIGHT * (closes < opens), closes, moment)
            if since <= moment < until:
                stands.append(until)
            elif since > moment:
                begun.append(since)
        if begun:
            break
    return Standing(True, max(stands)) if stands else Standing(False, min(begun, default=None))


def open_at(moment: datetime, is_holiday: IsHoliday, subject: str = "pk") -> Q:
    """Which institutions are open: the same order of rules as in `spans_on`."""
    day, hour = moment.date(), moment.time()
    now = Q(opens__lte=hour) & (Q(closes__gt=hour) | Q(closes__lt=F("opens")))
    late = Q(closes__lt=F("opens"), closes__gt=hour)
    before = day - OVER_NIGHT
    return _begun_on(day, now, is_holiday(day), subject) | _begun_on(
        before, late, is_holiday(before), subject
    )


def _begun_on(day: date, when: Q, is_holiday: bool, subject: str) -> Q:
    """Which institutions have a time of this day for which `when` holds."""
    own = {"institution": OuterRef(subject)}
    special = SpecialDay.objects.filter(**own, day=day)
    by_day = Q(Exists(special.filter(when)))
    if is_holiday:
        return by_day
    season = Opening.objects.filter(**own, since__lte=day, until__gte=day)
    by_season = Q(Exists(season.filter(when, weekday=day.weekday())))
    of_week = Opening.objects.filter(when, **own, since=None, weekday=day.weekday())
    by_week = Q(~Exists(season), Exists(of_week))
    return by_day | (Q(~Exists(special)) & (by_season | by_week))


def _at(day: date, hour: time, moment: datetime) -> datetime:
    return datetime.combine(day, hour, moment.tzinfo)


def told(institution: Any, moment: datetime) -> dict[str, Any] | None:
    """For the card: whether it is open now and the hours of this week; None where no hours are known."""
    openings, special = hours_of(institution, since=moment.date() - OVER_NIGHT)
    coming = [one for one in special if one.day >= moment.date()]
    if not openings and not special:
        return None
    is_holiday = public_holidays()
    monday = moment.date() - timedelta(days=moment.weekday())
    week = [monday + timedelta(days=number) for number in range(7)]
    return {
        "standing": standing(moment, openings, special, is_holiday),
        "week": [(day, spans_on(day, openings, special, is_holiday)) for day in week],
        "special": coming[:7],
        "today": moment.date(),
    }
