"""One search over what is mine and what is public."""

import pytest
from django.urls import reverse

from cabinet.finders import matches
from cabinet.finding import find
from eculture import notices
from eculture.sections import Finder, finders
from registry.models import Institution
from tests.factories import registry as make

pytestmark = pytest.mark.django_db


def found(user, text):
    return {group.title: [str(row.title) for row in group.rows] for group in find(user, text)}


@pytest.mark.parametrize(
    ("text", "where", "answer"),
    [
        ("seki", ["Şəki Xan Sarayı"], True),
        ("Шеки сарай", ["Şəki Xan Sarayı"], True),
        ("sarayi seki", ["Şəki Xan Sarayı"], True),
        ("baki", ["Şəki Xan Sarayı"], False),
    ],
)
def test_every_word_begins_a_word_in_any_spelling(text, where, answer):
    assert matches(text, *where) is answer


def test_it_finds_children_and_notices_of_mine_and_institutions_of_all(anar, aylin, english):
    notices.send("welcome", to=anar.user, key="x")
    make.an_institution("Aylin adına muzey")

    assert found(anar.user, "aylin") == {
        "My family": ["Aylin Nümunəli"],
        "Institutions": ["Aylin adına muzey"],
    }
    assert found(anar.user, "cabinet open") == {"Notices": ["Your cabinet is open"]}


def test_the_stranger_finds_nothing_of_mine(aylin, rauf):
    assert found(rauf.user, "aylin") == {}


@pytest.mark.parametrize("text", ["", "a", " \0 ", "%_\\", "'; DROP TABLE", "x" * 5000])
def test_an_odd_wish_is_answered_with_a_page(as_anar, text):
    assert as_anar.get(reverse("cabinet:search"), {"q": text}).status_code == 200


def test_a_finder_that_fails_leaves_the_others_alone(anar, aylin):
    class Broken(Finder):
        slug, title = "broken", "Broken"

        def find(self, user, text):
            raise ZeroDivisionError

    finders.plug(Broken)
    try:
        assert len(find(anar.user, "aylin")) == 1
    finally:
        del finders._plugs["broken"]


def test_the_search_asks_the_same_number_of_questions(as_anar, aylin, django_assert_max_num_queries):
    make.an_institution("Aylin adına muzey")
    as_anar.get(reverse("cabinet:search"), {"q": "aylin"})
    for number in range(3):
        make.an_institution(f"Aylin adına {number} saylı muzey")

    with django_assert_max_num_queries(16):
        page = as_anar.get(reverse("cabinet:search"), {"q": "aylin"})

    assert page.content.decode().count("muzey") >= Institution.objects.count()
