"""Those who work on cases: two officers of the ministry, one of a region, a head, an expert, a supervisor."""

import pytest

from tests.factories import cabinet as make
from tests.factories import registry
from tests.factories.office import holder


@pytest.fixture
def nigar(db):
    """An officer of the ministry."""
    return holder("Nigar", "ministry-officer")


@pytest.fixture
def samir(db):
    """Her colleague."""
    return holder("Samir", "ministry-officer")


@pytest.fixture
def sevda(db):
    """A supervisor."""
    return holder("Sevda", "supervisor")


@pytest.fixture
def kamran(db):
    """An officer of the region of Şəki."""
    return holder("Kamran", "regional-officer", region=registry.a_region())


@pytest.fixture
def museum(db):
    return registry.an_institution("Nümunə muzeyi", kind=registry.a_museum_kind())


@pytest.fixture
def vaqif(museum):
    """An expert of the museum."""
    return holder("Vaqif", "expert", institution=museum)


@pytest.fixture
def leyla(db):
    """Head of a music school."""
    return holder("Leyla", "head", institution=registry.an_institution())


@pytest.fixture
def case(anar):
    """Anar has asked for a permit; it lies with the ministry and nobody is in charge."""
    return make.case(anar)


@pytest.fixture
def in_hand(anar, nigar):
    """Nigar is considering Anar's case."""
    return make.case(anar, "in_review", officer=nigar)
