"""The country for the demo, at a hundredth of its size."""

import pytest
from django.db.models import Count, Sum
from django.utils import timezone

from eculture.reference import reference_loaders
from registry.models import Institution
from schools import demo_ending, national
from schools.admissions.age_rules import give_rules_of_2025
from schools.models import Application, Campaign, PlanPlace, Preference, Seat
from schools.org.models import Direction, Funding
from schools.study.models import Enrolment
from tests.database import kept_for_a_module
from tests.factories import schools as make

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def country(django_db_setup, django_db_blocker):
    with kept_for_a_module(django_db_blocker):
        for loader in reference_loaders:
            loader.load(lambda line: None)
        yield


@pytest.fixture
def running(country, monkeypatch):
    monkeypatch.setattr(national, "CANDIDATES", {Direction.MUSIC: 165, Direction.ART: 14, Direction.DANCE: 7})
    monkeypatch.setattr(national, "PIANISTS", 92)
    monkeypatch.setattr(national, "FREE_PLACES", 700)
    monkeypatch.setattr(national, "PUPILS", 60)
    monkeypatch.setattr(national, "SCHOOLS", Institution.objects.schools().active().count() + 3)
    campaign = make.campaign()
    campaign.age_rules.all().delete()
    give_rules_of_2025(campaign, by=None)
    Campaign.objects.filter(pk=campaign.pk).update(plan_published_at=timezone.now())
    return make.at_stage(campaign, "choice")


def test_the_country_has_the_published_figures_and_is_built_once(running):
    national.load(lambda line: None)
    built = {
        direction: running.applications.filter(direction=direction).count() for direction in Direction.values
    }
    national.load(lambda line: None)

    free = PlanPlace.objects.filter(campaign=running, funding=Funding.FREE).aggregate(sum=Sum("places"))
    first = Preference.objects.filter(rank=1, order=1, programme__specialty__code="PNO")
    assert built == {"music": 165, "art": 14, "dance": 7}
    assert (Application.objects.count(), first.count(), free["sum"], Enrolment.objects.count()) == (
        186,
        92,
        700,
        60,
    )
    assert Institution.objects.schools().active().count() == national.SCHOOLS


def test_every_child_of_the_country_has_the_age_for_its_first_wish(running):
    national.load(lambda line: None)

    ages = {rule.programme_id: rule for rule in running.age_rules.filter(funding=Funding.FREE)}
    first = Preference.objects.filter(rank=1, order=1).select_related("application__child")
    wrong = [
        wish
        for wish in first
        if not ages[wish.programme_id].allows(wish.application.child.age_on(running.age_counted_on))
    ]
    assert (len(first), wrong) == (186, [])


def test_the_campaign_of_the_country_is_walked_to_its_end_by_its_own_verbs(running, monkeypatch):
    """Placement, answers, offers that end, a further round; begun again there is nothing left to do."""
    monkeypatch.setattr(national, "CANDIDATES", {Direction.MUSIC: 70, Direction.ART: 4, Direction.DANCE: 2})
    monkeypatch.setattr(national, "PIANISTS", 40)
    monkeypatch.setattr(national, "PUPILS", 0)
    monkeypatch.setattr(national, "FREE_PLACES", 30)
    ministry = make.guardian("Nigar", "Örnəkzadə").user
    type(ministry).objects.filter(pk=ministry.pk).update(email=demo_ending.MINISTRY)
    make.officer(ministry)
    national.load(lambda line: None)

    demo_ending.load(lambda line: None)

    states = dict(running.applications.order_by().values_list("state").annotate(count=Count("pk")))
    assert Campaign.objects.get(pk=running.pk).state == "further"
    assert states["accepted"] == Seat.objects.count() > 20
    assert states["unplaced"] > 0 < states["lapsed"]
    assert "placed" not in states
    assert running.runs.published().filter(is_further=False).count() == 1
    before = Seat.objects.count()
    demo_ending.load(lambda line: None)
    assert Seat.objects.count() >= before
