"""The page of results: one question, nothing of a result that is not out, the words of the publication."""

import pytest
from django.urls import reverse
from django.utils import translation

from schools.admissions import placing
from schools.admissions.told import told
from schools.models import Application, PlacementResult
from tests.factories import schools as make

pytestmark = pytest.mark.django_db


def page_of(application):
    return reverse("schools:result", args=[application.number])


@pytest.fixture
def passed(music_school, anar, aylin):
    campaign = make.campaign("choice", plan={(music_school, "TAR5", "free"): 1})
    return make.application(campaign, by=anar, child=aylin, points="78.5")


def published(campaign, nigar, pump):
    run = placing.ask_for_run(make.at_stage(campaign, "placement"), by=nigar)
    pump()
    run.refresh_from_db()
    placing.ask_for_publication(run, by=nigar)
    pump()


def test_after_the_exam_it_says_the_score_and_what_comes_next(signed_in, passed, anar):
    text = signed_in(anar.user).get(page_of(passed)).text

    assert "The score of Aylin is 78.5" in text
    assert "Choose specialties and schools" in text
    assert passed.get_absolute_url() in text


def test_below_the_pass_mark_it_says_so(passed, anar):
    passed.score.points = 40
    passed.score.save()

    assert "The pass mark is 50.0" in told(passed.number, anar.user).text


@pytest.mark.parametrize("state", ["registration", "exams"])
def test_before_the_publication_there_is_no_such_page(signed_in, passed, anar, state):
    make.at_stage(passed.campaign, state)

    assert signed_in(anar.user).get(page_of(passed)).status_code == 404


def test_a_stranger_finds_nothing(signed_in, passed, rauf):
    assert signed_in(rauf.user).get(page_of(passed)).status_code == 404
    assert told(passed.number, rauf.user) is None


def test_after_the_placement_it_says_what_was_published_in_each_language(
    client, signed_in, passed, music_school, anar, nigar, pump
):
    wish = make.wish("TAR5", music_school)
    passed.choose(wishes=[wish], by=anar.user)
    rival = make.chosen(passed.campaign, 70, wish)
    published(passed.campaign, nigar, pump)
    browser = signed_in(anar.user)

    assert "A place is offered to Aylin" in browser.get(page_of(passed)).text
    assert "Aylin" in browser.get(page_of(passed).replace("/en/", "/ru/")).text
    with translation.override("en"):
        lost = told(rival.number, rival.guardian.user)
    assert lost.title == "Aylin has not been placed"
    assert "70.0" in lost.reasons[0].text
    kept = PlacementResult.objects.values_list("prepared", flat=True)
    assert all(set(one) == {"az", "en", "ru"} for one in kept)
    assert not any("Aylin" in str(one) for one in kept), "nothing kept names a person"
    assert Application.objects.get(pk=passed.pk).state == "placed"


def test_it_asks_one_question(passed, anar, django_assert_num_queries):
    anar.user.person  # noqa: B018 -- the frame has read it
    with django_assert_num_queries(1):
        told(passed.number, anar.user)
