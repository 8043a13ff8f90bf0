"""An appeal: in its days, once, decided by two who did not score the child; what hangs on it follows."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from eculture.exports import Whose
from eculture.journal import JournalEntry
from eculture.models import Notice
from eculture.refusals import Refusal
from registry.mandates import grant
from schools.admissions import placing
from schools.erasure import Admission
from schools.exams import appeals, marking
from schools.exams.appeals import Appeal
from schools.models import Application
from tests.factories import exams
from tests.factories import schools as make
from tests.factories.cabinet import with_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(music_school):
    return make.campaign("appeals", plan={(music_school, "TAR5", "free"): 5})


@pytest.fixture
def region(music_school):
    return music_school.institution.registered_unit.region


@pytest.fixture
def application(campaign, music_school, anar, aylin):
    centre = exams.centre(campaign, music_school)
    return make.application(campaign, by=anar, child=aylin, points="48.5", exam_centre=centre)


@pytest.fixture
def commission(region):
    """Two members of the region's commission."""
    return [member(region, name) for name in ("Ramiz", "Solmaz")]


def member(region, name):
    user = make.guardian(name, "Heyətli").user
    make.officer(user, "appeals-commission", region=region)
    user.refresh_from_db()
    return with_second_factor(user) or user


def filed(application, by=None):
    return appeals.file(
        application, reason="Ritm düzgün idi", region=None, by=by or application.guardian.user
    )


def decided(appeal, commission, points, grounds="Yazıya baxıldı"):
    appeal.propose(points=Decimal(points), grounds=grounds, by=commission[0])
    appeal.confirm(by=commission[1])
    return Application.objects.get(pk=appeal.application_id)


