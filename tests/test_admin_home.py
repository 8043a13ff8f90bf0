"""The first page of the administration: what waits for whom."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from eculture import jobs
from schools.models import Campaign
from tests.factories import cabinet, registry, schools

pytestmark = pytest.mark.django_db
HOME = "/en/admin/"


def officer(name: str, role: str, **scope):
    user = schools.officer(schools.guardian(name).user, role, **scope)
    cabinet.with_second_factor(user)
    user.refresh_from_db()
    return user


@pytest.fixture
def nigar():
    return officer("Nigar", "ministry-officer")


@pytest.fixture
def home_of(signed_in):
    """Slug of a card → its text, as this user sees it."""

    def cards(user) -> dict[str, str]:
        response = signed_in(user).get(HOME)
        assert response.status_code == 200
        return {block.slug: " ".join(html.split()) for block, html in response.context["blocks"]}

    return cards


@pytest.mark.parametrize(
    ("state", "step"),
    [
        ("draft", "Publish the plan"),
        ("registration", "Close registration"),
        ("choice", "Close the choice"),
        ("placement", "Calculate the placement"),
        ("confirmation", "Open the further rounds"),
        ("further", "Close the campaign"),
    ],
)
def test_the_ministry_sees_what_comes_next_in_the_admission(home_of, nigar, state, step):
    campaign = schools.campaign(state)
    schools.application(campaign)

    card = home_of(nigar)["admission"]

    assert (
        f'<a class="desk__button" href="/en/admin/schools/campaign/{campaign.pk}/course/">{step}</a>' in card
    )
    assert "Applications by state: 1" in card


def test_a_calculated_placement_is_to_be_published(home_of, nigar):
    campaign = schools.campaign("placement")
    campaign.runs.create(state="asked")
    assert "desk__next" not in home_of(nigar)["admission"]

    campaign.runs.update(state="computed")

    assert "Publish and tell the families" in home_of(nigar)["admission"]


def test_between_two_admissions_the_ministry_is_invited_to_prepare_one(home_of, nigar):
    Campaign.objects.filter(pk=schools.campaign("confirmation").pk).update(state="closed")

    assert "Prepare an admission" in home_of(nigar)["admission"]


def test_an_auditor_reads_and_is_offered_no_step(home_of):
    schools.campaign("choice")

    cards = home_of(officer("Lalə", "auditor"))

    assert "desk__next" not in cards["admission"]
    assert "registry" not in cards


def test_a_regional_officer_sees_the_gaps_of_the_own_region_and_no_button(home_of):
    mine = registry.a_region("ER-1")
    registry.an_institution(registered_unit=registry.a_unit("U-1", mine), phone="+994 12 000 00 00")
    registry.an_institution(registered_unit=registry.a_unit("U-1", mine), lat=40.1, lon=47.1)
    registry.an_institution(registered_unit=registry.a_unit("U-2", registry.a_region("ER-2")))

    cards = home_of(officer("Kamran", "regional-officer", region=mine))

    assert "desk__button" not in cards["admission"]
    assert [part.split("<")[0] for part in cards["registry"].split("<dd>")[1:]] == ["2", "1", "1", "0", "0"]


@pytest.mark.parametrize(
    ("role", "counts"), [("regional-officer", [2, 1, 1]), ("ministry-officer", [3, 2, 2])]
)
def test_each_number_opens_the_list_that_it_counts(home_of, signed_in, role, counts):
    mine = registry.a_region("ER-1")
    registry.an_institution(registered_unit=registry.a_unit("U-1", mine), phone="+994 12 000 00 00")
    registry.an_institution(registered_unit=registry.a_unit("U-1", mine), lat=40.1, lon=47.1)
    registry.an_institution(registered_unit=registry.a_unit("U-2", registry.a_region("ER-2")))
    kamran = officer("Kamran", role, **({"region": mine} if role == "regional-officer" else {}))

    links = re.findall(r'href="(/en/admin/registry/institution/\?[^"]*)"', home_of(kamran)["registry"])
    lists = [signed_in(kamran).get(unescape(link)).context["cl"] for link in links]

    assert [each.result_count for each in lists] == counts


def test_mandates_about_to_end_are_counted(home_of, nigar):
    school, today = registry.an_institution(), timezone.localdate()
    for name, days in (("Leyla", 10), ("Rauf", 90)):
        until = today + timedelta(days=days)
        schools.officer(schools.guardian(name).user, "head", institution=school, until=until, since=today)

    assert "Mandates that end within 30 days</a></dt><dd>1</dd>" in home_of(nigar)["registry"]


def test_work_in_the_background_is_one_click_away(home_of, nigar):
    job = jobs.ask("placement", by=nigar, run=0)

    card = home_of(nigar)["work"]

    assert f"/en/cabinet/jobs/{job.pk}/" in card
    assert "waiting, 0&nbsp;%" in card


def test_the_page_costs_the_same_for_many_applications(signed_in, nigar, django_assert_max_num_queries):
    campaign = schools.campaign("registration")
    client = signed_in(nigar)
    client.get(HOME)
    for _number in range(12):
        schools.application(campaign)

    with django_assert_max_num_queries(23):
        client.get(HOME)


@pytest.mark.parametrize("page", ["", "schools/campaign/", "registry/institution/add/"])
def test_demo_data_is_marked_as_such_here_too(signed_in, nigar, settings, page):
    words = "Demonstration: persons, cases and marks are invented."
    assert words not in signed_in(nigar).get(HOME + page).content.decode()

    settings.DEMO = True

    assert words in signed_in(nigar).get(HOME + page).content.decode()
