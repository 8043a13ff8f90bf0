from datetime import date

import pytest
from django.db import IntegrityError, transaction

from eculture.refusals import Refusal
from schools.models import Enrolment
from tests.factories import schools as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment(aylin, music_school):
    facts = {"programme": make.programmes()["TAR5"], "school": music_school, "funding": "free"}
    return Enrolment.objects.create(person=aylin, started_on=date(2026, 9, 15), **facts)


def test_a_child_has_one_live_enrolment_in_a_programme(enrolment, far_school):
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(
            person=enrolment.person,
            programme=enrolment.programme,
            school=far_school,
            funding="free",
            started_on=date(2026, 9, 15),
        )


def test_after_the_last_day_the_child_may_begin_again(enrolment, nigar):
    enrolment.exclude(by=nigar, order_number="3", on=date(2027, 1, 20))

    facts = {"programme": enrolment.programme, "school": enrolment.school, "funding": "free"}
    Enrolment.objects.create(person=enrolment.person, started_on=date(2027, 9, 15), **facts)

    assert Enrolment.objects.live().count() == 1
    with pytest.raises(Refusal):
        enrolment.graduate(by=nigar, order_number="4", on=date(2027, 6, 1))


def test_every_change_of_an_enrolment_is_kept(enrolment, nigar):
    enrolment.go_on_leave(by=nigar, order_number="5")
    enrolment.come_back(by=nigar, order_number="6")

    states = enrolment.events.order_by("pgh_id").values_list("state", "order_number")
    assert list(states) == [("active", ""), ("on_leave", "5"), ("active", "6")]


def test_a_head_sees_her_own_pupils_and_a_family_its_own_child(
    enrolment, anar, rauf, music_school, far_school
):
    leyla, stranger = make.guardian("Leyla").user, make.guardian("Rəşad").user
    make.grant(to=leyla, role="head", by=None, institution=music_school.institution)
    make.grant(to=stranger, role="head", by=None, institution=far_school.institution)

    seen = [
        user
        for user in (leyla, anar.user, stranger, rauf.user)
        if Enrolment.objects.visible_to(user).exists()
    ]

    assert seen == [leyla, anar.user]
