from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection

from cabinet.people.desk import connect_account
from cabinet.people.models import Guardianship, Person
from eculture.accounts import User
from eculture.refusals import Refusal
from tests.factories import cabinet as make

RACERS = 6


@pytest.mark.asvs("2.3.3", "15.4.2")
@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.django_db(transaction=True)
def test_of_many_who_claim_one_child_at_once_one_becomes_the_guardian(is_known):
    who = {"surname": "Nümunəli", "name": "Kənan", "birth_date": date(2017, 9, 1), "fin": "5A1B2C3"}
    if is_known:
        make.person(**who)
    guardians = [make.citizen() for _number in range(RACERS)]
    barrier, answers = Barrier(RACERS), []

    def claim(guardian: Person) -> None:
        barrier.wait()
        try:
            guardian.add_child(by=guardian.user, kind="parent", **who)
            answers.append("added")
        except Refusal as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    racers = [Thread(target=claim, args=[guardian]) for guardian in guardians]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    assert sorted(answers) == ["added"] + ["not_added"] * (RACERS - 1)
    assert Guardianship.objects.count() == 1 and Person.objects.with_fin("5A1B2C3").count() == 1


@pytest.mark.asvs("15.4.2")
@pytest.mark.django_db(transaction=True)
def test_of_many_officers_who_connect_one_account_at_once_one_succeeds():
    account = make.user("yeni@numune.example")
    papers = [(make.user(is_staff=True), make.person()) for _number in range(RACERS)]
    barrier, answers = Barrier(RACERS), []

    def connect(officer: User, known: Person) -> None:
        barrier.wait()
        try:
            connect_account(by=officer, fin=known.fin, birth_date=known.birth_date, email=account.email)
            answers.append("connected")
        except Refusal as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    racers = [Thread(target=connect, args=pair) for pair in papers]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    assert sorted(answers) == ["connected"] + ["no_account"] * (RACERS - 1)
    assert Person.objects.filter(user=account).count() == 1
