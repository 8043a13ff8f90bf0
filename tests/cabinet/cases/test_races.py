"""Many at once on one case: real connections, one winner."""

from collections.abc import Callable
from functools import partial
from threading import Barrier, Thread

import pytest
from django.db import connection

from cabinet.cases.models import Case
from cabinet.cases.parties import Party
from eculture.journal import JournalEntry
from eculture.models import Job, Notice
from eculture.refusals import Refusal
from tests.factories import cabinet as make

pytestmark = pytest.mark.django_db(transaction=True)
RACERS = 40


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """Start all deeds together; "done" or the code of the refusal of each, sorted."""
    barrier, answers = Barrier(len(deeds)), []

    def run(deed: Callable[[], object]) -> None:
        barrier.wait()
        try:
            deed()
            answers.append("done")
        except Refusal as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    racers = [Thread(target=run, args=[deed]) for deed in deeds]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    return sorted(answers)


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


@pytest.mark.asvs("2.3.3", "15.4.2")
def test_of_forty_clicks_on_send_one_sends():
    case = make.case(make.citizen(), "draft")
    sender = case.applicant.user

    answers = at_once(*[lambda: fresh(case).submit(by=sender)] * RACERS)

    assert answers == ["done"] + ["wrong_state"] * (RACERS - 1)
    assert JournalEntry.objects.about(case).filter(verb="submit").count() == 1
    assert (Notice.objects.count(), Job.objects.count()) == (1, 1)


def test_many_clicks_on_begin_begin_one_draft():
    version, anar = make.edition(), make.citizen()
    party = Party(anar, anar)

    assert at_once(*[lambda: Case.begin(version=version, party=party, by=anar.user)] * 12) == ["done"] * 12

    assert Case.objects.count() == 1


def test_an_answer_and_a_withdrawal_at_once_leave_one_story():
    case = make.case(make.citizen(), "waiting")
    user = case.applicant.user
    answer = partial(fresh(case).answer, text="Budur", by=user)
    withdraw = partial(fresh(case).withdraw, by=user)

    answers = at_once(answer, withdraw)

    case.refresh_from_db()
    assert case.state == "withdrawn"
    assert answers in (["done", "done"], ["done", "wrong_state"])
    assert not case.info_requests.filter(answered_at=None).exists()


def test_of_two_who_appeal_at_once_both_stand_before_one_appeal():
    make.edition("appeal")
    officer, case = make.user(), make.case(make.citizen())
    make.decision(case, by=officer)
    user = case.applicant.user

    assert at_once(*[lambda: fresh(case).appeal(by=user)] * 12) == ["done"] * 12

    assert case.appeals.count() == 1


def test_a_second_click_on_send_message_says_nothing_twice():
    case = make.case(make.citizen())
    user = case.applicant.user

    assert at_once(*[lambda: fresh(case).say(text="Salam", by=user)] * 12) == ["done"] * 12

    assert case.messages.count() == 1
