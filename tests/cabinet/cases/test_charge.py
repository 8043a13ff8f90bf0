"""Who works on a case: taken, assigned, forwarded; never by the family."""

import pytest

from cabinet.cases.models import Case
from eculture.journal import JournalEntry
from eculture.models import Notice
from eculture.refusals import Refusal
from tests.factories import cabinet as make
from tests.factories import registry
from tests.factories.office import holder

pytestmark = pytest.mark.django_db


def code_of(verb, **wish):
    with pytest.raises(Refusal) as caught:
        verb(**wish)
    return caught.value.code


def told(user, kind):
    return Notice.objects.filter(to=user, kind=kind).count()


def test_an_officer_takes_a_case_and_the_journal_says_so(case, nigar):
    case.take(by=nigar)

    case.refresh_from_db()
    entry = JournalEntry.objects.about(case).get(verb="take")
    assert (case.state, case.assignee) == ("in_review", nigar)
    assert entry.before == {"state": "submitted", "assignee_id": None}
    assert entry.after == {"state": "in_review", "assignee_id": nigar.pk}


def test_what_one_has_taken_another_does_not_take(case, nigar, samir):
    case.take(by=nigar)

    assert code_of(case.take, by=samir) == "other_officer"
    assert code_of(case.take, by=nigar) == "wrong_state"


@pytest.mark.parametrize("role", ["regional-officer", "head", "auditor", "expert"])
def test_another_office_does_not_take_it(case, role):
    scope = {
        "regional-officer": {"region": registry.a_region()},
        "head": {"institution": registry.an_institution()},
        "expert": {"institution": registry.an_institution()},
    }
    stranger = holder("Rauf", role, **scope.get(role, {}))

    assert code_of(case.take, by=stranger) == "other_office"


def test_a_citizen_does_not_take_it(case, rauf):
    assert code_of(case.take, by=rauf.user) == "other_office"


def test_nobody_works_on_a_case_of_the_own_family(nigar, sevda):
    parent = nigar.person
    own, of_child = make.case(parent), make.case(parent, subject=make.child_of(parent))

    for case in (own, of_child):
        with pytest.raises(Refusal) as caught:
            case.take(by=nigar)
        assert str(caught.value) == "Öz müraciətiniz üzrə qərar verə bilməzsiniz. Başqa icraçı təyin edin."
        assert code_of(case.assign, by=sevda, to=nigar) == "own_case"
        assert case not in Case.objects.handled_by(nigar)


def test_who_asked_for_a_child_does_not_work_on_it_when_the_right_has_ended(nigar):
    case = make.case(nigar.person, subject=make.child_of(nigar.person))
    nigar.person.guardianships.get().end(by=None)

    assert code_of(case.take, by=nigar) == "own_case"


def test_the_officer_in_charge_hands_a_case_to_a_colleague_who_is_told(in_hand, nigar, samir):
    in_hand.assign(by=nigar, to=samir)

    in_hand.refresh_from_db()
    assert (in_hand.assignee, in_hand.state) == (samir, "in_review")
    assert (told(samir, "case-assigned"), told(nigar, "case-assigned")) == (1, 0)


def test_only_a_supervisor_takes_a_case_from_an_officer(in_hand, nigar, samir, sevda):
    for by in (samir, nigar):
        assert code_of(in_hand.take_over, by=by, reason="Məzuniyyət") == "supervisors_only"
        assert code_of(in_hand.reassign, by=by, to=samir, reason="Məzuniyyət") == "supervisors_only"
    assert code_of(in_hand.assign, by=samir, to=samir) == "other_officer"
    assert code_of(in_hand.assign, by=sevda, to=samir) == "other_officer"


def test_a_supervisor_takes_a_case_over_and_its_officer_is_told_why(in_hand, nigar, sevda):
    in_hand.take_over(by=sevda, reason="Məzuniyyət")

    in_hand.refresh_from_db()
    entry = JournalEntry.objects.about(in_hand).get(verb="take_over")
    notice = Notice.objects.get(to=nigar, kind="case-taken-over")
    assert (in_hand.assignee, in_hand.state) == (sevda, "in_review")
    assert (entry.actor_id, entry.reason) == (str(sevda.pk), "Məzuniyyət")
    assert (entry.before, entry.after) == ({"assignee_id": nigar.pk}, {"assignee_id": sevda.pk})
    assert in_hand.number in notice.text and "Məzuniyyət" in notice.text
    assert told(sevda, "case-assigned") == 0


def test_a_supervisor_gives_a_case_to_another_officer_and_both_are_told(in_hand, nigar, samir, sevda):
    in_hand.reassign(by=sevda, to=samir, reason="Xəstəlik")

    in_hand.refresh_from_db()
    assert in_hand.assignee == samir
    assert (told(nigar, "case-taken-over"), told(samir, "case-assigned")) == (1, 1)
    assert (told(nigar, "case-assigned"), told(samir, "case-taken-over")) == (0, 0)


