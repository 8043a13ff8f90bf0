from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from eculture.models import JournalEntry, Notice
from eculture.refusals import Refusal
from schools.admissions.applying import draft
from schools.models import Application, Enrolment, Preference, Seat
from tests.factories import schools as make

pytestmark = pytest.mark.django_db


def refused(verb, **wish) -> str:
    with pytest.raises(Refusal) as told, transaction.atomic():
        verb(**wish)
    return told.value.code


def test_a_guardian_applies_and_gets_a_number_and_a_notice(anar, aylin):
    campaign = make.campaign("registration")

    application = draft(campaign=campaign, child=aylin, guardian=anar, direction="music", by=anar.user)
    application.submit(by=anar.user)

    assert (application.number, application.state) == (f"MQ-{campaign.year}-000001", "submitted")
    notice = Notice.objects.get(to=anar.user)
    assert notice.subject == "Aylin: the application has been sent"
    assert application.number in notice.text


def test_a_child_has_one_live_application_in_a_campaign(anar, aylin):
    campaign = make.campaign("registration")
    first = draft(campaign=campaign, child=aylin, guardian=anar, direction="music", by=anar.user)

    again = draft(campaign=campaign, child=aylin, guardian=anar, direction="music", by=anar.user)
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.create(campaign=campaign, child=aylin, guardian=anar, direction="art", number="X")

    assert again == first


def test_after_a_withdrawal_the_family_may_apply_again(anar, aylin):
    campaign = make.campaign("registration")
    first = draft(campaign=campaign, child=aylin, guardian=anar, direction="music", by=anar.user)
    first.submit(by=anar.user)
    first.withdraw(by=anar.user)

    second = draft(campaign=campaign, child=aylin, guardian=anar, direction="music", by=anar.user)

    assert second.number == f"MQ-{campaign.year}-000002"


def test_another_family_neither_sees_nor_edits_an_application(anar, aylin, rauf):
    application = make.application(make.campaign("registration"), by=anar, child=aylin)

    assert list(Application.objects.visible_to(anar.user)) == [application]
    assert list(Application.objects.editable_by(anar.user)) == [application]
    assert list(Application.objects.visible_to(rauf.user)) == []
    assert list(Application.objects.editable_by(rauf.user)) == []


def test_a_family_chooses_three_specialties_and_two_schools_at_most(music_school, far_school):
    both = (music_school, far_school)
    plan = {(at, code, "free"): 1 for at in both for code in ("PNO5", "TAR5", "KAM5")}
    application = make.application(make.campaign("choice", plan=plan), points="78.5")
    third = make.school("3 nömrəli")
    by = application.guardian.user

    application.choose(wishes=[make.wish("TAR5", *both), make.wish("PNO5", far_school)], by=by)

    rows = Preference.objects.values_list("rank", "order", "programme__code", "school")
    assert list(rows) == [
        (1, 1, "TAR5", music_school.pk),
        (1, 2, "TAR5", far_school.pk),
        (2, 1, "PNO5", far_school.pk),
    ]
    for code, wishes in {
        "too_many_schools": [make.wish("TAR5", *both, third)],
        "too_many_specialties": [make.wish(code, music_school) for code in ("PNO5", "TAR5", "KAM5", "PNO7")],
        "twice": [make.wish("TAR5", music_school), make.wish("TAR5", far_school)],
        "school_twice": [make.wish("TAR5", music_school, music_school)],
        "no_places": [make.wish("TAR5", third)],
        "direction": [make.wish("PNT4", music_school)],
        "no_school": [make.wish("TAR5")],
    }.items():
        assert refused(application.choose, wishes=wishes, by=by) == code


@pytest.mark.asvs("2.2.3", "2.3.1", "2.3.2")
def test_the_database_refuses_two_specialties_on_one_rank(music_school):
    campaign = make.campaign("choice", plan={(music_school, "TAR5", "free"): 1})
    application = make.chosen(campaign, 80, make.wish("TAR5", music_school))

    with pytest.raises(IntegrityError), transaction.atomic():
        Preference.objects.create(
            application=application, rank=1, order=2, programme=make.programmes()["KAM5"], school=music_school
        )


def test_a_specialty_that_is_not_open_at_the_age_cannot_be_chosen(music_school):
    campaign = make.campaign("choice", plan={(music_school, "TAR5", "free"): 1})
    application = make.application(campaign, points=90, age=7)

    assert refused(application.choose, wishes=[make.wish("TAR5", music_school)], by=None) == "age"


def test_a_child_below_the_pass_mark_cannot_choose(music_school):
    application = make.application(make.campaign("choice"), points="49.9")

    assert refused(application.choose, wishes=[make.wish("TAR5", music_school)], by=None) == "below_pass"


def offered(music_school, places=1):
    campaign = make.campaign("choice", plan={(music_school, "TAR5", "free"): places})
    application = make.chosen(campaign, 80, make.wish("TAR5", music_school))
    run = campaign.runs.create(state="published")
    campaign = make.at_stage(campaign, "confirmation")
    application.refresh_from_db()
    closes = campaign.stage("confirmation").closes_at
    application.place(place=campaign.plan_places.get(), expires_at=closes, run=run, by=None)
    return application


def test_accepting_makes_the_enrolment_and_takes_one_seat(music_school):
    application = offered(music_school)
    by = application.guardian.user

    application.accept(by=by)

    enrolment = Enrolment.objects.get(person=application.child)
    assert (enrolment.school, enrolment.programme.code, enrolment.state) == (music_school, "TAR5", "active")
    assert list(Seat.objects.values_list("number", "application")) == [(1, application.pk)]
    assert application.campaign.plan_places.get().taken == 1
    verbs = JournalEntry.objects.about(application).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["choose", "place", "accept"]


@pytest.mark.asvs("2.2.3", "2.3.1", "2.3.2")
def test_a_second_accept_is_refused_and_changes_nothing(music_school):
    application = offered(music_school)
    application.accept(by=None)

    assert refused(application.accept, by=None) == "wrong_state"
    assert Enrolment.objects.count() == Seat.objects.count() == 1


def test_after_the_deadline_an_offer_is_only_history(music_school):
    application = offered(music_school)
    offer = application.offer
    offer.expires_at = offer.made_at
    offer.save()

    assert refused(application.accept, by=None) == "expired"
    application.lapse(by=None)

    assert application.state == "lapsed"
    assert application.offer.state == "lapsed"


def test_a_refused_place_is_given_back(music_school):
    application = offered(music_school)

    application.decline(by=application.guardian.user)

    assert (application.state, application.offer.state) == ("declined", "declined")
    assert application.campaign.plan_places.get().taken == 0


def test_an_empty_place_goes_to_who_comes_first_but_never_one_that_is_held_out(music_school):
    application = offered(music_school, places=2)
    place = application.campaign.plan_places.get()
    first, second = (make.application(application.campaign, points=60, state="unplaced") for _ in range(2))

    first.take_vacancy(place=place, by=first.guardian.user)

    assert first.state == "accepted"
    assert refused(second.take_vacancy, place=place, by=None) == "no_place"
    application.accept(by=None)
    assert sorted(Seat.objects.values_list("number", flat=True)) == [1, 2]


def test_scores_have_a_history_and_stay_within_a_hundred():
    application = make.application(make.campaign("exams"))
    application.examine(points=Decimal("70.5"), by=None)
    application.examine(points=Decimal("72.0"), by=None)

    assert refused(application.examine, points=Decimal("100.5"), by=None) == "points"
    assert [row.points for row in application.score.events.order_by("pgh_id")] == [
        Decimal("70.5"),
        Decimal("72.0"),
    ]
