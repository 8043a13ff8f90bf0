from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection

from cabinet.people.models import Guardianship, Person
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