def test_a_case_is_taken_from_somebody_and_for_a_reason(case, in_hand, nigar, kamran, sevda):
    assert code_of(case.take_over, by=sevda, reason="Məzuniyyət") == "not_taken"
    assert code_of(in_hand.take_over, by=sevda, reason=" ") == "no_reason"
    assert code_of(in_hand.reassign, by=sevda, to=nigar, reason="Xəstəlik") == "same_officer"
    assert code_of(in_hand.reassign, by=sevda, to=kamran, reason="Xəstəlik") == "not_of_office"
    in_hand.take_over(by=sevda, reason="Məzuniyyət")
    assert code_of(in_hand.take_over, by=sevda, reason="Yenə") == "in_charge"
    assert told(nigar, "case-taken-over") == 1


def test_who_decided_first_gets_the_appeal_by_no_way(anar, nigar, samir, sevda):
    make.edition("appeal")
    first = make.case(anar, "in_review", officer=nigar, version=make.edition("works", needs_two=True))
    first.conclude(by=nigar, outcome="refused", grounds=["papers"], text="Çatmır").sign(by=sevda)
    appeal = first.appeal(by=anar.user)
    appeal.write(answers=make.ANSWERS, seen=appeal.written(make.ANSWERS), by=anar.user)
    appeal.submit(by=anar.user)
    appeal.take(by=samir)
    other = holder("Tural", "supervisor")

    assert code_of(appeal.take_over, by=sevda, reason="Məzuniyyət") == "other_office"
    assert code_of(appeal.reassign, by=other, to=nigar, reason="Məzuniyyət") == "own_case"
    assert code_of(appeal.reassign, by=other, to=sevda, reason="Məzuniyyət") == "own_case"


def test_only_who_works_in_the_office_is_put_in_charge(in_hand, nigar, kamran, rauf):
    assert code_of(in_hand.assign, by=nigar, to=kamran) == "not_of_office"
    assert code_of(in_hand.assign, by=nigar, to=rauf.user) == "not_of_office"


def test_forwarding_keeps_the_clock_and_tells_the_citizen_where(in_hand, nigar, kamran, anar):
    due = in_hand.due_on

    in_hand.forward(by=nigar, region=registry.a_region())

    in_hand.refresh_from_db()
    notice = Notice.objects.get(to=anar.user, kind="case-forwarded")
    assert (in_hand.state, in_hand.assignee, in_hand.due_on) == ("submitted", None, due)
    assert "Şəki–Zaqatala iqtisadi rayonu" in notice.text
    assert in_hand in Case.objects.handled_by(kamran)


def test_a_case_is_forwarded_there_and_back_and_each_time_told(in_hand, nigar, kamran, anar):
    in_hand.forward(by=nigar, region=registry.a_region())
    in_hand.take(by=kamran)
    in_hand.forward(by=kamran)

    assert told(anar.user, "case-forwarded") == 2
    assert code_of(in_hand.forward, by=nigar) == "not_taken"


def test_it_is_forwarded_to_one_working_office_that_has_it_not_yet(in_hand, nigar, sevda):
    school = registry.an_institution()
    closed = registry.an_institution(state="closed", closed_on="2026-01-01")

    assert code_of(in_hand.forward, by=nigar) == "same_office"
    assert code_of(in_hand.forward, by=nigar, institution=closed) == "closed"
    assert code_of(in_hand.forward, by=nigar, region=registry.a_region(), institution=school) == "two_offices"


def test_the_rules_of_the_edition_choose_who_has_least_to_do(anar, nigar, samir, sevda):
    busy = make.case(anar, "in_review", officer=nigar)
    edition = make.edition("letter", assign=[{"to": {"least_loaded": True}}])

    case = make.case(anar, version=edition)

    assert (busy.assignee, case.assignee, case.state) == (nigar, samir, "submitted")
    assert told(samir, "case-assigned") == 1


def test_the_rules_never_choose_the_applicant(nigar, samir):
    edition = make.edition("letter", assign=[{"to": {"least_loaded": True}}])
    make.case(make.citizen(), "in_review", officer=samir)

    assert make.case(nigar.person, version=edition).assignee == samir


def test_a_rule_may_name_a_region_and_a_condition(anar, kamran):
    rules = [{"if": {"field": "has_paper", "is": False}, "to": {"unit": registry.a_unit().code}}]

    case = make.case(anar, version=make.edition("letter", assign=rules))

    assert (case.region, case.assignee) == (registry.a_region(), kamran)
