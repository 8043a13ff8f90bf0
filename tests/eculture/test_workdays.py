from datetime import date
from itertools import islice

import pytest

from eculture.models import MovedDay
from eculture.workdays import calendar, days_after

pytestmark = pytest.mark.django_db


def test_weekends_and_the_holidays_of_azerbaijan_are_not_worked():
    is_working = calendar()

    assert [is_working(date(2026, 3, day)) for day in (19, 20, 25)] == [True, False, False]
    assert not is_working(date(2026, 11, 8))


def test_a_day_moved_by_an_act_overrides_the_calendar():
    MovedDay.objects.create(day=date(2026, 11, 14), is_working=True, reason="Qərar 1")
    MovedDay.objects.create(day=date(2026, 11, 16), is_working=False, reason="Qərar 1")

    found = list(islice(days_after(date(2026, 11, 13), calendar()), 2))

    assert found == [date(2026, 11, 14), date(2026, 11, 17)]


def test_the_calendar_asks_the_database_once(django_assert_num_queries):
    with django_assert_num_queries(1):
        is_working = calendar()
        list(islice(days_after(date(2026, 1, 1), is_working), 250))
