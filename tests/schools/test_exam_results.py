"""All families read their scores from one moment on, and nobody a minute earlier."""

from decimal import Decimal

import pytest

from eculture.exports import Whose, holdings
from eculture.models import Delivery, Notice
from tests.factories import schools as make

LIST = "/en/cabinet/applications/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def examined(anar, aylin, nigar):
    """Aylin's score has been entered, and that of another child; a third one was not there."""
    campaign = make.campaign("exams")
    one = make.application(campaign, by=anar, child=aylin)
    other, _absent = make.application(campaign), make.application(campaign)
    for application, points in ((one, "78.5"), (other, "91")):
        application.examine(points=Decimal(points), by=nigar)
    return one


def test_before_the_moment_nothing_tells_the_score(examined, anar, aylin, signed_in):
    page = signed_in(anar.user)

    for url in (LIST, f"{LIST}{examined.number}/", "/en/cabinet/", "/en/cabinet/cases/"):
        assert "78.5" not in page.get(url).content.decode(), url
    assert Notice.objects.count() == 0
    whose = Whose(aylin, None, {"cabinet.Person": {}, "eculture.User": {}})
    told = [row for table in holdings["admission"].tables for row in table.rows(whose)]
    assert "78.5" not in str(told)


def test_at_the_moment_all_are_told_at_once_and_once(examined, nigar, pump, mailoutbox, signed_in, anar):
    campaign = examined.campaign

    campaign.publish_scores(by=nigar)
    pump()

    states = list(campaign.applications.order_by("number").values_list("state", flat=True))
    assert states == ["examined", "examined", "submitted"]
    assert sorted(letter.subject for letter in mailoutbox) == ["Aylin: the exam result is known"] * 2
    assert "78.5" in signed_in(anar.user).get(f"{LIST}{examined.number}/").content.decode()


def test_telling_all_asks_the_database_as_often_for_three_as_for_one(nigar, django_assert_num_queries):
    for count, year in ((1, 2031), (3, 2032)):
        campaign = make.campaign("exams", year=year)
        for _number in range(count):
            make.application(campaign).examine(points=Decimal(70), by=nigar)
        with django_assert_num_queries(2):
            assert campaign.applications.examined_so_far().publish_scores() == count


def test_a_score_that_comes_later_is_told_at_once(examined, nigar):
    campaign = examined.campaign
    campaign.publish_scores(by=nigar)
    late = campaign.applications.get(state="submitted")

    late.examine(points=Decimal(66), by=nigar)

    assert (late.state, late.points) == ("examined", Decimal(66))
    assert Notice.objects.filter(to=late.guardian.user, kind="exam-result").count() == 1
    assert Delivery.objects.count() == 3
