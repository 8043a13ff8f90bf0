"""Priority groups: claimed with a paper, confirmed by an office, and of weight among equal scores only."""

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse

from cabinet.files.fields import PapersWish
from cabinet.files.models import Attachment
from eculture.models import JournalEntry, Notice
from eculture.refusals import Refusal
from schools.admissions import papers, placement, placing, priorities
from schools.admissions.applying import draft
from schools.admissions.copying import next_year
from schools.models import Application, ApplicationPaper, Campaign, PriorityClaim
from tests.cabinet.files import files
from tests.factories import exams
from tests.factories import schools as make
from tests.factories.cabinet import with_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(music_school):
    return make.campaign("registration", plan={(music_school, "TAR5", "free"): 1}, tie_break=["priority"])


@pytest.fixture
def families(campaign):
    return make.group(campaign)


@pytest.fixture
def application(campaign, families, anar, aylin):
    made = draft(campaign=campaign, child=aylin, guardian=anar, direction="music", by=anar.user)
    return Application.objects.get(pk=made.pk)


def bring(application, name="Vəsiqə", by=None):
    needed = application.campaign.needed_papers.get(name_az=name)
    papers.put(application, needed, PapersWish(uploads=[files.pdf()]), by=by or application.guardian.user)
    return ApplicationPaper.objects.get(application=application, needed=needed).attachment


def again(application):
    return Application.objects.get(pk=application.pk)


def office(music_school, name="Səbinə"):
    user = make.guardian(name, "İdarəli").user
    make.officer(user, "regional-officer", region=music_school.institution.registered_unit.region)
    user.refresh_from_db()
    return with_second_factor(user) or user


def test_who_claims_a_group_brings_its_proof_before_the_application_is_sent(application, families, anar):
    priorities.claim(application, group=families, by=anar.user)
    with pytest.raises(Refusal, match="Vəsiqə") as told:
        again(application).submit(by=anar.user)
    assert told.value.code == "papers"

    bring(application)
    again(application).submit(by=anar.user)

    assert again(application).state == "submitted"
    assert JournalEntry.objects.about(application).filter(verb="claim_priority").count() == 1


def test_who_claims_none_is_asked_for_no_proof(application, anar):
    application.submit(by=anar.user)

    assert not PriorityClaim.objects.exists()


def test_the_same_claim_again_changes_nothing_and_another_one_begins_anew(
    application, campaign, families, anar, nigar
):
    priorities.claim(application, group=families, by=anar.user)
    PriorityClaim.objects.get().confirm(by=nigar)
    priorities.claim(again(application), group=families, by=anar.user)
    assert PriorityClaim.objects.get().state == "confirmed"

    other = make.group(campaign, "Çoxuşaqlı ailələr", rank=2, paper="")
    priorities.claim(again(application), group=other, by=anar.user)
    assert (PriorityClaim.objects.get().group, PriorityClaim.objects.get().state) == (other, "claimed")
    priorities.claim(again(application), group=None, by=anar.user)
    assert not PriorityClaim.objects.exists()


def test_claims_and_papers_end_with_the_registration(application, campaign, families, anar):
    make.at_stage(campaign, "exams")
    late = again(application)
    for verb in (lambda: priorities.claim(late, group=families, by=anar.user), lambda: bring(late)):
        with pytest.raises(Refusal, match="Registration is open"):
            verb()
    stranger = make.campaign("registration", year=campaign.year + 1)
    foreign = make.group(stranger, paper="")
    assert priorities.refusal_to_claim(application, foreign).code == "group"


