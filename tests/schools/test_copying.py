from datetime import date

import pytest

from eculture.journal import JournalEntry
from eculture.refusals import Refusal
from schools.admissions.campaigns import RULES
from schools.admissions.copying import a_year_later, next_year
from schools.models import Campaign
from tests.factories import schools as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def finished(music_school):
    plan = {(music_school, "TAR5", "free"): 3, (music_school, "TAR5", "paid"): 1}
    rules = {"pass_mark": 55, "paid_from": 80, "tie_break": ["older"], "answer_days": 3}
    campaign = make.campaign("closed", plan=plan, fee=120, **rules)
    campaign.plan_places.update(taken=1)
    return campaign


def told(campaign, *, years: int) -> dict:
    """Everything that one campaign hands on to the next, its dates moved by so many years."""

    def later(day):
        return a_year_later(day) if years else day

    rules = {name: getattr(campaign, name) for name in RULES} | {
        "age_counted_on": later(campaign.age_counted_on),
        "studies_start_on": later(campaign.studies_start_on),
    }
    stages = {one.kind: (later(one.opens_at), later(one.closes_at)) for one in campaign.stages.all()}
    ages = set(campaign.age_rules.values_list("programme", "funding", "min_age", "max_age"))
    fees = list(campaign.fees.values_list("programme", "amount", "basis"))
    return {"rules": rules, "stages": stages, "ages": ages, "fees": fees}


def test_the_next_campaign_has_the_rules_of_this_one_and_its_dates_a_year_later(finished, nigar):
    made = Campaign.objects.get(pk=next_year(finished, with_plan=True, by=nigar).pk)

    assert (made.state, made.year, made.lot_seed) == ("draft", finished.year + 1, "")
    assert told(made, years=0) == told(finished, years=1)
    plan = made.plan_places.order_by("funding").values_list("funding", "places", "taken")
    assert list(plan) == [("free", 3, 0), ("paid", 1, 0)]
    assert JournalEntry.objects.get(verb="copy").subject_id == str(made.pk)


def test_a_plan_is_only_copied_if_wanted_and_a_year_only_begun_once(finished, nigar):
    assert next_year(finished, with_plan=False, by=nigar).plan_places.count() == 0

    with pytest.raises(Refusal) as refusal:
        next_year(finished, with_plan=True, by=nigar)

    assert (refusal.value.code, Campaign.objects.count()) == ("there", 2)


def test_the_button_leads_to_the_course_of_the_new_campaign(desk, finished):
    answer = desk.post(
        f"/en/admin/schools/campaign/{finished.pk}/course/copies/", {"plan": "on"}, follow=True
    )

    assert "A draft of the next campaign has been made." in answer.content.decode()
    assert Campaign.objects.get(state="draft").plan_places.count() == 2


def test_a_leap_day_becomes_the_28th_of_february():
    assert a_year_later(date(2028, 2, 29)) == date(2029, 2, 28)
