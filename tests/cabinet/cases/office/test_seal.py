"""The seal of its story on the page of a case, green or red."""

import pytest
from django.db import connection
from django.urls import reverse

from eculture import sealing
from eculture.journal import JournalEntry
from eculture.models import JournalCheck

pytestmark = pytest.mark.django_db


def page_of(case):
    return reverse("admin:cabinet_case_change", args=[case.pk])


def text_of(client, case):
    """The line of the seal on the page of a case."""
    return (
        client.get(page_of(case)).content.decode().partition('class="office__seal"')[2].partition("</p>")[0]
    )


def test_the_seal_of_the_story_is_green_or_red(signed_in, in_hand, nigar):
    client, shown = signed_in(nigar), lambda: client.get(page_of(in_hand)).context["page"].seal
    in_hand.conclude(by=nigar, outcome="approved", text="Olar")
    assert (shown().entries, shown().is_well) == ("waiting", True)
    sealing.seal()
    assert (shown().entries, shown().is_well) == ("sealed", True)
    assert "badge--done" in text_of(client, in_hand)

    signing = JournalEntry.objects.filter(subject_type="cabinet.decision").get()
    with connection.cursor() as cursor:  # as the owner of the table may
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE eculture_journalentry DISABLE TRIGGER USER")
        cursor.execute("UPDATE eculture_journalentry SET reason = 'x' WHERE id = %s", [signing.pk])
        cursor.execute("ALTER TABLE eculture_journalentry ENABLE TRIGGER USER")

    assert (shown().entries, shown().is_well) == ("broken", False)
    assert "badge--refused" in text_of(client, in_hand)


def test_a_fault_elsewhere_in_the_chain_is_red_on_every_case(signed_in, in_hand, nigar):
    sealing.seal()
    JournalCheck.objects.create(
        number=1, sha256="0" * 64, entries=0, fault="seal 1: the entry was taken away"
    )

    seal = signed_in(nigar).get(page_of(in_hand)).context["page"].seal

    assert (seal.entries, seal.is_well) == ("sealed", False)