def test_the_office_of_the_exam_decides_and_the_family_is_told(campaign, families, music_school, anar, aylin):
    centre = exams.centre(campaign, music_school)
    application = make.application(campaign, by=anar, child=aylin, exam_centre=centre)
    claim = make.claim(application, families)
    officer = office(music_school)

    assert list(PriorityClaim.objects.editable_by(officer)) == [claim]
    with pytest.raises(Refusal, match="Write the reason"):
        claim.reject(by=officer, reason=" ")
    claim.reject(by=officer, reason="Vəsiqənin vaxtı bitib")
    claim.confirm(by=officer)

    assert (claim.state, claim.grounds, claim.decided_by) == ("confirmed", "", officer)
    assert Notice.objects.filter(to=anar.user, kind="priority-decided").count() == 2
    elsewhere = make.school("5 nömrəli", registered_unit=make.unit("D97", "Uzaq rayon", "R97"))
    assert not PriorityClaim.objects.visible_to(office(elsewhere, "Uzaq")).exists()


def test_nobody_decides_for_the_own_child(campaign, families, music_school, anar, aylin):
    centre = exams.centre(campaign, music_school)
    claim = make.claim(make.application(campaign, by=anar, child=aylin, exam_centre=centre), families)
    make.officer(anar.user, "regional-officer", region=music_school.institution.registered_unit.region)
    anar.user.refresh_from_db()

    with pytest.raises(Refusal, match="yourself or your family"):
        claim.confirm(by=anar.user)


def test_a_paper_is_opened_by_who_decides_and_kept_while_the_application_lives(
    application, families, music_school, campaign, anar, rauf
):
    priorities.claim(application, group=families, by=anar.user)
    paper = bring(application)
    officer = office(music_school)
    seen = Attachment.objects.visible_to
    assert paper not in seen(officer), "a draft is nobody's business"

    centre = exams.centre(campaign, music_school)
    Application.objects.filter(pk=application.pk).update(exam_centre=centre)
    again(application).submit(by=anar.user)
    Attachment.objects.update(scan_state="clean")

    assert paper in seen(officer)
    assert paper not in seen(rauf.user)
    assert paper.refusal_to_remove().code == "in_use"
    again(application).withdraw(by=anar.user)
    assert paper not in seen(officer)
    assert paper.refusal_to_remove() is None


def test_among_equal_scores_a_confirmed_priority_goes_first_and_never_over_a_higher_one(music_school, nigar):
    campaign = make.campaign(
        "choice", plan={(music_school, "TAR5", "free"): 1}, tie_break=["priority", "submitted"]
    )
    families, wish = make.group(campaign, paper=""), make.wish("TAR5", music_school)
    first, second, third = (make.chosen(campaign, points, wish) for points in (80, 80, 81))
    make.claim(second, families, by=nigar)
    make.claim(first, families, state="claimed")

    inputs = placing.inputs_of(make.at_stage(campaign, "placement"))
    of_two = [one for one in inputs.candidates if one.number != third.number]

    def winner(candidates):
        result = placement.place(candidates=candidates, places=inputs.places, rules=inputs.rules)
        return [number for number, one in result.outcomes.items() if one.place]

    assert winner(of_two) == [second.number], "a claim that nobody has confirmed does not count"
    assert winner(inputs.candidates) == [third.number]


def test_a_decision_after_the_calculation_makes_it_out_of_date(music_school, nigar):
    campaign = make.campaign("choice", plan={(music_school, "TAR5", "free"): 1}, tie_break=["priority"])
    families, wish = make.group(campaign, paper=""), make.wish("TAR5", music_school)
    _first, second = (make.chosen(campaign, 80, wish) for _each in range(2))
    claim = make.claim(second, families)
    campaign = make.at_stage(campaign, "placement")
    before = placing.inputs_of(campaign).sha256

    claim.confirm(by=nigar)

    assert placing.inputs_of(Campaign.objects.get(pk=campaign.pk)).sha256 != before


def test_after_a_published_placement_nothing_is_decided(campaign, families, application, nigar):
    claim = make.claim(application, families)
    Campaign.objects.filter(pk=campaign.pk).update(state="confirmation")
    claim = PriorityClaim.objects.get(pk=claim.pk)

    with pytest.raises(Refusal, match="published"):
        claim.confirm(by=nigar)


def test_groups_and_papers_are_frozen_with_the_rules(campaign, families):
    for change in (
        lambda: campaign.priority_groups.create(name="Yeni", legal_basis="–", rank=5),
        lambda: campaign.priority_groups.update(rank=7),
        lambda: campaign.needed_papers.all().delete(),
        lambda: campaign.needed_papers.create(name="Yeni"),
    ):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            change()


