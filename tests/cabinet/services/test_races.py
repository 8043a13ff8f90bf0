"""Several officers at the same edition at the same moment."""

from collections import Counter
from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from cabinet.services.models import Service
from cabinet.services.versions import ServiceVersion
from eculture.journal import JournalEntry
from eculture.refusals import Refusal
from tests.factories import cabinet as people
from tests.factories import editions as make
from tests.factories import registry

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asvs("2.3.3", "15.4.2")]
RACERS = 6


def race(deed: Callable[[int], object]) -> Counter[str]:
    """What each of them got, all beginning at once."""
    barrier, answers = Barrier(RACERS), []

    def run(racer: int) -> None:
        barrier.wait()
        try:
            deed(racer)
            answers.append("done")
        except Refusal as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    racers = [Thread(target=run, args=[racer]) for racer in range(RACERS)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    return Counter(answers)


def test_of_many_who_publish_one_edition_at_once_one_does():
    registry.a_museum_kind()
    make.a_service("letter")
    first, officer = make.a_version(), people.user()
    draft = first.open_next(by=officer)

    answers = race(lambda _racer: ServiceVersion.objects.get(pk=draft.pk).publish(by=officer))

    assert answers == {"done": 1, "wrong_state": RACERS - 1}
    states = ServiceVersion.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == ["retired", "published"]
    assert JournalEntry.objects.filter(verb__in=["publish", "retire"]).count() == 2


def test_many_who_open_the_next_edition_at_once_get_the_same():
    first, officer = make.a_version(), people.user()

    answers = race(lambda _racer: ServiceVersion.objects.get(pk=first.pk).open_next(by=officer))

    assert answers == {"done": RACERS}
    assert ServiceVersion.objects.filter(state="draft").count() == 1


def test_many_who_open_the_first_edition_at_once_get_the_same():
    service, officer = make.a_service(), people.user()

    answers = race(lambda _racer: Service.objects.get(pk=service.pk).open_first(by=officer))

    assert answers == {"done": RACERS}
    assert ServiceVersion.objects.count() == JournalEntry.objects.filter(verb="open_first").count() == 1


def test_of_many_who_save_over_the_same_text_one_is_kept_and_the_others_are_told():
    officer = people.user()
    draft = make.a_version(state="draft")
    seen = draft.fingerprint

    def save(racer: int) -> None:
        ServiceVersion.objects.get(pk=draft.pk).write(by=officer, seen=seen, term_days=racer + 1)

    assert race(save) == {"done": 1, "changed": RACERS - 1}
    draft.refresh_from_db()
    assert 1 <= draft.term_days <= RACERS
