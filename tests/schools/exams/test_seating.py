"""Who sits where: siblings together, nobody at two exams at once, capacity and steps, the same every time."""

from datetime import UTC, datetime, time, timedelta
from random import Random

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from eculture.journal import JournalEntry
from eculture.models import Job, Notice
from eculture.refusals import Refusal
from schools.exams import desk as exam_desk
from schools.exams import seating, seats
from schools.exams.seating import Candidate, Sitting, arrange
from schools.exams.seats import ExamSeat
from schools.exams.sessions import ExamSession, plan
from schools.models import Application
from tests.factories import exams
from tests.factories import schools as make
from tests.factories.cabinet import with_second_factor

START = datetime(2026, 6, 20, 9, tzinfo=UTC)


def sitting(key, *, seats=2, hour=0, direction="music", step_free=False, centre=1):
    begins = START + timedelta(hours=hour)
    free = tuple(range(1, seats + 1))
    return Sitting(key, centre, direction, begins, begins + timedelta(hours=1), step_free, free)


def child(key, *, family=None, centre=1, direction="music", step_free=False):
    return Candidate(key, f"MQ-{key:06}", family or 1000 + key, centre, direction, step_free)


def where(found):
    return {application: session for application, session, _seat in found.seated}


def test_siblings_sit_together_and_before_single_children():
    children = [child(1), child(2), child(3, family=7), child(4, family=7), child(5, family=7)]
    at = where(arrange(children, [sitting(1, seats=3), sitting(2, seats=3, hour=1)]))

    assert at == {3: 1, 4: 1, 5: 1, 1: 2, 2: 2}


def test_siblings_of_two_directions_come_on_one_day_one_after_another():
    children = [child(1, family=7), child(2, family=7, direction="art")]
    rooms = [
        sitting(1),
        sitting(2, direction="art"),
        sitting(3, direction="art", hour=24),
        sitting(4, direction="art", hour=2),
    ]
    assert where(arrange(children, rooms)) == {1: 1, 2: 4}


def test_who_needs_a_room_without_steps_gets_one_and_others_leave_it_free():
    children = [child(1), child(2), child(3, step_free=True)]
    rooms = [sitting(1, seats=2, step_free=True), sitting(2, seats=2)]

    assert where(arrange(children, rooms)) == {3: 1, 1: 2, 2: 2}


def test_who_stays_without_a_seat_has_a_reason():
    children = [
        child(1, centre=None),
        child(2, direction="art"),
        child(3, step_free=True),
        child(4),
        child(5),
        child(6),
    ]
    found = arrange(children, [sitting(1)])

    assert where(found) == {4: 1, 5: 1}
    assert dict(found.left) == {1: "no_centre", 2: "no_sitting", 3: "no_step_free", 6: "full"}


@given(
    st.lists(
        st.builds(
            child,
            st.integers(1, 10_000),
            family=st.integers(1, 5),
            centre=st.sampled_from([None, 1, 2]),
            direction=st.sampled_from(["music", "art"]),
            step_free=st.booleans(),
        ),
        max_size=30,
        unique_by=lambda one: one.application,
    ),
    st.lists(
        st.builds(
            sitting,
            st.integers(1, 10_000),
            seats=st.integers(1, 5),
            hour=st.integers(0, 60),
            direction=st.sampled_from(["music", "art"]),
            step_free=st.booleans(),
            centre=st.sampled_from([1, 2]),
        ),
        max_size=12,
        unique_by=lambda one: one.session,
    ),
    st.randoms(use_true_random=False),
)
def test_every_arrangement_is_possible_complete_and_independent_of_the_order(children, rooms, chance):
    found = arrange(children, rooms)
    by_key, halls = {one.application: one for one in children}, {one.session: one for one in rooms}

    assert sorted([*where(found), *dict(found.left)]) == sorted(by_key)
    assert len({(session, seat) for _one, session, seat in found.seated}) == len(found.seated)
    for application, session, seat in found.seated:
        who, hall = by_key[application], halls[session]
        assert (who.centre, who.direction) == (hall.centre, hall.direction)
        assert seat in hall.free
        assert hall.is_step_free or not who.step_free
    taken = {session: [seat for _one, at, seat in found.seated if at == session] for session in halls}
    for application, why in found.left:
        who = by_key[application]
        fitting = [
            hall
            for hall in rooms
            if (hall.centre, hall.direction) == (who.centre, who.direction)
            and (hall.is_step_free or not who.step_free)
        ]
        assert all(len(taken[hall.session]) == len(hall.free) for hall in fitting), why
    mixed, halls_mixed = list(children), list(rooms)
    Random.shuffle(chance, mixed)
    Random.shuffle(chance, halls_mixed)
    assert arrange(mixed, halls_mixed).fingerprint == found.fingerprint