def test_the_next_campaign_has_the_groups_with_their_proofs(campaign, families, nigar):
    made = next_year(campaign, with_plan=False, by=nigar)

    group = made.priority_groups.get()
    assert (group.name, group.legal_basis) == (families.name, families.legal_basis)
    assert made.needed_papers.get().group == group


def test_the_family_says_it_on_one_page_and_is_asked_for_the_proof_next(
    signed_in, application, families, anar
):
    page = reverse("schools:papers", args=[application.number])
    browser = signed_in(anar.user)
    first = browser.post(page, {"group": families.pk})
    assert first.url == page

    needed = families.papers.get()
    text = make.upload("a.txt", "salam")
    wrong = browser.post(page, {"group": families.pk, f"paper_{needed.pk}": text})
    assert wrong.status_code == 422
    assert "is not a file of these kinds" in wrong.text

    sent = browser.post(page, {"group": families.pk, f"paper_{needed.pk}": files.pdf()})
    assert sent.url == application.get_absolute_url()
    shown = browser.get(sent.url).text
    assert families.name in shown
    assert "being checked" in shown


def test_the_desk_lists_what_waits_and_decides(signed_in, campaign, families, music_school, anar, aylin):
    centre = exams.centre(campaign, music_school)
    claim = make.claim(make.application(campaign, by=anar, child=aylin, exam_centre=centre), families)
    desk = signed_in(office(music_school))
    at = reverse("admin:schools_priorities", args=[campaign.pk])

    assert claim.application.number in desk.get(at).text
    one = reverse("admin:schools_priority", args=[campaign.pk, claim.pk])
    assert "Sınaq qanunu" in desk.get(one).text
    empty = desk.post(
        reverse("admin:schools_priority_rejection", args=[campaign.pk, claim.pk]), {"reason": ""}
    )
    assert empty.status_code == 422
    desk.post(reverse("admin:schools_priority_confirmation", args=[campaign.pk, claim.pk]))

    assert PriorityClaim.objects.get().state == "confirmed"
    assert claim.application.number not in desk.get(at).text
    assert claim.application.number in desk.get(f"{at}?show=decided").text


def test_of_two_papers_one_of_which_cannot_be_taken_none_is_kept(signed_in, application, campaign, anar):
    Campaign.objects.filter(pk=campaign.pk).update(state="draft")
    papers_asked = [campaign.needed_papers.create(name_az=name, order=5) for name in ("Birinci", "İkinci")]
    Campaign.objects.filter(pk=campaign.pk).update(state="registration")
    first, second = (f"paper_{one.pk}" for one in papers_asked)
    sent = {first: files.pdf(), second: make.upload("a.txt", "salam")}

    answer = signed_in(anar.user).post(reverse("schools:papers", args=[application.number]), sent)

    assert (answer.status_code, ApplicationPaper.objects.count(), Attachment.objects.count()) == (422, 0, 0)


def test_a_sent_application_keeps_a_paper_that_it_needs(signed_in, application, campaign, anar):
    Campaign.objects.filter(pk=campaign.pk).update(state="draft")
    needed = campaign.needed_papers.create(name_az="Arayış", order=5)
    Campaign.objects.filter(pk=campaign.pk).update(state="registration")
    page, browser = reverse("schools:papers", args=[application.number]), signed_in(anar.user)
    browser.post(page, {needed.field: files.pdf()})
    application.refresh_from_db()
    application.submit(by=anar.user)
    first = application.papers.get().attachment

    refused = browser.post(page, {f"{needed.field}-remove": first.pk})
    assert refused.status_code == 422
    assert "before you take off the old one" in refused.text
    assert application.papers.get().attachment == first

    changed = browser.post(
        page, {f"{needed.field}-remove": first.pk, needed.field: files.pdf(content=b"1 1 m")}
    )
    assert changed.status_code == 302
    assert application.papers.get().attachment != first
