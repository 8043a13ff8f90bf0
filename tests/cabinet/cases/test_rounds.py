"""What the calendar does by itself: warnings before a term breaks, and moved working days."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cabinet.cases import rounds
from cabinet.cases.models import Case
from eculture.journal import JournalEntry
from eculture.models import Notice
from eculture.workdays import MovedDay, calendar, days_after
from tests.factories import cabinet as make

pytestmark = pytest.mark.django_db


def in_working_days(count: int) -> date:
    days = days_after(timezone.localdate(), calendar())
    return [next(days) for _day in range(count)][-1]


def due(case: Case, day: date) -> None:
    Case.objects.filter(pk=case.pk).update(due_on=day)


def warnings(user) -> list[str]:
    kinds = Notice.objects.filter(to=user, kind__in=["case-due-soon", "case-escalated"]).order_by(
        "created_at"
    )
    return list(kinds.values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("left", "officer", "supervisor"),
    [
        (4, [], []),
        (3, ["case-due-soon"], []),
        (2, ["case-due-soon"], []),
        (1, ["case-due-soon"], ["case-escalated"]),
    ],
)
def test_first_the_officer_is_warned_then_the_supervisor(in_hand, nigar, sevda, left, officer, supervisor):
    due(in_hand, in_working_days(left))

    rounds.watch_terms()

    assert (warnings(nigar), warnings(sevda)) == (officer, supervisor)


def test_each_is_told_once(in_hand, nigar, sevda):
    due(in_hand, timezone.localdate() - timedelta(days=3))

    assert (rounds.watch_terms(), rounds.watch_terms()) == (2, 0)

    assert (warnings(nigar), warnings(sevda)) == (["case-due-soon"], ["case-escalated"])
    assert JournalEntry.objects.about(in_hand).filter(verb__in=["warn", "escalate"]).count() == 2


def test_where_nobody_is_in_charge_the_whole_office_is_warned(case, nigar, samir, kamran):
    due(case, in_working_days(2))

    rounds.watch_terms()

    assert [warnings(user) for user in (nigar, samir, kamran)] == [["case-due-soon"], ["case-due-soon"], []]


def test_a_clock_that_stands_still_warns_nobody(anar, nigar, sevda):
    due(make.case(anar, "waiting", officer=nigar), timezone.localdate())

    assert rounds.watch_terms() == 0


def test_a_longer_term_is_watched_anew(in_hand, nigar):
    due(in_hand, in_working_days(2))
    rounds.watch_terms()

    in_hand.extend(by=nigar, reason="Yerində baxış")
    in_hand.refresh_from_db()

    assert (in_hand.warned_at, in_hand.escalated_at) == (None, None)


def test_a_moved_working_day_moves_the_last_day_of_open_cases(in_hand, case, nigar):
    case.withdraw(by=case.filed_by)
    before = in_hand.due_on
    MovedDay.objects.create(day=in_working_days(5), is_working=False, reason="Qərar 1")

    assert (rounds.recount_terms(), rounds.recount_terms()) == (1, 0)

    in_hand.refresh_from_db()
    entry = JournalEntry.objects.about(in_hand).get(verb="recount")
    assert in_hand.due_on == next(days_after(before, calendar()))
    assert (entry.before["due_on"], entry.after["due_on"]) == (str(before), str(in_hand.due_on))
