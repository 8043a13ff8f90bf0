import pytest
from django.utils import translation

from tests.factories import schools as make
from tests.factories.cabinet import with_second_factor


@pytest.fixture(autouse=True)
def _in_english():
    """Sentences are compared as written in the code; a request leaves its language behind."""
    with translation.override("en"):
        yield


@pytest.fixture
def music_school(db):
    return make.school("1 nömrəli nümunə musiqi məktəbi", teaches="PNO7 PNO5 TAR5 KAM5")


@pytest.fixture
def far_school(db):
    return make.school("2 nömrəli örnək musiqi məktəbi", teaches="PNO5 TAR5")


@pytest.fixture
def anar(db):
    return make.guardian("Anar", "Nümunəli")


@pytest.fixture
def aylin(anar):
    return make.child(anar, "Aylin", age=9)


@pytest.fixture
def rauf(db):
    """The stranger: another family."""
    return make.guardian("Rauf", "Xəyali")


@pytest.fixture
def nigar(db):
    """The admissions officer of the ministry."""
    officer = make.guardian("Nigar", "Örnəkzadə").user
    make.officer(officer)
    return officer


@pytest.fixture
def desk(signed_in, nigar):
    """The browser of the admissions officer."""
    nigar.refresh_from_db()
    return signed_in(with_second_factor(nigar) or nigar)
