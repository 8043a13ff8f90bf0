import pytest

from tests.factories import registry as make


@pytest.fixture
def nigar(db):
    """Nigar, officer of the ministry."""
    user = make.a_user("nigar@numune.example", is_staff=True)
    make.a_mandate(user, "ministry-officer")
    return user


@pytest.fixture
def elchin(db):
    """Elçin, officer of the regional office of Şəki–Zaqatala."""
    user = make.a_user("elchin@numune.example", is_staff=True)
    make.a_mandate(user, "regional-officer", region=make.a_region())
    return user


@pytest.fixture
def rauf(db):
    """Rauf, officer of another region: the stranger."""
    user = make.a_user("rauf@numune.example", is_staff=True)
    make.a_mandate(user, "regional-officer", region=make.a_region("ER-GD", name_az="Gəncə–Daşkəsən"))
    return user


@pytest.fixture
def anar(db):
    """Anar, a citizen without any mandate."""
    return make.a_user("anar@numune.example")
