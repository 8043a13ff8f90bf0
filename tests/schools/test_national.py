"""The country for the demo, at a hundredth of its size."""

import pytest
from django.db.models import Sum
from django.utils import timezone

from eculture.reference import reference_loaders
from registry.models import Institution
from schools import national
from schools.admissions.age_rules import give_rules_of_2025
from schools.models import Application, Campaign, PlanPlace, Preference
from schools.org.models import Direction, Funding
from schools.study.models import Enrolment
from tests.factories import schools as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(monkeypatch):
    for loader in reference_loaders:
        loader.load(lambda line: None)
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