def test_a_score_that_is_raised_opens_the_choice_and_leaves_a_record(application, commission, region, anar):
    appeal = filed(application)
    assert (appeal.region, appeal.points_before) == (region, Decimal("48.5"))
    after = decided(appeal, commission, "52.0")

    assert (after.points, after.state, after.has_passed) == (Decimal("52.0"), "examined", True)
    assert Appeal.objects.get().state == "upheld"
    kinds = set(Notice.objects.filter(to=anar.user).values_list("kind", flat=True))
    assert kinds >= {"appeal-filed", "appeal-decided", "exam-result"}
    verbs = list(JournalEntry.objects.about(appeal).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["file", "propose", "confirm"]


def test_the_same_score_rejects_the_appeal(application, commission):
    after = decided(filed(application), commission, "48.5")

    assert (after.points, Appeal.objects.get().state) == (Decimal("48.5"), "rejected")
    assert not Notice.objects.filter(kind="exam-result").exists()


def test_it_is_sent_once_with_words_and_within_its_days(application, campaign):
    with pytest.raises(Refusal, match="Write why"):
        appeals.file(application, reason=" ", region=None, by=None)
    first = filed(application)
    with pytest.raises(Refusal, match="already"):
        filed(application)
    first.withdraw(by=application.guardian.user)
    filed(application)

    late = make.at_stage(campaign, "choice")
    application.campaign = late
    assert appeals.refusal_to_file(application).message.startswith("Appeals are open")


def test_before_a_score_is_known_there_is_nothing_to_appeal_against(music_school):
    campaign = make.campaign("exams", plan={(music_school, "TAR5", "free"): 5})

    assert appeals.refusal_to_file(make.application(campaign)).code == "no_score"


def test_without_an_exam_centre_the_family_says_the_region(campaign, region):
    application = make.application(campaign, points=40)
    with pytest.raises(Refusal, match="Choose the region"):
        filed(application)
    assert appeals.file(application, reason="–", region=region, by=application.guardian.user).region == region


def test_one_proposes_and_another_confirms_or_sends_back(application, commission):
    appeal = filed(application)
    with pytest.raises(Refusal, match="grounds"):
        appeal.propose(points=Decimal(50), grounds=" ", by=commission[0])
    appeal.propose(points=Decimal(50), grounds="Yazıya baxıldı", by=commission[0])
    with pytest.raises(Refusal, match="Another member"):
        appeal.confirm(by=commission[0])
    with pytest.raises(Refusal, match="reason"):
        appeal.send_back(by=commission[1])
    appeal.send_back(by=commission[1], reason="Yenidən baxaq")

    assert Appeal.objects.get().state == "filed"


def test_who_scored_the_child_decides_nothing(music_school, campaign, region, anar, aylin):
    """In the rule and, when a page is passed by, in the database."""
    exam = make.at_stage(campaign, "exams")
    application = make.application(exam, by=anar, child=aylin)
    session, members = exams.under_way(music_school, application, campaign=exam)
    for one in members:
        exams.give(session.taken.get(), one, 20, 20, 10)
    for one in members:
        marking.sign(session, member=one, by=one.user)
    examiner = members[1].user
    grant(to=examiner, role="appeals-commission", region=region, by=None)
    exam.publish_scores(by=None)
    make.at_stage(exam, "appeals")
    appeal = appeals.file(Application.objects.get(), reason="–", region=region, by=anar.user)

    with pytest.raises(Refusal, match="You scored this child"):
        appeal.propose(points=Decimal(70), grounds="–", by=examiner)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(proposed_by=examiner)
    others = [member(region, name) for name in ("Ramiz", "Solmaz")]
    assert decided(appeal, others, "70.0").points == 70


@pytest.mark.parametrize("attack", ["alone", "again", "before", "grounds", "delete"])
def test_the_database_keeps_a_decision_as_it_was_made(application, commission, attack):
    appeal = filed(application)
    if attack != "alone":
        decided(appeal, commission, "52.0")
    row = Appeal.objects.filter(pk=appeal.pk)
    one = commission[0]
    deeds = {
        "alone": lambda: row.update(
            state="upheld", proposed_by=one, decided_by=one, decided_at=appeal.filed_at
        ),
        "again": lambda: row.update(proposed_points=99),
        "grounds": lambda: row.update(grounds="Başqa söz"),
        "before": lambda: row.update(points_before=1),
        "delete": row.delete,
    }
    with pytest.raises(DatabaseError), transaction.atomic():
        deeds[attack]()


def test_the_words_go_when_the_family_is_forgotten_and_the_decision_stays(application, commission, anar):
    appeal = filed(application)
    decided(appeal, commission, "52.0")
    Admission().erase(Whose(person=anar, account=anar.user, named={}))

    appeal.refresh_from_db()
    assert (appeal.reason, appeal.grounds, appeal.state) == ("", "", "upheld")


def test_a_late_decision_makes_a_calculated_placement_old(
    application, commission, campaign, nigar, pump, music_school
):
    appeal = filed(application)
    other = make.application(campaign, points=60)
    make.at_stage(campaign, "choice")
    other.campaign.refresh_from_db()
    Application.objects.get(pk=other.pk).choose(wishes=[make.wish("TAR5", music_school)], by=None)
    campaign = make.at_stage(campaign, "placement")
    run = placing.ask_for_run(campaign, by=nigar)
    pump()
    other_appeal = Appeal.objects.create(
        application=other, region=appeal.region, reason="–", points_before=60, filed_by=other.guardian.user
    )
    decided(other_appeal, commission, "65.0")

    assert Application.objects.get(pk=other.pk).state == "choosing"
    with pytest.raises(Refusal, match="Calculate again"):
        placing.ask_for_publication(run, by=nigar)


class TestPages:
    def test_the_family_appeals_and_takes_it_back(self, application, signed_in, anar, rauf):
        page = f"/en/cabinet/applications/{application.number}/"
        client = signed_in(anar.user)
        assert "Appeal against the score" in client.get(page).content.decode()
        assert client.post(f"{page}appeal/", {"reason": ""}).status_code == 422
        assert client.post(f"{page}appeal/", {"reason": "Ritm düzgün idi"}).status_code == 302
        html = client.get(f"{page}appeal/").content.decode()
        assert "Take the appeal back" in html
        assert signed_in(rauf.user).get(f"{page}appeal/").status_code == 404
        assert client.post(f"{page}appeal/withdrawal/").status_code == 302
        assert Appeal.objects.get().state == "withdrawn"

    def test_the_commission_of_the_region_decides_and_no_other(self, application, commission, signed_in):
        appeal = filed(application)
        there = f"/en/admin/schools/campaign/{application.campaign_id}/course/appeals/"
        first, second = (signed_in(one) for one in commission)
        assert application.number in first.get("/en/admin/").content.decode()
        assert application.number in first.get(there).content.decode()
        wish = {"points": "52,5", "grounds": "Yazıya baxıldı"}
        assert first.post(f"{there}{appeal.pk}/proposal/", wish | {"points": "x"}).status_code == 422
        assert first.post(f"{there}{appeal.pk}/proposal/", wish).status_code == 302
        assert first.post(f"{there}{appeal.pk}/confirmation/").status_code == 422
        elsewhere = signed_in(member(make.unit("D97", "Başqa rayon", "R97").region, "Kənar"))
        assert elsewhere.get(f"{there}{appeal.pk}/").status_code == 404
        assert elsewhere.post(f"{there}{appeal.pk}/confirmation/").status_code == 404
        assert second.post(f"{there}{appeal.pk}/confirmation/").status_code == 302
        assert Application.objects.get().points == Decimal("52.5")
        assert application.number in first.get(f"{there}?show=decided").content.decode()


def test_who_passes_when_the_choice_has_closed_has_days_of_its_own(
    application, campaign, commission, music_school, anar
):
    appeal = filed(application)
    campaign = make.at_stage(campaign, "placement")
    after = decided(
        Appeal.objects.select_related("application__campaign").get(pk=appeal.pk), commission, "52"
    )
    wish = make.wish("TAR5", music_school)

    assert after.choose_until is not None
    assert after.choice_stage.closes_at == after.choose_until
    before = placing.inputs_of(campaign)
    after.choose(wishes=[wish], by=anar.user)
    after.confirm_choices(by=anar.user)

    assert (after.state, len(before.candidates)) == ("choosing", 0)
    assert [one.number for one in placing.inputs_of(campaign).candidates] == [application.number]


def test_its_own_days_end_too(application, campaign, commission, music_school, anar):
    appeal = filed(application)
    make.at_stage(campaign, "placement")
    after = decided(
        Appeal.objects.select_related("application__campaign").get(pk=appeal.pk), commission, "52"
    )
    later = after.choose_until + timedelta(seconds=1)

    refused = after.refusal_to_choose(wishes=[make.wish("TAR5", music_school)], now=later)
    assert refused.code == "outside_dates"


def test_who_had_passed_before_gets_no_days_of_its_own(campaign, commission, music_school, anar, aylin):
    centre = exams.centre(campaign, music_school)
    passed = make.application(campaign, by=anar, child=aylin, points="60", exam_centre=centre)
    appeal = filed(passed)
    make.at_stage(campaign, "placement")

    after = decided(
        Appeal.objects.select_related("application__campaign").get(pk=appeal.pk), commission, "70"
    )

    assert after.choose_until is None


def test_the_family_finds_its_days_on_the_page_of_choices(signed_in, application, campaign, commission, anar):
    appeal = filed(application)
    make.at_stage(campaign, "placement")
    decided(Appeal.objects.select_related("application__campaign").get(pk=appeal.pk), commission, "52")
    browser = signed_in(anar.user)

    page = browser.get(reverse("schools:choices", args=[application.number])).text
    assert reverse("schools:wish", args=[application.number, 1]) in page
    assert "choose specialties and schools" in browser.get("/en/cabinet/").text
