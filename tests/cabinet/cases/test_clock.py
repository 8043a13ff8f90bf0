"""The clock is a pure function of dates and pauses."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabinet.cases.clock import Pause, read

MONDAY = date(2026, 11, 2)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
closed_days = st.frozensets(st.integers(0, 60), max_size=20)


def weekdays(day):
    return day.weekday() < 5


def clock(today, *, pauses=(), term=15, start=MONDAY, is_working=weekdays, stop=None):
    return read(start=start, term=term, pauses=pauses, today=today, is_working=is_working, stop=stop)


def test_the_first_day_is_the_working_day_after_the_case_came_in():
    assert clock(MONDAY).day == 0
    assert clock(MONDAY + timedelta(1)).day == 1
    assert clock(MONDAY).due == date(2026, 11, 23)


def test_a_weekend_and_a_holiday_do_not_count():
    holiday = date(2026, 11, 9)

    def working(day):
        return weekdays(day) and day != holiday

    assert clock(date(2026, 11, 9), is_working=working).day == 4
    assert clock(MONDAY, is_working=working).due == date(2026, 11, 24)


def test_the_clock_stands_while_the_citizen_owes_an_answer():
    asked, answered = date(2026, 11, 4), date(2026, 11, 10)

    found = clock(date(2026, 11, 12), pauses=[Pause(asked, answered)])

    assert (found.day, found.due, found.is_paused) == (4, date(2026, 11, 27), False)


def test_an_open_pause_shows_the_last_day_if_the_answer_came_today():
    found = clock(date(2026, 11, 10), pauses=[Pause(date(2026, 11, 4), None)])

    assert (found.day, found.due, found.is_paused) == (2, date(2026, 11, 27), True)


def test_the_clock_stops_with_the_decision():
    found = clock(date(2027, 1, 1), stop=date(2026, 11, 6))

    assert (found.day, found.left, found.is_late) == (4, 11, False)


@pytest.mark.parametrize(("today", "late"), [(date(2026, 11, 23), False), (date(2026, 11, 24), True)])
def test_it_is_late_from_the_day_after_the_last(today, late):
    assert clock(today).is_late is late


@given(start=days, wait=st.integers(0, 120), term=st.integers(1, 40), closed=closed_days)
def test_the_day_never_goes_back_and_the_last_day_is_a_working_day(start, wait, term, closed):
    free = {start + timedelta(days=number) for number in closed}

    def working(day):
        return weekdays(day) and day not in free

    known = {"start": start, "term": term, "is_working": working}

    now, then = (clock(start + timedelta(n), **known) for n in (wait, wait + 1))

    assert now.day <= then.day <= now.day + 1
    assert now.due == then.due and working(now.due)
    assert now.is_late == (start + timedelta(wait) > now.due and now.day > term)


@given(
    start=days,
    term=st.integers(1, 30),
    asked=st.integers(0, 30),
    wait=st.integers(0, 30),
    later=st.integers(0, 60),
)
def test_a_pause_moves_the_last_day_by_the_working_days_it_took(start, term, asked, wait, later):
    since, until = start + timedelta(asked), start + timedelta(asked + wait)
    today = until + timedelta(later)
    took = sum(weekdays(since + timedelta(n)) for n in range(1, wait + 1))

    plain, paused = (
        clock(today, start=start, term=term, pauses=pauses) for pauses in ((), [Pause(since, until)])
    )

    assert plain.day - paused.day == took
    if since < plain.due:
        between = [plain.due + timedelta(n) for n in range(1, (paused.due - plain.due).days + 1)]
        assert sum(map(weekdays, between)) == took
    else:
        assert paused.due == plain.due
