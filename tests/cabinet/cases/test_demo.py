"""The demo leaves cases in every state, led there by the verbs of the house."""

from collections import Counter

import pytest
from django.utils import timezone

from cabinet import demo as family
from cabinet.cases import demo
from cabinet.cases.figures import ServiceFigures
from cabinet.cases.models import Case
from cabinet.models import Person
from cabinet.reference import load_services
from eculture import sealing
from eculture.journal import JournalEntry
from eculture.models import User
from registry import demo as officers
from registry import reference
from registry.institutions import Institution
from tests.factories import registry

NEEDED = {"seki-xan-sarayi", "seki-yuxari-karvansarasi", "seki-kis-mebedi", "seki-2-usaq-musiqi"}


@pytest.fixture
def town(settings, tmp_path) -> None:
    """Of the reference and demo data what the cases stand on."""
    settings.MEDIA_ROOT = tmp_path
    units, kinds = reference.load_units(), reference.load_classifiers()
    places = [row for row in reference.rows("institutions.csv") if row["ref"] in NEEDED]
    for row in places:
        reference.load_institution(row, units, kinds)
    load_services(str)
    officers.load(str)
    family.load(str)
    leyla = User.objects.create_user("head@numune.example", is_demo=True)
    school = Institution.objects.get(kind__is_school=True)
    registry.a_mandate(leyla, "head", institution=school)


@pytest.mark.long(9)
@pytest.mark.django_db
def test_the_demo_shows_cases_in_every_state_once(town: None) -> None:
    demo.load(str)
    sevda = Person.objects.get(user__email="sevda@numune.example")
    mine = Case.objects.of(sevda.user)

    assert Counter(mine.values_list("state", flat=True)) == {
        "draft": 1, "submitted": 1, "in_review": 2, "waiting": 1, "decided": 3, "closed": 1,
    }  # fmt: skip
    review = mine.get(state="in_review", parent=None)
    assert (review.clock().day, review.clock().term, review.messages.filter(is_note=False).count()) == (
        6,
        15,
        3,
    )
    near = Case.objects.get(state="in_review", warned_at__isnull=False)
    assert (near.clock().left, near.about.kind.code) == (1, "monument")
    assert near.decisions.get().state == "proposed"
    assert Case.objects.get(opinions__given_at=None, opinions__isnull=False).about.kind.code == "monument"
    assert Case.objects.get(desk_officer__isnull=False).waits_at_the_desk
    refused = mine.get(decisions__outcome="refused", version__needs_two=True).made_decision
    assert refused.document.signer and refused.signed_by_id and refused.grounds == ["harm"]
    assert mine.get(parent__isnull=False).parent.made_decision.outcome == "refused"
    assert ServiceFigures.objects.get(service__slug="study-certificate").shown.decided >= 10
    assert not JournalEntry.objects.filter(at__gt=timezone.now()).exists()
    sealing.seal()
    assert not sealing.verify(anew=True).fault

    before = Case.objects.count()
    demo.load(str)
    assert Case.objects.count() == before