@pytest.fixture
def campaign(music_school):
    return make.campaign("exams", plan={(music_school, "TAR5", "free"): 5})


@pytest.fixture
def house(campaign, music_school):
    return exams.centre(campaign, music_school, rooms={"101": 2, "102*": 2})


def applied(campaign, house, **more):
    return make.application(campaign, exam_centre=house, **more)


def test_the_seats_of_the_preview_are_given_once_and_each_family_is_told_once(
    campaign, house, nigar, anar, aylin, pump
):
    exams.session(house.rooms.get(name="101"))
    applied(campaign, house, by=anar, child=aylin)
    applied(campaign, house)
    late = applied(campaign, house)
    found = seating.preview(campaign)
    assert (len(found.seated), len(found.left)) == (2, 1)
    assert not ExamSeat.objects.exists()

    job = seating.ask_to_seat(campaign, fingerprint=found.fingerprint, by=nigar)
    pump()
    Job.objects.filter(pk=job.pk).update(state="queued", attempt=0)
    pump()

    assert ExamSeat.objects.count() == 2
    assert not late.exam_seats.exists()
    assert Notice.objects.filter(kind="exam-seat").count() == 2
    assert Notice.objects.get(kind="exam-seat", to=anar.user).text.startswith(
        "The day, the place and the seat"
    )
    assert JournalEntry.objects.filter(verb="seat").count() == 2


def test_a_preview_that_is_old_gives_no_seats(campaign, house, nigar):
    exams.session(house.rooms.get(name="101"))
    applied(campaign, house)
    old = seating.preview(campaign).fingerprint
    applied(campaign, house)

    with pytest.raises(Refusal, match="changed since this preview"):
        seating.ask_to_seat(campaign, fingerprint=old, by=nigar)


def test_before_registration_has_closed_nobody_gets_a_seat(music_school, nigar):
    campaign = make.campaign("registration", plan={(music_school, "TAR5", "free"): 5})
    fingerprint = seating.preview(campaign).fingerprint

    with pytest.raises(Refusal, match="when registration has closed"):
        seating.ask_to_seat(campaign, fingerprint=fingerprint, by=nigar)


@pytest.mark.parametrize("wish", ["full", "twice", "direction", "number", "at_once"])
def test_the_database_refuses_an_impossible_seat(campaign, house, aylin, anar, wish):
    first, second = house.rooms.order_by("name")
    one = exams.session(first)
    application = applied(campaign, house, by=anar, child=aylin)
    exams.seat(one, application, 1)
    other = applied(campaign, house, direction="art" if wish == "direction" else "music")
    row = {
        "full": {"session": one, "application": other, "number": 3},
        "twice": {"session": one, "application": other, "number": 1},
        "direction": {"session": one, "application": other, "number": 2},
        "number": {"session": one, "application": other, "number": 0},
    }.get(wish)
    if wish == "at_once":  # another application of the same child, of last year
        earlier = make.campaign("exams", year=campaign.year - 1)
        again = make.application(earlier, by=anar, child=aylin, number="MQ-OLD-1")
        row = {"session": exams.session(second, after=24.5), "application": again, "number": 1}

    with pytest.raises(IntegrityError), transaction.atomic():
        ExamSeat.objects.create(**row)


