import pytest
from django.core.management import call_command

from eculture.models import User
from registry.demo import MINISTRY, REGIONAL, load
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
