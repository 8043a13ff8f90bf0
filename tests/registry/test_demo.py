import pytest
from django.core.management import call_command

from eculture.models import User
from registry import demo_museum
from registry.care.proposals import cared_for
from registry.demo import MINISTRY, REGIONAL, load
from registry.duplicates.pairs import DuplicatePair
from registry.institutions import Institution
from tests.factories import registry as make


@pytest.mark.django_db
def test_the_command_loads_every_app():
    call_command("reference", verbosity=0)

    assert Institution.objects.exists()


@pytest.mark.django_db
def test_the_demo_officers_hold_their_roles_once():
    school = make.an_institution()
    said = []

    load(said.append)
    load(said.append)

    officers = User.objects.filter(is_demo=True).order_by("email")
    assert [(user.email, user.mandates.get().role) for user in officers] == [
        (MINISTRY, "ministry-officer"),
        (REGIONAL, "regional-officer"),
    ]
    assert all(list(Institution.objects.editable_by(user)) == [school] for user in officers)


@pytest.mark.django_db
def test_the_demo_museum_has_its_keeper_its_building_and_a_second_record_once():
    call_command("reference", verbosity=0)

    demo_museum.load(lambda line: None)
    demo_museum.load(lambda line: None)

    museum = Institution.objects.get(name_en="Model museum of local lore")
    assert list(cared_for(User.objects.get(email=demo_museum.KEEPER))) == [museum]
    assert museum.occupancies.get().facility.answers == demo_museum.ANSWERS
    assert museum.openings.count() == 12
    assert DuplicatePair.objects.get().first == museum