def test_two_sittings_of_a_room_do_not_overlap(house):
    room = house.rooms.get(name="101")
    exams.session(room)

    with pytest.raises(IntegrityError), transaction.atomic():
        exams.session(room, after=24.5)
    exams.session(room, after=25)


def test_sittings_are_planned_in_all_rooms_and_the_same_plan_again_adds_none(campaign, house, nigar):
    day = timezone.localdate()
    wish = {
        "centre": house, "direction": "music", "first_day": day, "last_day": day + timedelta(days=1),
        "begins": time(9), "ends": time(11, 30),
        "minutes": 60, "seats": 10, "by": nigar,
    }  # fmt: skip

    assert plan(campaign=campaign, **wish) == 8
    assert plan(campaign=campaign, **wish) == 0
    assert set(ExamSession.objects.values_list("seats", flat=True)) == {2}
    refused = []
    for change in (
        {"direction": "art"},
        {"last_day": day - timedelta(days=1)},
        {"ends": wish["begins"]},
        {"first_day": day + timedelta(days=30), "last_day": day + timedelta(days=30)},
    ):
        with pytest.raises(Refusal) as refusal:
            plan(campaign=campaign, **wish | change)
        refused.append(refusal.value.code)
    assert refused == ["direction", "days", "hours", "outside"]


def test_a_sitting_that_is_moved_takes_its_seats_along_and_tells_the_families(
    campaign, house, nigar, anar, aylin
):
    first, second = house.rooms.order_by("name")
    moved = exams.session(first)
    given = exams.seat(moved, applied(campaign, house, by=anar, child=aylin))
    exams.session(second, after=48)
    later = moved.starts_at + timedelta(hours=30)
    times = {"starts_at": later, "ends_at": later + timedelta(hours=1)}

    seats.reschedule(moved, room=second, by=nigar, **times)

    given.refresh_from_db()
    assert given.span.lower == later
    assert Notice.objects.get(kind="exam-moved").to == anar.user
    taken = moved.starts_at - timedelta(hours=6)
    with pytest.raises(Refusal, match="the room is taken"):
        seats.reschedule(moved, room=second, by=nigar, starts_at=taken, ends_at=taken + timedelta(minutes=30))
    moved.refresh_from_db()
    assert moved.starts_at == later


def test_one_child_is_moved_to_another_sitting(campaign, house, nigar, anar, aylin):
    first, second = house.rooms.order_by("name")
    one, other = exams.session(first), exams.session(second, seats=1)
    given = exams.seat(one, applied(campaign, house, by=anar, child=aylin))
    given.move_to(other, by=nigar)

    assert ExamSeat.objects.get().session == other
    assert Notice.objects.filter(kind="exam-moved", to=anar.user).count() == 1
    second_child = exams.seat(one, applied(campaign, house))
    with pytest.raises(Refusal, match="full"):
        second_child.move_to(other, by=nigar)


def test_who_withdraws_gives_the_seat_back(campaign, house, anar, aylin):
    application = applied(campaign, house, by=anar, child=aylin)
    exams.seat(exams.session(house.rooms.get(name="101")), application)
    application.withdraw(by=anar.user)

    assert not ExamSeat.objects.exists()


