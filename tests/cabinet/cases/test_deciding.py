"""The decision: proposed, made by one or signed by two, told, verified, closed, opened again."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from cabinet.cases import rounds
from cabinet.cases.models import Decision
from cabinet.cases.wording import words_of
from eculture.documents import IssuedDocument
from eculture.models import Notice
from eculture.refusals import Refusal
from tests.factories import cabinet as make
from tests.factories.editions import words
from tests.factories.office import holder

pytestmark = pytest.mark.django_db
REFUSED = {"outcome": "refused", "grounds": ["papers"], "text": "Müddət bitib."}
GRANTED = {"outcome": "approved", "text": "Sənədlər qaydasındadır."}


def code_of(verb, **wish):
    with pytest.raises(Refusal) as caught:
        verb(**wish)
    return caught.value.code


@pytest.fixture
def of_two(anar, nigar):
    """A case whose edition asks for two people."""
    return make.case(anar, "in_review", officer=nigar, version=make.edition("works", needs_two=True))


def test_one_officer_decides_and_the_citizen_gets_a_paper_that_can_be_checked(in_hand, nigar, anar, client):
    decision = in_hand.conclude(by=nigar, **REFUSED)

    in_hand.refresh_from_db()
    paper = IssuedDocument.objects.get(kind="case-decision")
    assert (in_hand.state, decision.state, decision.signed_by) == ("decided", "made", None)
    assert decision.appeal_until == timezone.localdate() + timedelta(days=in_hand.version.appeal_days)
    assert decision.document == paper and paper in IssuedDocument.objects.visible_to(anar.user)
    assert Notice.objects.filter(to=anar.user, kind="case-decided").count() == 1
    assert client.get(reverse("cabinet:verify_code", args=[paper.code])).status_code == 200


def test_the_notice_of_a_decision_names_the_child(anar, aylin, nigar):
    case = make.case(anar, "in_review", subject=aylin, officer=nigar)

    case.conclude(by=nigar, **GRANTED)

    notice = Notice.objects.get(to=anar.user, kind="case-decided")
    assert notice.subject.startswith("Aylin")
    assert IssuedDocument.objects.get(kind="case-decision").holder_label == aylin.full_name


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({**REFUSED, "grounds": []}, "no_grounds"),
        ({**REFUSED, "grounds": ["papers", "moon"]}, "no_ground"),
        ({**REFUSED, "text": "  "}, "no_text"),
        ({**REFUSED, "outcome": "lost"}, "no_outcome"),
        ({**GRANTED, "text": "Yaxşı 🙂"}, "signs"),
    ],
)
def test_a_decision_names_its_grounds_and_its_reasons(in_hand, nigar, wish, code):
    assert code_of(in_hand.conclude, by=nigar, **wish) == code
    assert not Decision.objects.exists()


def test_what_the_edition_says_stands_in_the_decision_with_the_facts_of_the_case(anar, nigar):
    said = {
        "title": words("Decision {{ number }}"),
        "body": words("{{ applicant }}: {{ answers.wish }} {{ 7*7 }} {x.__class__} #read(1)"),
    }
    edition = make.edition("works", decisions={"approved": said, "refused": said})
    answers = {"wish": "{{ number }} #read(2) 🙂", "has_paper": False}
    case = make.case(anar, "in_review", officer=nigar, version=edition, answers=answers)

    decision = case.conclude(by=nigar, **GRANTED)

    titles, bodies = words_of(decision)
    said = "{{ number }} #read(2) 🙂 {{ 7*7 }} {x.__class__} #read(1)"
    assert titles["en"] == f"Decision {case.number}"
    assert bodies["en"] == f"{anar.full_name}: {said}"
    assert decision.document.file.size > 1000


def test_two_people_decide_where_the_edition_asks_for_it(of_two, nigar, samir):
    decision = of_two.conclude(by=nigar, **GRANTED)
    assert (decision.state, of_two.state) == ("proposed", "in_review")

    decision.sign(by=samir)

    of_two.refresh_from_db()
    assert (decision.state, decision.signed_by, of_two.state) == ("made", samir, "decided")


def test_the_first_person_is_never_the_second(of_two, nigar, sevda):
    decision = of_two.conclude(by=nigar, **GRANTED)

    assert code_of(decision.sign, by=nigar) == "same_person"
    assert code_of(decision.send_back, by=nigar, reason="Yox") == "same_person"
    assert code_of(decision.make, by=nigar) == "needs_two"


def test_the_database_knows_that_two_people_decide(of_two, in_hand, nigar):
    decision = of_two.conclude(by=nigar, **GRANTED)
    alone = in_hand.conclude(by=nigar, **GRANTED)
    made = {"state": "made", "made_at": timezone.now()}

    for row, change in [
        (decision, made),
        (decision, {**made, "signed_by": nigar}),
        (alone, {"signed_by": nigar}),
    ]:
        with pytest.raises(DatabaseError), transaction.atomic():
            Decision.objects.filter(pk=row.pk).update(**change)


def test_nobody_signs_for_the_own_family_or_from_another_office(of_two, nigar, kamran, rauf, anar):
    decision = of_two.conclude(by=nigar, **GRANTED)
    officer = holder("Tural", "ministry-officer")
    type(of_two).objects.filter(pk=of_two.pk).update(subject=officer.person)

    assert code_of(decision.sign, by=officer) == "own_case"
    assert code_of(decision.sign, by=kamran) == "other_office"
    assert code_of(decision.sign, by=rauf.user) == "other_office"


def test_what_is_sent_back_is_proposed_anew(of_two, nigar, samir):
    decision = of_two.conclude(by=nigar, **GRANTED)
    assert code_of(of_two.conclude, by=nigar, **REFUSED) == "proposed"
    assert code_of(decision.send_back, by=samir, reason="") == "no_reason"

    decision.send_back(by=samir, reason="Əsas göstərilməyib")

    assert "Əsas göstərilməyib" in Notice.objects.get(to=nigar, kind="decision-returned").text
    assert code_of(decision.sign, by=samir) == "wrong_state"
    of_two.conclude(by=nigar, **REFUSED).sign(by=samir)
    of_two.refresh_from_db()
    assert of_two.state == "decided"


def test_what_the_citizen_has_withdrawn_is_not_signed(of_two, nigar, samir, anar):
    decision = of_two.conclude(by=nigar, **GRANTED)
    of_two.withdraw(by=anar.user)

    assert code_of(decision.sign, by=samir) == "wrong_state"
    decision.refresh_from_db()
    assert (decision.state, IssuedDocument.objects.filter(kind="case-decision").count()) == ("proposed", 0)


def test_a_decided_case_closes_after_the_term_of_the_appeal(in_hand, nigar):
    in_hand.conclude(by=nigar, **REFUSED)
    in_hand.decisions.update(appeal_until=timezone.localdate())
    assert rounds.close_what_is_over() == 0

    in_hand.decisions.update(appeal_until=timezone.localdate() - timedelta(days=1))
    assert (rounds.close_what_is_over(), rounds.close_what_is_over()) == (1, 0)

    in_hand.refresh_from_db()
    assert (in_hand.state, in_hand.closed_at is None) == ("closed", False)


def test_a_case_with_a_running_appeal_stays_open(in_hand, nigar, anar):
    in_hand.conclude(by=nigar, **REFUSED)
    in_hand.decisions.update(appeal_until=timezone.localdate() - timedelta(days=1))
    appeal = make.case(make.citizen())
    type(in_hand).objects.filter(pk=appeal.pk).update(parent=in_hand)

    assert rounds.close_what_is_over() == 0
    assert code_of(in_hand.reopen, by=holder("Sevda", "supervisor"), reason="Səhv") == "appeal"


def test_a_supervisor_opens_a_decided_case_and_its_paper_is_void(in_hand, nigar, sevda, anar, client):
    decision = in_hand.conclude(by=nigar, **REFUSED)
    assert code_of(in_hand.reopen, by=nigar, reason="Səhv") == "supervisors_only"
    assert code_of(in_hand.reopen, by=sevda, reason=" ") == "no_reason"

    in_hand.reopen(by=sevda, reason="Əsas səhv seçilib")

    in_hand.refresh_from_db()
    decision.refresh_from_db()
    assert (in_hand.state, in_hand.decided_at, decision.state) == ("in_review", None, "overturned")
    assert decision.document.state == "revoked"
    page = client.get(reverse("cabinet:verify_code", args=[decision.document.code]))
    assert page.context["document"].state == "revoked"
    assert "Əsas səhv seçilib" in Notice.objects.get(to=anar.user, kind="case-reopened").text
    assert in_hand.conclude(by=nigar, **GRANTED).state == "made"


def test_the_time_under_a_decision_that_fell_does_not_count(in_hand, nigar, sevda):
    ago = timezone.now() - timedelta(days=60)
    in_hand.conclude(by=nigar, **REFUSED)
    type(in_hand).objects.update(submitted_at=ago, decided_at=ago)
    in_hand.decisions.update(made_at=ago)

    in_hand.reopen(by=sevda, reason="Səhv")

    in_hand.refresh_from_db()
    assert (in_hand.clock().day, in_hand.clock().is_late) == (0, False)
    assert in_hand.due_on > timezone.localdate()
