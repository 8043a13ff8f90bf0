"""What one family gives back goes to the next that waits for it, in the night, in order."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from eculture.models import Job, Notice
from eculture.refusals import Refusal
from schools import tasks
from schools.admissions import calendar, placing
from schools.admissions.course import steps_of
from schools.models import Application, Campaign
from tests.factories import schools as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def placed(music_school, far_school, nigar, pump):
    """One place for tar and one that nobody has chosen; three children want the first."""
    plan = {(music_school, "TAR5", "free"): 1, (far_school, "PNO5", "free"): 1}
    campaign = make.campaign("choice", plan=plan, answer_days=3)
    for points in (91, 80, 70):
        make.chosen(campaign, points, make.wish("TAR5", music_school))
    campaign = make.at_stage(campaign, "placement")
    run = placing.ask_for_run(campaign, by=nigar)
    pump()
    run.refresh_from_db()
    placing.ask_for_publication(run, by=nigar)
    pump()
    return make.at_stage(campaign, "confirmation")


def by_score(campaign) -> list[str]:
    return list(campaign.applications.order_by("-score__points").values_list("state", flat=True))


def night(pump) -> None:
    tasks.lapse_overdue_offers()
    pump()


def test_an_offer_waits_some_days_and_then_goes_to_the_next_in_order(placed, pump):
    first = placed.applications.get(state="placed")
    wait = first.offer.expires_at - timezone.now()
    assert timedelta(days=2) < wait < timedelta(days=4)
    first.offers.update(expires_at=timezone.now() - timedelta(minutes=1))

    night(pump)
    night(pump)

    assert by_score(placed) == ["lapsed", "placed", "unplaced"]
    told = Notice.objects.filter(kind="not-placed").values_list("to", flat=True)
    assert len(told) == len(set(told)) == 2
    second = placed.applications.get(state="placed")
    assert Notice.objects.filter(kind="place-offered", to=second.guardian.user).count() == 1
    assert placed.runs.published().filter(is_further=True).count() == 1


def test_a_night_in_which_nothing_is_free_calculates_nothing(placed, pump):
    placed.plan_places.filter(programme__code="PNO5").update(taken=1)

    night(pump)

    assert (Job.objects.filter(kind="further-round").count(), placed.runs.count()) == (0, 1)


def test_a_round_that_places_nobody_leaves_no_trace_to_publish(placed, pump):
    """A place is free, but not one that somebody waits for."""
    night(pump)

    assert by_score(placed) == ["placed", "unplaced", "unplaced"]
    assert list(placed.runs.order_by("pk").values_list("state", flat=True)) == ["published", "discarded"]


def test_work_that_has_died_between_calculation_and_publication_goes_on(placed, pump, nigar):
    first = placed.applications.get(state="placed")
    first.decline(by=first.guardian.user)
    tasks.lapse_overdue_offers()
    job = Job.objects.get(kind="further-round")
    run = placed.runs.create(job=job, is_further=True)
    job.claim()
    placing.compute(run, job)
    Job.objects.filter(pk=job.pk).update(state="queued")

    pump()

    assert by_score(placed) == ["declined", "placed", "unplaced"]
    assert placed.runs.filter(is_further=True).get().state == "published"


def test_a_place_that_others_wait_for_is_nobody_s_by_clicking_first(placed):
    first = placed.applications.get(state="placed")
    first.decline(by=first.guardian.user)
    quick = placed.applications.order_by("score__points").first()
    wanted = placed.plan_places.get(programme__code="TAR5")
    unwanted = placed.plan_places.get(programme__code="PNO5")

    with pytest.raises(Refusal, match="Other families wait for this place"):
        quick.take_vacancy(place=wanted, by=quick.guardian.user)
    quick.take_vacancy(place=unwanted, by=quick.guardian.user)

    assert Application.objects.get(pk=quick.pk).state == "accepted"


def test_the_rules_say_how_long_an_offer_waits_and_are_frozen(placed, nigar):
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        type(placed).objects.filter(pk=placed.pk).update(answer_days=1)


def test_further_rounds_are_a_stage_of_their_own_that_opens_by_the_clock(
    placed,
):
    campaign = placed
    assert campaign.state == "confirmation"
    make.give_dates(campaign, "further")

    calendar.keep_to_the_dates()

    campaign = Campaign.objects.get(pk=campaign.pk)
    assert (campaign.state, campaign.answers_in) == ("further", "further")
    campaign.answer_days = None
    assert campaign.offers_expire_at() == campaign.stage("further").closes_at
    assert campaign.refusal_to_answer() is None
    assert campaign.takes_runs


def test_without_dates_for_them_there_are_none(placed):
    placed.stages.filter(kind="further").delete()
    placed = Campaign.objects.get(pk=placed.pk)

    calendar.keep_to_the_dates()

    assert placed.refusal_to("open_further_rounds").code == "no_dates"
    assert Campaign.objects.get(pk=placed.pk).state == "confirmation"
    assert "Open the further rounds" not in [str(label) for _verb, label in steps_of(placed)]
