"""Two browsers at the same square, and a term that closes while a mark is on its way."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from types import SimpleNamespace

import pytest
from django.db import connection, transaction

from eculture.refusals import Refusal
from schools.models import LessonEntry
from tests.factories import teaching

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at_school():
    school = teaching.school()
    leyla = teaching.user("Leyla", role="head", at=school)
    kamran = teaching.user("Kamran", role="teacher", at=school)
    aylin = teaching.pupil(school)
    term = teaching.term(school)
    lesson = teaching.lesson(teaching.group(school, kamran, aylin))
    return SimpleNamespace(leyla=leyla, kamran=kamran, aylin=aylin, term=term, lesson=lesson)


def write(at_school, by, mark, rev=0):
    entry = LessonEntry(lesson=at_school.lesson, enrolment=at_school.aylin)
    return entry.write(mark=mark, attendance="present", rev=rev, by=by)


def at_once(*deeds):
    """Run the deeds in threads, each on its own connection, from one start line; their answers in order."""
    line = Barrier(len(deeds))

    def run(deed):
        line.wait(timeout=10)
        try:
            return deed()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(run, deeds))


@pytest.mark.parametrize("seen", [0, 1])
def test_one_of_two_writers_wins_and_the_other_gets_both_values(at_school, seen):
    if seen:
        write(at_school, at_school.kamran, 5)

    answers = at_once(
        lambda: write(at_school, at_school.kamran, 4, rev=seen),
        lambda: write(at_school, at_school.leyla, 2, rev=seen),
    )

    [winner] = [answer for answer in answers if isinstance(answer, LessonEntry)]
    [loser] = [answer for answer in answers if isinstance(answer, Refusal)]
    mine = "2" if winner.mark == 4 else "4"
    assert (loser.code, loser.extra) == ("conflict", {"mine": mine, "value": str(winner), "rev": seen + 1})
    assert LessonEntry.objects.get().mark == winner.mark


def test_two_who_write_the_same_both_win(at_school):
    answers = at_once(
        lambda: write(at_school, at_school.kamran, 4),
        lambda: write(at_school, at_school.leyla, 4),
    )

    assert [(answer.mark, answer.rev) for answer in answers] == [(4, 1), (4, 1)]


def until_somebody_waits():
    """Poll until another connection waits for a lock."""
    pause = Event()
    for _ in range(1000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
            if cursor.fetchone():
                return
        pause.wait(0.01)
    raise AssertionError("nobody waited for a lock")


def test_closing_a_term_waits_for_the_mark_and_no_mark_slips_past(at_school):
    written, order = Barrier(2), []

    def slow_mark():
        with transaction.atomic():
            write(at_school, at_school.kamran, 5)
            written.wait(timeout=10)
            until_somebody_waits()
            order.append("marked")

    def close():
        written.wait(timeout=10)
        at_school.term.close(by=at_school.leyla)
        order.append("closed")
        return write(at_school, at_school.kamran, 2, rev=1)

    _mark, late = at_once(slow_mark, close)

    assert order == ["marked", "closed"]
    assert late.code == "locked"
    assert LessonEntry.objects.get().mark == 5
