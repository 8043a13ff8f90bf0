"""What the dates of a campaign do by themselves."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from celery.app.task import Task
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string

from eculture.journal import JournalEntry
from eculture.models import Notice
from eculture.refusals import Refusal
from schools import tasks
from schools.models import Campaign, Stage
from tests.factories import schools as make

RACERS = 6


def at(campaign: Campaign, **moments: int) -> None:
    """Set the hours from now of `<stage>_opens` and `<stage>_closes`."""
    for name, hours in moments.items():
        kind, _, edge = name.rpartition("_")
        moment = {f"{edge}_at": timezone.now() + timedelta(hours=hours)}
        Stage.objects.filter(campaign=campaign, kind=kind).update(**moment)


def state(campaign: Campaign) -> str:
    return Campaign.objects.get(pk=campaign.pk).state


def deeds(row) -> list[tuple[str, str]]:
    return list(JournalEntry.objects.about(row).order_by("pk").values_list("verb", "actor_id"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "moment", "after"),
    [
        ("published", {"registration_opens": -1}, "registration"),
        ("registration", {"registration_closes": -1}, "exams"),
        ("results", {"results_closes": -1, "appeals_opens": -1}, "appeals"),
        ("appeals", {"appeals_closes": -1, "choice_opens": -1}, "choice"),
        ("choice", {"choice_closes": -1}, "placement"),
    ],
)
def test_a_stage_begins_and_ends_when_its_moment_has_come_and_not_before(before, moment, after):
    campaign = make.campaign(before)
    make.give_dates(campaign, before)
    at(campaign, **{name: 1 for name in moment})
    tasks.keep_to_the_dates()
    assert (state(campaign), deeds(campaign)) == (before, [])

    at(campaign, **moment)
    tasks.keep_to_the_dates()
    tasks.keep_to_the_dates()

    assert state(campaign) == after
    (deed,) = deeds(campaign)
    assert deed[1] == ""


@pytest.mark.django_db
def test_a_campaign_without_appeals_goes_from_the_results_to_the_choice():
    campaign = make.campaign("results")
    make.give_dates(campaign, "choice")
    campaign.stages.filter(kind="appeals").delete()

    tasks.keep_to_the_dates()

    assert state(campaign) == "choice"


@pytest.mark.django_db
def test_what_was_missed_is_made_up_for_in_order():
    campaign = make.campaign("published")
    make.give_dates(campaign, "choice")

    tasks.keep_to_the_dates()

    assert state(campaign) == "exams"
    assert [verb for verb, _by in deeds(campaign)] == ["open_registration", "close_registration"]


@pytest.mark.django_db
@pytest.mark.parametrize("decided", ["draft", "exams", "placement", "further", "closed"])
def test_what_the_ministry_decides_waits_for_the_ministry(decided):
    campaign = make.campaign(decided)
    make.give_dates(campaign, moment=timezone.now() - timedelta(days=900))

    tasks.keep_to_the_dates()

    assert (state(campaign), deeds(campaign)) == (decided, [])


@pytest.mark.django_db
def test_a_campaign_without_dates_leaves_the_others_alone():
    bare, other = make.campaign("published", year=2031), make.campaign("published")
    bare.stages.all().delete()
    at(other, registration_opens=-1)

    tasks.keep_to_the_dates()

    assert (state(bare), state(other)) == ("published", "registration")


@pytest.mark.django_db(transaction=True)
def test_several_clocks_at_once_move_a_campaign_once():
    campaign = make.campaign("registration")
    at(campaign, registration_closes=-1)
    barrier = Barrier(RACERS)

    def tick(_number: int) -> None:
        barrier.wait(timeout=30)
        tasks.keep_to_the_dates()
        connection.close()

    with ThreadPoolExecutor(RACERS) as pool:
        list(pool.map(tick, range(RACERS)))

    assert (state(campaign), deeds(campaign)) == ("exams", [("close_registration", "")])


@pytest.fixture
def offered(music_school):
    """Two families with an offer, the second of which has a day left."""
    campaign = make.campaign("confirmation", plan={(music_school, "TAR5", "free"): 2})
    place, made = campaign.plan_places.get(), []
    for hours in (-1, 24):
        run = campaign.runs.create(state="published")
        application = make.application(campaign, points=80, state="placed")
        expires_at = timezone.now() + timedelta(hours=hours)
        application.offers.create(place=place, run=run, expires_at=expires_at)
        made.append(application)
    return made


@pytest.mark.django_db
def test_at_night_only_overdue_offers_lapse_once_and_the_family_is_told(offered):
    late, early = offered

    tasks.lapse_overdue_offers()
    tasks.lapse_overdue_offers()

    for application in offered:
        application.refresh_from_db()
    assert (late.state, late.offer.state) == ("lapsed", "lapsed")
    assert (early.state, early.offer.state) == ("placed", "open")
    assert deeds(late) == [("lapse", "")] and deeds(early) == []
    assert list(Notice.objects.values_list("kind", "to")) == [("offer-lapsed", late.guardian.user_id)]


@pytest.mark.django_db
def test_an_offer_that_may_still_be_answered_is_not_ended(offered, nigar):
    _late, early = offered

    with pytest.raises(Refusal) as refusal:
        early.lapse(by=nigar)

    assert str(refusal.value) == f"The family may answer until {early.offer.expires_at_text}."


def test_every_entry_of_beat_names_a_task_that_is_there():
    named = {name: import_string(entry["task"]) for name, entry in settings.CELERY_BEAT_SCHEDULE.items()}

    assert {name for name, task in named.items() if not isinstance(task, Task)} == set()
