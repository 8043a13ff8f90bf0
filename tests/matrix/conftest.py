import pytest

from eculture.models import User
from registry.models import Mandate
from tests.factories.cabinet import with_second_factor


@pytest.fixture
def nigar(db):
    """Nigar works at the ministry."""
    user = User.objects.create_user("nigar@example.test", is_staff=True)
    Mandate.objects.create(user=user, role="ministry-officer", act="12")
    return with_second_factor(user)
