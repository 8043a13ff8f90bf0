"""Which days people work: the law's holidays from a library, and what the cabinet of ministers moved."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache

import holidays
from django.db import models
from django.utils.translation import gettext_lazy as _

SATURDAY = 5
OFFICIAL = holidays.country_holidays("AZ")
IsWorking = Callable[[date], bool]


class MovedDay(models.Model):
    """A day that is or is not worked against the calendar, by an act."""

    day = models.DateField(_("day"), primary_key=True)
    is_working = models.BooleanField(_("worked"), default=False)
    reason = models.CharField(_("by which act"), max_length=200)

    class Meta:
        verbose_name = _("moved working day")
        verbose_name_plural = _("moved working days")
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y}"


def calendar() -> IsWorking:
    """A question about any day, answered from one query: ask it as often as you like."""
    moved = dict(MovedDay.objects.order_by().values_list("day", "is_working"))
    return lambda day: moved[day] if day in moved else _is_worked_by_law(day)


@lru_cache(maxsize=4096)
def _is_worked_by_law(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in OFFICIAL


def days_after(day: date, is_working: IsWorking) -> Iterator[date]:
    """The working days after `day`, without end."""
    while True:
        day += timedelta(days=1)
        if is_working(day):
            yield day