class TestCentre:
    """The family chooses where the child is examined."""

    @pytest.fixture
    def open_campaign(self, music_school):
        return make.campaign("registration", plan={(music_school, "TAR5", "free"): 5})

    def test_it_is_asked_for_with_the_application_and_may_be_changed(
        self, signed_in, open_campaign, music_school, far_school, anar, aylin
    ):
        first = exams.centre(open_campaign, music_school)
        second = exams.centre(open_campaign, far_school)
        client = signed_in(anar.user)
        wish = {"child": aylin.pk, "direction": "music"}
        without = client.post("/en/cabinet/applications/", wish)
        assert without.status_code == 422
        assert "Choose the exam centre" in without.content.decode()

        client.post("/en/cabinet/applications/", wish | {"centre": first.pk, "needs_step_free": "on"})
        application = Application.objects.get()
        assert (application.exam_centre, application.needs_step_free) == (first, True)

        address = f"/en/cabinet/applications/{application.number}/centre/"
        assert client.get(address).status_code == 200
        client.post(address, {"centre": second.pk})
        application.refresh_from_db()
        assert (application.exam_centre, application.needs_step_free) == (second, False)

    def test_a_centre_of_another_direction_is_refused(
        self, open_campaign, music_school, anar, aylin, signed_in
    ):
        art = exams.centre(open_campaign, music_school, directions="art")
        client = signed_in(anar.user)
        wish = {"child": aylin.pk, "direction": "music", "centre": art.pk}
        answer = client.post("/en/cabinet/applications/", wish)

        assert answer.status_code == 422
        assert "does not examine in this direction" in answer.content.decode()
        assert not Application.objects.exists()

    def test_a_direction_without_centres_needs_none(
        self, open_campaign, music_school, anar, aylin, signed_in
    ):
        exams.centre(open_campaign, music_school, directions="art")
        wish = {"child": aylin.pk, "direction": "music"}

        assert signed_in(anar.user).post("/en/cabinet/applications/", wish).status_code == 302
        assert Application.objects.get().exam_centre is None

    def test_once_the_seats_are_given_it_stays(self, campaign, house, anar, aylin):
        application = applied(campaign, house, by=anar, child=aylin)
        exams.seat(exams.session(house.rooms.get(name="101")), application)

        assert application.refusal_to_choose_centre(centre=house).code == "seated"


def test_the_family_reads_day_and_place_and_prints_the_slip(
    campaign, house, anar, aylin, rauf, signed_in, django_assert_num_queries
):
    application = applied(campaign, house, by=anar, child=aylin)
    address = f"/en/cabinet/applications/{application.number}/"
    client = signed_in(anar.user)
    assert client.get(f"{address}slip/").status_code == 404
    exams.seat(exams.session(house.rooms.get(name="101")), application)

    page = client.get(address).content.decode()
    slip = client.get(f"{address}slip/")
    assert "Admission slip" in page
    assert "Nümunə küçəsi 1" in page
    assert slip.content.startswith(b"%PDF")
    assert slip["Content-Disposition"] == f'inline; filename="{application.number}.pdf"'
    assert signed_in(rauf.user).get(f"{address}slip/").status_code == 404


def test_a_sitting_is_not_moved_to_a_time_at_which_its_jury_sits_elsewhere(house, nigar):
    first, second = house.rooms.order_by("name")
    early, late = exams.session(first), exams.session(second, after=48)
    member = exams.jury(early, "Vaqif")[0]
    late.jury.create(user=member.user)
    at = late.starts_at

    with pytest.raises(Refusal, match="member of the jury"):
        seats.reschedule(early, room=first, by=nigar, starts_at=at, ends_at=at + timedelta(minutes=30))
    assert seats.reschedule(early, room=first, by=nigar, starts_at=at - timedelta(hours=5),
                            ends_at=at - timedelta(hours=4)) is None  # fmt: skip
    member.refresh_from_db()
    assert member.span.lower == at - timedelta(hours=5)
    with pytest.raises(IntegrityError), transaction.atomic():
        exams.session(second, after=48 - 5).jury.create(user=member.user)


def test_the_preview_shows_all_sittings_page_by_page(signed_in, campaign, house, nigar, monkeypatch):
    monkeypatch.setattr(exam_desk, "ROWS", 1)
    first, second = house.rooms.order_by("name")
    sittings = [exams.session(room, seats=1) for room in (first, second)]
    for _each in sittings:
        applied(campaign, house)
    nigar.refresh_from_db()
    desk = signed_in(with_second_factor(nigar) or nigar)
    address = reverse("admin:schools_exam_seating", args=[campaign.pk])

    pages = [desk.get(address, {"sittings": number}) for number in (1, 2)]

    assert "?sittings=2" in pages[0].text
    shown = [page.context["rows_of_sittings"] for page in pages]
    assert [[(row.pk, count) for row, count in rows] for rows in shown] == [
        [(one.pk, 1)] for one in ExamSession.objects.in_order()
    ]
