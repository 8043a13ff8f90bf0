"""Forty at once: one wins, the others read a sentence, nothing is done twice."""

from collections import Counter
from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from cabinet.cases.models import Decision
from eculture.documents import IssuedDocument
from eculture.journal import JournalEntry
from eculture.models import User
from eculture.refusals import Refusal
from tests.factories import cabinet as make
from tests.factories.office import holder

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asvs("2.3.3", "15.4.2")]
RACERS = 40
GRANTED = {"outcome": "approved", "text": "Sənədlər qaydasındadır."}


def race(*deeds: Callable[[], None], racers: int = RACERS) -> Counter[str]:
    """Each racer takes the deeds in turn; what the racers were answered."""
    barrier, answers = Barrier(racers), Counter[str]()

    def run(deed: Callable[[], None]) -> None:
        barrier.wait()
        try:
            deed()
            answers["done"] += 1
        except Refusal as refusal:
            answers[refusal.code] += 1
        finally:
            connection.close()

    threads = [Thread(target=run, args=[deeds[place % len(deeds)]]) for place in range(racers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def fresh(row):
    """The row as another request would fetch it."""
    return type(row).objects.get(pk=row.pk)


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_of_two_officers_who_take_one_case_one_gets_it():
    nigar, samir = holder("Nigar", "ministry-officer"), holder("Samir", "ministry-officer")
    case = make.case(make.citizen())

    answers = race(
        lambda: fresh(case).take(by=again(nigar)), lambda: fresh(case).take(by=again(samir)), racers=RACERS
    )

    assert answers["done"] == 1 and answers.total() == RACERS
    assert set(answers) <= {"done", "other_officer", "wrong_state"}
    assert JournalEntry.objects.about(case).filter(verb="take").count() == 1


def test_signing_and_sending_back_at_once_is_one_of_both():
    nigar, samir, tural = (holder(name, "ministry-officer") for name in ("Nigar", "Samir", "Tural"))
    case = make.case(
        make.citizen(), "in_review", officer=nigar, version=make.edition("works", needs_two=True)
    )
    decision = case.conclude(by=nigar, **GRANTED)

    answers = race(
        lambda: fresh(decision).sign(by=again(samir)),
        lambda: fresh(decision).send_back(by=again(tural), reason="Əsas yoxdur"),
    )

    assert answers == {"done": 1, "wrong_state": RACERS - 1}
    state = fresh(decision).state
    assert (state, fresh(case).state) in {("made", "decided"), ("returned", "in_review")}
    assert IssuedDocument.objects.filter(kind="case-decision").count() == (state == "made")


def test_deciding_and_withdrawing_at_once_is_one_of_both():
    nigar, anar = holder("Nigar", "ministry-officer"), make.citizen()
    case = make.case(anar, "in_review", officer=nigar)

    answers = race(
        lambda: fresh(case).conclude(by=again(nigar), **GRANTED), lambda: fresh(case).withdraw(by=anar.user)
    )

    assert answers["done"] == 1
    decided = fresh(case).state == "decided"
    assert decided or fresh(case).state == "withdrawn"
    assert Decision.objects.filter(case=case, state="made").count() == decided
    assert IssuedDocument.objects.filter(kind="case-decision").count() == decided


def test_signing_and_withdrawing_at_once_never_wait_for_each_other_for_ever():
    nigar, samir, anar = (
        holder("Nigar", "ministry-officer"),
        holder("Samir", "ministry-officer"),
        make.citizen(),
    )
    case = make.case(anar, "in_review", officer=nigar, version=make.edition("works", needs_two=True))
    decision = case.conclude(by=nigar, **GRANTED)

    answers = race(lambda: fresh(decision).sign(by=again(samir)), lambda: fresh(case).withdraw(by=anar.user))

    assert answers["done"] == 1 and fresh(case).state in {"decided", "withdrawn"}
