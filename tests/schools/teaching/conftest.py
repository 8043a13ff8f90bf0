from types import SimpleNamespace

import pytest

from tests.factories import teaching


@pytest.fixture
def school(db):
    return teaching.school()


@pytest.fixture
def leyla(school):
    """Head of Music School No 1."""
    return teaching.user("Leyla", role="head", at=school)


@pytest.fixture
def kamran(school):
    """A teacher of the same school."""
    return teaching.user("Kamran", role="teacher", at=school)


@pytest.fixture
def anar(db):
    """Guardian of Aylin."""
    return teaching.user("Anar")


@pytest.fixture
def rauf(db):
    """Head of another school: the stranger."""
    return teaching.user("Rauf", role="head", at=teaching.school("Nümunə musiqi məktəbi № 2"))


@pytest.fixture
def nigar(db):
    """An officer of the ministry."""
    return teaching.user("Nigar", role="ministry-officer")


@pytest.fixture
def book(school, kamran, anar):
    """A group of Kamran's with Aylin in it, and today's lesson in an open term."""
    aylin = teaching.pupil(school, guardian=anar)
    term = teaching.term(school)
    group = teaching.group(school, kamran, aylin)
    return SimpleNamespace(group=group, aylin=aylin, term=term, lesson=teaching.lesson(group))
