import pytest

from tests.factories import cabinet as make


@pytest.fixture
def anar(db):
    """Guardian of Aylin."""
    return make.citizen("anar@numune.example", surname="Nümunəli", name="Anar")


@pytest.fixture
def aylin(anar):
    return make.child_of(anar, surname="Nümunəli", name="Aylin")


@pytest.fixture
def rauf(db):
    """The stranger."""
    return make.citizen("rauf@numune.example", surname="Örnəkzadə", name="Rauf")


@pytest.fixture
def nigar(db):
    """An officer of the ministry, with a second factor."""
    return make.with_second_factor(make.user("nigar@numune.example", is_staff=True, is_superuser=True))


@pytest.fixture
def as_anar(anar, signed_in):
    return signed_in(anar.user)


@pytest.fixture
def as_rauf(rauf, signed_in):
    return signed_in(rauf.user)
