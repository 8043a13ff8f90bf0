"""From the wish to the receipt: a case is begun, written, sent, taken back."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cabinet.cases.models import Case
from cabinet.cases.parties import Party, parties_of
from cabinet.cases.receipts import receipt_of
from cabinet.files.models import Attachment
from cabinet.people.models import Guardianship
from eculture.journal import JournalEntry
from eculture.models import Notice, User
from eculture.refusals import Refusal
from eculture.workdays import MovedDay
from tests.factories import cabinet as make
from tests.factories import registry
from tests.factories.editions import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def permit(db):
    return make.edition("permit")


def code_of(verb, **wish):
    with pytest.raises(Refusal) as caught:
        verb(**wish)
    return caught.value.code


def begun(version, person, **more):
    return Case.begin(version=version, party=Party(person, person), by=person.user, **more)


def paper(case, field=""):
    file = Attachment.objects.create(
        owner=case.applicant, uploaded_by=case.filed_by, title="x", name="x.pdf", size=1, file="x.pdf"
    )
    return case.papers.create(attachment=file, field=field)


def test_a_draft_knows_already_what_the_cabinet_knows(permit, anar):
    case = begun(permit, anar)

    assert (case.state, case.answers) == ("draft", {"surname": "Nümunəli"})
    assert case.sources == {"surname": {"from": "cabinet", "on": timezone.localdate().isoformat()}}
    assert len(case.number) == 10 and case.number.isalnum()


def test_a_draft_of_the_same_service_and_person_is_found_again(permit, anar, aylin):
    mine = begun(permit, anar)

    assert begun(permit, anar) == mine
    assert Case.begin(version=permit, party=Party(anar, aylin), by=anar.user) != mine
    assert Case.objects.count() == 2


def test_beginning_anew_gives_up_the_old_draft_once(permit, anar):
    old = begun(permit, anar)

    new = begun(permit, anar, instead_of=old.number)
    again = begun(permit, anar, instead_of=old.number)

    old.refresh_from_db()
    assert (new == again, new != old, old.state) == (True, True, "withdrawn")
    assert not Notice.objects.filter(kind="case-withdrawn").exists()


def test_only_the_edition_in_use_is_begun(permit, anar):
    old, new = permit, make.edition("permit")
    old.refresh_from_db()

    assert code_of(begun, version=old, person=anar) == "not_offered"
    assert begun(new, anar).version == new


def test_a_service_that_is_no_longer_published_is_not_begun(permit, anar):
    permit.service.is_published = False
    permit.service.save()

    assert code_of(begun, version=permit, person=anar) == "not_offered"


def test_an_appeal_is_not_begun_from_the_catalogue(anar):
    assert code_of(begun, version=make.edition("appeal"), person=anar) == "at_the_decision"


def test_a_rule_says_no_before_the_form(anar, aylin):
    rule = {"if": {"field": "is_for_child", "is": True}, "reason": words("Not for a child")}
    version = make.edition("permit", eligibility=[rule])

    with pytest.raises(Refusal) as caught:
        Case.begin(version=version, party=Party(anar, aylin), by=anar.user)

    assert (caught.value.code, str(caught.value)) == ("not_eligible", "Not for a child")


def test_a_child_does_not_ask_for_itself(permit, anar):
    child = make.child_of(anar, user=make.user())

    assert code_of(begun, version=permit, person=child) == "not_adult"


def test_one_may_ask_for_oneself_ones_children_and_ones_institution(anar, aylin):
    museum = registry.an_institution("Muzey")
    registry.a_mandate(anar.user, "head", institution=museum)

    assert parties_of(anar) == [Party(anar, anar), Party(anar, aylin), Party(anar, anar, museum)]
    assert [party.kind for party in parties_of(anar)] == ["self", "child", "institution"]


def test_a_foreigner_without_a_fin_asks_like_everybody(permit):
    stranger = make.citizen(fin="", citizenship="GE")

    assert make.case(stranger).state == "submitted"


def test_each_save_counts_and_an_answer_of_ones_own_has_no_source(permit, anar):
    case = begun(permit, anar)
    before = case.saved_at

    case.write(answers={"wish": "Dam", "surname": "Başqalı"}, seen=case.written(["wish", "surname"]), by=None)

    case.refresh_from_db()
    assert (case.answers, case.sources) == ({"wish": "Dam", "surname": "Başqalı"}, {})
    assert (case.revision, case.saved_at > before) == (1, True)


def test_two_windows_do_not_overwrite_each_other(permit, anar):
    case = begun(permit, anar)
    seen = case.written(["wish"])
    case.write(answers={"wish": "Dam"}, seen=seen, by=anar.user)

    with pytest.raises(Refusal) as caught:
        case.write(answers={"wish": "Divar"}, seen=seen, by=anar.user)

    assert (caught.value.code, caught.value.extra) == ("changed", {"theirs": {"wish": "Dam"}})
    case.write(answers={"wish": "Dam"}, seen=seen, by=anar.user)
    case.write(answers={"wish": "Divar"}, seen=case.written(["wish"]), by=anar.user)
    case.refresh_from_db()
    assert (case.answers["wish"], case.revision) == ("Divar", 2)


def test_two_windows_on_two_steps_do_not_disturb_each_other(permit, anar):
    case = begun(permit, anar)
    first, second = case.written(["wish"]), case.written(["has_paper"])

    case.write(answers={"wish": "Dam"}, seen=first, by=anar.user)
    case.write(answers={"has_paper": False}, seen=second, by=anar.user)

    case.refresh_from_db()
    assert case.answers == {"surname": "Nümunəli", "wish": "Dam", "has_paper": False}


def test_what_was_sent_is_written_no_more(anar):
    case = make.case(anar)

    assert code_of(case.write, answers={"wish": "x"}, seen="", by=anar.user) == "sent"


def test_a_case_with_a_gap_is_not_sent(permit, anar):
    case = begun(permit, anar)

    with pytest.raises(Refusal) as caught:
        case.submit(by=anar.user)

    assert (caught.value.code, set(caught.value.extra["problems"])) == ("incomplete", {"wish", "has_paper"})


def test_what_the_sender_has_not_looked_at_is_not_sent(anar):
    case = make.case(anar, "draft")

    assert code_of(case.submit, by=anar.user, seen=case.revision - 1) == "changed"
    case.submit(by=anar.user, seen=case.revision)
    assert case.state == "submitted"


def test_hidden_answers_and_their_papers_are_not_sent(anar):
    case = make.case(anar, "draft", answers={"wish": "Dam", "has_paper": True, "paper_number": "12"})
    case.write(answers={"has_paper": False}, seen=case.written(["has_paper"]), by=anar.user)
    paper(case, "paper_number"), paper(case, "wish")

    case.submit(by=anar.user)

    case.refresh_from_db()
    assert case.sent_answers == {"surname": "Nümunəli", "wish": "Dam", "has_paper": False}
    assert list(case.papers.values_list("field", flat=True)) == ["wish"]


def test_the_term_counts_working_days_from_the_next_day(anar, monkeypatch):
    monday = timezone.make_aware(timezone.datetime(2026, 9, 7, 12))
    monkeypatch.setattr(timezone, "now", lambda: monday)
    MovedDay.objects.create(day=date(2026, 9, 9), reason="act")

    case = make.case(anar)

    assert (case.term_days, case.due_on) == (15, date(2026, 9, 29))


@pytest.mark.parametrize(
    ("route", "office"), [("ministry", ""), ("region", "ER-SZ"), ("institution", "house")]
)
def test_the_route_of_the_edition_names_the_office(anar, route, office):
    museum = registry.an_institution("Muzey")

    case = make.case(anar, version=make.edition(route=route), about=museum)

    found = "house" if case.institution == museum else getattr(case.region, "code", "")
    assert found == office


def test_without_a_place_the_applicant_chooses_the_region(anar):
    version = make.edition(route="region")
    case = make.case(anar, "draft", version=version)
    assert code_of(case.submit, by=anar.user) == "no_office"

    other = make.case(make.citizen(), version=version, region=registry.a_region())

    assert other.region.code == "ER-SZ"


def test_the_family_is_told_the_number_and_the_day_and_which_child(anar, aylin):
    case = make.case(anar, subject=aylin)

    notice = Notice.objects.get(kind="case-submitted")
    assert (notice.to, notice.subject) == (anar.user, "Aylin: Case received")
    assert case.number in notice.text and f"{case.due_on.day} " in notice.text


def test_the_receipt_is_made_once_and_only_the_portal_knows_when(anar, pump):
    case = make.case(anar)
    assert receipt_of(case) is None

    pump()
    pump()

    receipt = receipt_of(case)
    assert (receipt.holder, receipt.holder_label) == (anar.user, anar.full_name)
    assert receipt.file.read(5) == b"%PDF-"
    assert not Notice.objects.filter(kind="job-done").exists()


def test_words_of_the_applicant_are_words_on_the_receipt(anar, pump):
    odd = '#read("/etc/passwd") {{ 7*7 }} $x$ *y* \\ "'
    case = make.case(anar, answers={"wish": odd, "has_paper": False})

    pump()

    assert receipt_of(case) is not None


def test_a_draft_of_an_older_edition_is_sent_as_it_is(anar):
    case = make.case(anar, "draft")
    make.edition()
    case = Case.objects.get(pk=case.pk)

    case.submit(by=anar.user)

    assert (case.state, case.version.state) == ("submitted", "retired")


def test_or_it_is_carried_over_with_what_fits(anar):
    case = make.case(anar, "draft")
    paper(case, "has_paper")
    form = make.small_form()
    for gone in ("has_paper", "paper_number"):
        del form["properties"][gone]
    form["required"] = ["wish"]
    form["properties"]["wish"]["maxLength"] = 5
    newer = make.edition(form={**form, "x-steps": form["x-steps"][:1]})
    case = Case.objects.get(pk=case.pk)

    lost = case.carry_over(by=anar.user)

    case.refresh_from_db()
    assert (case.version, case.answers) == (newer, {"surname": "Nümunəli"})
    assert (lost, case.papers.count()) == (["Wish", "There is a paper"], 0)
    assert case.carry_over(by=anar.user) == []


@pytest.mark.parametrize("state", ["draft", "submitted", "in_review", "waiting"])
def test_a_case_is_withdrawn_until_it_is_decided(anar, state):
    case = make.case(anar, state)

    case.withdraw(by=anar.user)

    assert (case.state, case.info_requests.filter(answered_at=None).exists()) == ("withdrawn", False)
    told = Notice.objects.filter(kind="case-withdrawn").count()
    assert told == (0 if state == "draft" else 1)


def test_a_decided_case_is_not_withdrawn(anar, nigar):
    case = make.case(anar)
    make.decision(case, by=nigar)

    assert code_of(case.withdraw, by=anar.user) == "wrong_state"


def test_a_draft_in_use_does_not_expire(anar):
    case = make.case(anar, "draft")
    assert code_of(case.expire, by=None) == "in_use"

    Case.objects.update(saved_at=timezone.now() - timedelta(days=30))
    case.expire(by=None)

    assert case.state == "expired"
    assert [entry.verb for entry in JournalEntry.objects.about(case)] == ["expire", "begin"]


def test_answers_stand_nowhere_in_the_journal(anar):
    case = make.case(anar, answers={"wish": "Gizli arzu", "has_paper": False})

    entries = JournalEntry.objects.about(case)
    assert [entry.verb for entry in entries] == ["submit", "begin"]
    assert not any("Gizli" in f"{entry.before}{entry.after}" for entry in entries)


def test_a_case_of_an_institution_belongs_to_those_who_act_for_it_today(anar, rauf):
    museum = registry.an_institution("Muzey")
    held = registry.a_mandate(anar.user, "head", institution=museum)
    case = make.case(anar, institution=museum)
    registry.a_mandate(rauf.user, "head", institution=museum)
    held.revoke(by=None)

    seen = [Case.objects.visible_to(User.objects.get(pk=one.user_id)) for one in (anar, rauf)]

    assert [list(rows) for rows in seen] == [[], [case]]


def test_a_guardian_whose_right_has_ended_sees_nothing_of_the_child(anar, aylin):
    mine, about_aylin = make.case(anar), make.case(anar, subject=aylin)
    assert list(Case.objects.visible_to(anar.user)) == [about_aylin, mine]

    Guardianship.objects.get().end(by=anar.user)

    assert list(Case.objects.visible_to(anar.user)) == [mine]
    assert list(Case.objects.editable_by(anar.user)) == [mine]


def test_a_child_with_an_account_looks_on(anar):
    child = make.child_of(anar, user=make.user())
    case = make.case(anar, subject=child)

    assert list(Case.objects.visible_to(child.user)) == [case]
    assert list(Case.objects.editable_by(child.user)) == []
