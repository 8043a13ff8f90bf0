import pytest

from cabinet import reference
from registry.institutions import Institution
from registry.reference import load_classifiers
from schools.reference import DATA as OF_SCHOOLS
from tests.factories import editions as make
from tests.factories import registry


@pytest.fixture
def monument(db) -> Institution:
    return registry.an_institution("Şəki tarix muzeyi", kind=registry.a_museum_kind(), name_en="Shaki museum")


@pytest.fixture
def version(monument):
    """The permit in use."""
    make.a_service("letter")
    return make.a_version("permit")


@pytest.fixture
def catalogue(db):
    load_classifiers()
    reference.load_services(lambda line: None)
    reference.load_catalogue(OF_SCHOOLS)
