from decimal import Decimal
from functools import partial

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from eculture.refusals import Refusal
from schools.admissions import plan_cuts
from schools.models import Campaign, PlanPlace
from tests.factories import schools as make

pytestmark = pytest.mark.django_db


def refused(verb, **wish) -> str:
    with pytest.raises(Refusal) as told, transaction.atomic():
        verb(**wish)
    return told.value.code


def test_a_campaign_walks_through_its_stages_in_one_order(nigar, music_school):
    campaign = make.campaign(plan={(music_school, "PNO5", "free"): 3})

    for verb in ("publish_plan", "open_registration", "close_registration"):
        getattr(campaign, verb)(by=nigar)
    assert refused(campaign.publish_scores, by=nigar) == "no_scores"
    make.application(campaign).examine(points=Decimal(70), by=nigar)
    for verb in ("publish_scores", "open_choice", "close_choice"):
        getattr(campaign, verb)(by=nigar)

    assert campaign.state == "placement"
    assert refused(campaign.open_registration, by=nigar) == "wrong_state"


def test_a_plan_is_not_published_without_dates_places_and_ages(nigar, music_school):
    campaign = make.campaign()
    assert refused(campaign.publish_plan, by=nigar) == "no_plan"

    make.add_places(campaign, music_school, "XAN5", 2)
    assert refused(campaign.publish_plan, by=nigar) == "no_age_rule"

    campaign.stages.filter(kind="choice").delete()
    campaign = type(campaign).objects.get(pk=campaign.pk)
    assert refused(campaign.publish_plan, by=nigar) == "no_dates"


def test_a_published_plan_changes_only_by_a_numbered_order(nigar, music_school):
    campaign = make.campaign("registration", plan={(music_school, "PNO5", "free"): 5})
    place = campaign.plan_places.get()

    assert refused(place.change_places, places=7, by=nigar) == "no_order"
    place.change_places(places=7, order_number="12", by=nigar, reason="yeni bina")
    assert refused(place.change_places, places=8, order_number="12", by=nigar) == "old_order"
    assert refused(place.change_places, places=3, order_number="13", by=nigar) == "needs_second"

    assert PlanPlace.objects.get().places == 7
    assert list(place.events.values_list("places", flat=True).order_by("pgh_id")) == [5, 7]


@pytest.mark.parametrize("change", [lambda rows: rows.update(places=1), lambda rows: rows.delete()])
def test_the_database_itself_keeps_a_published_plan(change, music_school):
    make.campaign("registration", plan={(music_school, "PNO5", "free"): 5})

    with pytest.raises(IntegrityError), transaction.atomic():
        change(PlanPlace.objects.all())

    assert PlanPlace.objects.get().places == 5


def test_a_plan_cannot_go_below_what_is_already_taken(nigar, music_school):
    campaign = make.campaign("choice", plan={(music_school, "PNO5", "free"): 5})
    place = campaign.plan_places.get()
    for _ in range(2):
        place.take_seat(application=make.application(campaign, points=80))
    place.refresh_from_db()

    cut = {"places": 1, "order_number": "7", "reason": "təmir", "by": nigar}
    assert refused(partial(plan_cuts.propose, place), **cut) == "promised"


def test_a_child_outside_the_age_rule_is_told_what_is_open(anar):
    campaign = make.campaign("registration")
    small = make.child(anar, "Kənan", age=6)

    refusal = campaign.refusal_to_choose(child=small, programme=make.programmes()["TAR5"])

    assert str(refusal) == (
        "This specialty is not open to Kənan: the age limit is 8–29, the child is 6. "
        "Open at this age: piano, 7 years (6–8)."
    )


def test_a_child_to_whom_nothing_is_open_is_told_the_limits(anar):
    campaign = make.campaign("registration")
    baby = make.child(anar, "Kənan", age=4)

    refusal = campaign.refusal_to_apply(child=baby, direction="music")

    assert refusal.code == "age"
    assert "piano, 7 years (6–8)" in str(refusal)


def test_outside_the_dates_the_family_is_told_when_registration_is_open(aylin):
    campaign = make.campaign("registration")
    stage = campaign.stage("registration")

    refusal = campaign.refusal_to_apply(
        child=aylin, direction="music", now=stage.closes_at.replace(year=2099)
    )

    assert str(refusal) == (
        f"Registration is open {stage.opens_on_text} – {stage.closes_on_text}. You cannot apply today."
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda campaign: Campaign.objects.update(pass_mark=60),
        lambda campaign: Campaign.objects.update(tie_break=["older"]),
        lambda campaign: campaign.age_rules.update(max_age=20),
        lambda campaign: campaign.age_rules.first().delete(),
    ],
)
def test_the_rules_are_frozen_when_registration_opens(change, db):
    campaign = make.campaign("registration")

    with pytest.raises(DatabaseError), transaction.atomic():
        change(campaign)
