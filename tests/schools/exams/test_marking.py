"""The jury: blind, once, before signing; no relatives, no own pupils; far apart scores are given again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from cabinet.models import Guardianship
from eculture.documents import IssuedDocument
from eculture.journal import JournalEntry
from eculture.models import Notice
from eculture.refusals import Refusal
from schools.exams import marking
from schools.exams.jury import JuryMark, JuryMember, JurySheet
from schools.exams.seats import ExamSeat
from schools.exams.sessions import ExamSession
from schools.models import Application, Enrolment, Score, StudyGroup
from tests.factories import exams
from tests.factories import schools as make


@pytest.fixture
def campaign(music_school):
    return make.campaign("exams", plan={(music_school, "TAR5", "free"): 5})


@pytest.fixture
def aylins(campaign, anar, aylin):
    return make.application(campaign, by=anar, child=aylin)


@pytest.fixture
def exam(campaign, music_school, aylins):
    """Two children before a jury of three whose work has begun."""
    return exams.under_way(music_school, aylins, make.application(campaign), campaign=campaign)


def seats_of(session):
    return list(session.taken.select_related("session__room__centre__campaign").order_by("number"))


def all_give(session, members, seat, *points):
    for member, given in zip(members, points, strict=True):
        exams.give(seat, member, given, 0, 0)


def test_the_mean_of_all_members_becomes_the_score_with_the_last_signature(exam, aylins):
    session, members = exam
    first, second = seats_of(session)
    for member, given in zip(members, (("38", "27.5", "20"), (40, 25, 20), (35, 25, 22)), strict=True):
        exams.give(first, member, *given)
    marking.mark_absent(second, is_absent=True, member=members[0], by=members[0].user)
    for member in members[:2]:
        marking.sign(session, member=member, by=member.user)
    assert not Score.objects.exists()

    marking.sign(session, member=members[2], by=members[2].user)

    session.refresh_from_db()
    assert session.state == "signed"
    assert Score.objects.get().application == aylins
    assert Score.objects.get().points == Decimal("84.2")  # (85.5 + 85 + 82) / 3 = 84.17
    assert Application.objects.get(pk=aylins.pk).state == "submitted"
    assert not Notice.objects.filter(kind="exam-result").exists()
    document = IssuedDocument.objects.get(kind="exam-protocol")
    assert document.holder == members[0].user
    assert document.file.read().startswith(b"%PDF")
    verbs = set(JournalEntry.objects.about(session).values_list("verb", flat=True))
    assert verbs >= {"appoint", "begin", "score", "mark_absent", "sign", "close"}


def test_nobody_sees_what_another_member_gave(exam, signed_in):
    session, members = exam
    first, _second = seats_of(session)
    all_give(session, members[:2], first, 37, 11)

    page = signed_in(members[1].user).get(f"/en/jury/{session.pk}/").content.decode()
    assert "Your score: 11.0" in page
    assert "37.0" not in page


def test_scores_too_far_apart_are_given_once_more_and_the_second_round_counts(exam):
    session, members = exam
    first, second = seats_of(session)
    all_give(session, members, first, 40, 35, 19)
    all_give(session, members, second, 30, 30, 30)
    assert [line.needs_round for line in marking.lines(session)] == [True, False]

    with pytest.raises(Refusal, match="too far apart for: 1"):
        marking.sign(session, member=members[0], by=members[0].user)
    with pytest.raises(Refusal, match="not too far apart"):
        marking.ask_again(second, member=members[0], by=members[0].user)
    with pytest.raises(Refusal, match="chair"):
        marking.ask_again(first, member=members[1], by=members[1].user)
    marking.ask_again(first, member=members[0], by=members[0].user)
    all_give(session, members, first, 36, 33, 10)
    for member in members:
        marking.sign(session, member=member, by=member.user)

    assert Score.objects.get(application=first.application).points == Decimal("26.3")
    assert JurySheet.objects.filter(seat=first).count() == 6


def test_a_member_scores_once_and_within_the_criteria(exam):
    session, members = exam
    first, second = seats_of(session)
    exams.give(first, members[0], 1, 1, 1)
    refused = []
    for seat, points in (
        (first, (1, 1, 1)),
        (second, (41, 0, 0)),
        (second, (-1, 0, 0)),
        (second, ("0.25", 0, 0)),
    ):
        with pytest.raises(Refusal) as refusal:
            exams.give(seat, members[0], *points)
        refused.append(refusal.value.code)

    assert refused == ["twice", "points", "points", "points"]
    with pytest.raises(Refusal, match="each criterion"):
        marking.score(second, member=members[0], marks={}, by=members[0].user)


def test_a_click_of_forty_is_one_sheet(transactional_db):
    school = make.school(teaches="TAR5")
    campaign = make.campaign("exams", plan={(school, "TAR5", "free"): 5})
    session, members = exams.under_way(school, make.application(campaign), campaign=campaign)
    (seat,) = seats_of(session)

    def click(points):
        try:
            exams.give(seat, members[0], points % 30, 0, 0)
            return "given"
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(click, range(40)))
    assert sorted(answers) == ["given"] + ["twice"] * 39
    assert JurySheet.objects.count() == 1
    assert JuryMark.objects.count() == 3


def test_relatives_and_own_pupils_are_not_scored(campaign, music_school, anar, aylin, aylins, nigar):
    exams.criteria(campaign)
    house = exams.centre(campaign, music_school)
    session = exams.session(house.rooms.get())
    seat = exams.seat(session, aylins)
    members = exams.jury(session, "Vaqif", "Zeynəb", "Tofiq", "Lalə")
    Guardianship.objects.create(
        guardian=members[1].user.person, child=aylin, until=date(2026, 1, 1), since=date(2025, 1, 1)
    )
    _teaches(members[2].user, aylin, music_school)

    found = marking.conflicts(session)
    assert found == {(seat.pk, members[1].pk): "relative", (seat.pk, members[2].pk): "pupil"}
    session = ExamSession.objects.with_names().get(pk=session.pk)
    marking.begin(session, by=members[0].user)
    for member, why in ((members[1], "relative"), (members[2], "pupil")):
        with pytest.raises(Refusal) as refusal:
            exams.give(seat, member, 1, 1, 1)
        assert refusal.value.code == why
    for member in (members[0], members[3]):
        exams.give(seat, member, 30, 20, 20)
    for member in members:
        marking.sign(session, member=member, by=member.user)
    assert Score.objects.get().points == 70


def _teaches(user, child, school):
    enrolment = Enrolment.objects.create(
        person=child,
        programme=make.programmes()["PNO5"],
        school=school,
        funding="free",
        started_on=date(2025, 9, 15),
    )
    group = StudyGroup.objects.create(school=school, subject="Piano", name="I", teacher=user, year=2025)
    group.memberships.create(enrolment=enrolment)


def test_an_exam_does_not_begin_without_a_jury_that_may_score_everybody(
    campaign, music_school, aylins, aylin
):
    house = exams.centre(campaign, music_school)
    session = ExamSession.objects.with_names().get(pk=exams.session(house.rooms.get()).pk)
    refused = [marking.refusal_to_begin(session).code]
    exams.seat(session, aylins)
    refused.append(marking.refusal_to_begin(session).code)
    users = [exams.examiner(name) for name in ("Vaqif", "Zeynəb", "Tofiq")]
    for user in users:
        marking.appoint(session, user=user, is_chair=False, by=None)
    refused.append(marking.refusal_to_begin(session).code)
    JuryMember.objects.filter(user=users[0]).update(is_chair=True)
    refused.append(marking.refusal_to_begin(session).code)
    exams.criteria(campaign)
    for user in users[1:]:
        Guardianship.objects.create(guardian=user.person, child=aylin)
    refused.append(marking.refusal_to_begin(session).code)

    assert refused == ["empty", "jury", "no_chair", "criteria", "conflict"]


def test_a_member_who_could_not_be_fair_says_so(exam):
    session, members = exam
    first, _second = seats_of(session)
    marking.abstain(first, member=members[2], reason="Qonşumdur", by=members[2].user)

    with pytest.raises(Refusal, match="you do not score"):
        exams.give(first, members[2], 1, 1, 1)
    with pytest.raises(Refusal, match="Too few members"):
        marking.abstain(first, member=members[1], reason="Qonşumdur", by=members[1].user)
    assert [line.expected for line in marking.lines(session)] == [2, 3]


def test_a_family_that_withdraws_during_the_exam_does_not_stop_the_signature(exam, aylins, anar):
    session, members = exam
    for seat in seats_of(session):
        all_give(session, members, seat, 30, 30, 30)
    Application.objects.get(pk=aylins.pk).withdraw(by=anar.user)
    for member in members:
        marking.sign(session, member=member, by=member.user)

    assert ExamSession.objects.get(pk=session.pk).state == "signed"
    assert list(Score.objects.values_list("application", flat=True)) != [aylins.pk]
    assert Score.objects.count() == 1


def test_a_jury_is_called_from_examiners_who_are_free(campaign, music_school, rauf):
    house = exams.centre(campaign, music_school, rooms={"101": 4, "102": 4})
    first, second = (exams.session(room) for room in house.rooms.all())
    (member,) = exams.jury(first, "Vaqif")
    refused = []
    for user in (rauf.user, member.user):
        with pytest.raises(Refusal) as refusal:
            marking.appoint(second, user=user, is_chair=False, by=None)
        refused.append(refusal.value.code)

    assert refused == ["no_mandate", "busy"]


def test_after_signing_nothing_is_written_any_more(exam):
    session, members = exam
    first, second = seats_of(session)
    all_give(session, members, first, 30, 30, 30)
    all_give(session, members, second, 30, 30, 30)
    marking.sign(session, member=members[0], by=members[0].user)
    with pytest.raises(Refusal, match="signed the protocol already"):
        marking.sign(session, member=members[0], by=members[0].user)
    for member in members[1:]:
        marking.sign(session, member=member, by=member.user)

    assert {marking.refusal_to_work(session, one).code for one in members} == {"wrong_state"}
    application = Application.objects.get(pk=first.application_id)
    with pytest.raises(Refusal, match="changes by an appeal only"):
        application.examine(points=Decimal(99), by=None)


@pytest.mark.parametrize(
    "attack",
    ["stranger", "twice", "relative", "change", "delete", "signed", "absent", "most", "jury", "criterion"],
)
def test_the_database_refuses_what_no_page_offers(exam, campaign, attack, aylin):
    session, members = exam
    first, second = seats_of(session)
    sheet = exams.give(first, members[0], 1, 1, 1)
    stranger = JuryMember.objects.create(
        session=_another(session), user=exams.examiner("Kənar"), is_chair=True
    )
    row = {"seat": second, "member": members[0], "points": 3}
    if attack == "relative":
        Guardianship.objects.create(guardian=members[0].user.person, child_id=second.child_id)
    if attack == "absent":
        ExamSeat.objects.filter(pk=second.pk).update(is_absent=True)
    if attack in ("signed", "jury"):
        ExamSession.objects.filter(pk=session.pk).update(state="signed")
    deeds = {
        "stranger": lambda: JurySheet.objects.create(**row | {"member": stranger}),
        "twice": lambda: JurySheet.objects.create(**row | {"seat": first}),
        "change": lambda: JurySheet.objects.filter(pk=sheet.pk).update(points=100),
        "delete": lambda: JuryMark.objects.all().delete(),
        "most": lambda: JuryMark.objects.create(
            sheet=JurySheet.objects.create(**row), criterion=campaign.exam_criteria.first(), points=41
        ),
        "jury": lambda: session.jury.create(user=exams.examiner("Gecikən")),
        "criterion": lambda: campaign.exam_criteria.create(direction="music", name="–", most=1),
    }
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        deeds.get(attack, lambda: JurySheet.objects.create(**row))()


def _another(session):
    return exams.session(session.room, after=200)


class TestPages:
    def test_a_jury_walks_through_its_sitting(self, exam, signed_in):
        session, members = exam
        chair = signed_in(members[0].user)
        assert "1 nömrəli" in chair.get("/en/jury/").content.decode()
        page = f"/en/jury/{session.pk}/"
        wish = {f"criterion_{one.pk}": "10,5" for one in session.campaign.exam_criteria.all()}
        answer = chair.post(f"{page}1/", wish)
        assert answer["Location"] == f"{page}2/"
        assert JurySheet.objects.get().points == Decimal("31.5")
        wrong = chair.post(f"{page}2/", wish | dict.fromkeys(list(wish)[:1], "99"))
        assert wrong.status_code == 422
        assert chair.post(f"{page}1/", wish).status_code == 422
        assert chair.post(f"{page}2/absence/", {"absent": "yes"}).status_code == 302
        assert chair.post(f"{page}signature/").status_code == 409
        other = signed_in(members[1].user)
        assert other.post(f"{page}1/absence/", {"absent": "yes"}).status_code == 409
        assert other.post(f"{page}1/abstention/", {"reason": ""}).status_code == 422
        assert other.post(f"{page}1/abstention/", {"reason": "Qonşumdur"}).status_code == 302

    def test_a_stranger_and_a_member_whose_mandate_ended_see_nothing(self, exam, signed_in, anar):
        session, members = exam
        page = f"/en/jury/{session.pk}/"
        assert signed_in(anar.user).get(page).status_code == 404
        assert signed_in(exams.examiner("Kənar")).get(page).status_code == 404
        client = signed_in(members[1].user)
        assert client.get(page).status_code == 200
        members[1].user.mandates.get(role="examiner").revoke(by=None, reason="–")
        assert client.get(page).status_code == 404

    def test_the_questions_of_a_sitting_do_not_grow(
        self, campaign, music_school, signed_in, django_assert_num_queries
    ):
        children = [make.application(campaign) for _number in range(6)]
        session, members = exams.under_way(music_school, *children, campaign=campaign)
        client = signed_in(members[0].user)
        client.get(f"/en/jury/{session.pk}/")
        with django_assert_num_queries(15):
            client.get(f"/en/jury/{session.pk}/")
