"""The last place wanted by 40 families at once, on a real server with real threads."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client

from eculture.refusals import Refusal
from schools.models import Application, Enrolment, PlanPlace, Seat
from tests.factories import schools as make

RACERS, PLACES = 40, 7


def at_once(deeds: list) -> list:
    barrier = Barrier(len(deeds))

    def run(deed):
        try:
            barrier.wait(timeout=30)
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def offered_to(count: int, places: int) -> list[Application]:
    school = make.school(teaches="TAR5")
    campaign = make.campaign("confirmation", plan={(school, "TAR5", "free"): places})
    place, closes = campaign.plan_places.get(), campaign.stage("confirmation").closes_at
    made = [make.application(campaign, points=80, name=f"Uşaq{number}") for number in range(count)]
    for application in made:
        application.state = "placed"
        application.save()
        run = campaign.runs.create(state="published")
        application.offers.create(place=place, run=run, expires_at=closes)
    return made


def accepting(application: Application):
    client = Client()
    client.force_login(application.guardian.user)
    url = f"/cabinet/applications/{application.number}/acceptance/"
    return lambda: client.post(url).status_code


@pytest.mark.asvs("2.3.3", "2.3.4")
@pytest.mark.django_db(transaction=True)
def test_forty_families_cannot_take_more_than_the_seven_places():
    applications = offered_to(RACERS, PLACES)

    answers = at_once([accepting(application) for application in applications])

    assert Counter(answers) == {302: PLACES, 409: RACERS - PLACES}
    assert PlanPlace.objects.get().taken == PLACES
    assert sorted(Seat.objects.values_list("number", flat=True)) == list(range(1, PLACES + 1))
    assert Enrolment.objects.count() == PLACES
    assert Counter(Application.objects.values_list("state", flat=True)) == {
        "accepted": PLACES,
        "placed": RACERS - PLACES,
    }


@pytest.mark.asvs("2.3.3", "2.3.4")
@pytest.mark.django_db(transaction=True)
def test_a_double_click_on_accept_counts_once():
    (application,) = offered_to(1, 5)
    deed = accepting(application)

    answers = at_once([deed] * 5)

    assert answers == [302] * 5
    assert (Seat.objects.count(), Enrolment.objects.count(), PlanPlace.objects.get().taken) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_browsers_that_apply_at_once_make_one_application():
    campaign = make.campaign("registration")
    anar = make.guardian()
    aylin = make.child(anar)
    client = Client()
    client.force_login(anar.user)
    wish = {"child": aylin.pk, "direction": "music", "campaign": campaign.year}

    answers = at_once([lambda: client.post("/cabinet/applications/", wish).status_code] * 6)

    assert answers == [302] * 6
    assert list(Application.objects.values_list("number", flat=True)) == [f"MQ-{campaign.year}-000001"]


@pytest.mark.asvs("15.4.2")
@pytest.mark.django_db(transaction=True)
def test_closing_the_choice_waits_for_a_family_that_is_saving():
    school = make.school(teaches="TAR5")
    campaign = make.campaign("choice", plan={(school, "TAR5", "free"): 1})
    application = make.application(campaign, points=80)
    saving, may_commit = Event(), Event()

    def save():
        with transaction.atomic():
            application.choose(wishes=[make.wish("TAR5", school)], by=application.guardian.user)
            saving.set()
            may_commit.wait(timeout=30)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        family = pool.submit(save)
        assert saving.wait(timeout=30)
        with pytest.raises(OperationalError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '100ms'")
            campaign.close_choice(by=None)
        may_commit.set()
        family.result()
    campaign.close_choice(by=None)

    assert application.preferences.count() == 1
    with pytest.raises(Refusal):
        application.choose(wishes=[make.wish("TAR5", school)], by=application.guardian.user)


@pytest.mark.django_db(transaction=True)
def test_a_family_that_is_saving_keeps_no_other_family_waiting():
    school = make.school(teaches="TAR5")
    campaign = make.campaign("choice", plan={(school, "TAR5", "free"): 2})
    first, second = (make.application(campaign, points=80, name=name) for name in ("Birinci", "İkinci"))
    wishes, saving, may_commit = [make.wish("TAR5", school)], Event(), Event()

    def save():
        with transaction.atomic():
            first.choose(wishes=wishes, by=first.guardian.user)
            saving.set()
            may_commit.wait(timeout=30)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        family = pool.submit(save)
        assert saving.wait(timeout=30)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '2s'")
                second.choose(wishes=wishes, by=second.guardian.user)
        finally:
            may_commit.set()
        family.result()

    assert [one.preferences.count() for one in (first, second)] == [1, 1]
