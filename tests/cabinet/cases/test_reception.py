"""The assisted desk: a case is opened for who stands there, and taken over with a code from paper."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cabinet.cases.joining import give_fin
from cabinet.cases.models import Case
from cabinet.cases.parties import Party
from cabinet.cases.receipts import paper_with_code
from cabinet.cases.reception import begin_at_desk, claim_case
from cabinet.models import Passport, Person
from cabinet.people.desk import person_at_desk
from eculture.documents import IssuedDocument
from eculture.journal import JournalEntry
from eculture.models import User
from eculture.refusals import Refusal
from tests.factories import cabinet as make
from tests.factories import registry
from tests.factories.office import holder

pytestmark = pytest.mark.django_db
PERSON, START = reverse("cabinet:desk_person"), reverse("cabinet:desk_start")
CLAIM = reverse("cabinet:claim")
BORN = date(1990, 4, 5)
FOREIGNER = {
    "passport": "ab 123-456", "citizenship": "ge", "birth_date": "1990-04-05", "surname": "Nümunidze",
    "name": "Giorgi", "sex": "male",
}  # fmt: skip


def code_of(verb, **wish):
    with pytest.raises(Refusal) as caught:
        verb(**wish)
    return caught.value.code


@pytest.fixture
def visitor(db):
    """An adult with a FIN whom the portal knows and who has no account."""
    return make.person(surname="Nümunəli", name="Solmaz", birth_date=BORN)


def at_desk(officer, person, **answers):
    """A case that the officer has led to its end."""
    edition = make.edition_in_use()
    case = begin_at_desk(by=officer, version=edition, party=Party(person, person))
    case.write(answers={**make.ANSWERS, **answers}, seen=case.written(make.ANSWERS), by=officer)
    case.submit(by=officer)
    return case


@pytest.fixture
def opened(kamran, visitor):
    return at_desk(kamran, visitor)


def test_from_the_passport_to_the_printed_code(signed_in, kamran, pump):
    make.edition()
    client = signed_in(kamran)

    assert client.post(PERSON, FOREIGNER)["Location"] == START
    begun = client.post(
        START, {"service": "permit", "party": f"person-{Person.objects.get(name='Giorgi').pk}"}
    )
    case = Case.objects.get()
    step = client.get(begun["Location"], follow=True)
    case.write(answers=make.ANSWERS, seen=case.written(make.ANSWERS), by=kamran)
    sent = client.post(reverse("cabinet:case_submission", args=[case.number]))
    page = client.post(reverse("cabinet:desk_code", args=[case.number]))
    pump()

    case.refresh_from_db()
    code = page.context["code"]
    assert step.status_code == 200
    assert sent["Location"] == reverse("cabinet:desk_case", args=[case.number])
    assert (case.state, case.desk_officer, len(code)) == ("submitted", kamran, 11)
    assert code in page.content.decode() and code.replace("-", "") not in case.claim_hash
    assert "private, no-store" in page["Cache-Control"]
    assert list(IssuedDocument.objects.visible_to(kamran)) == []


def test_a_passport_is_kept_encrypted_and_found_again_however_it_is_typed(kamran):
    wish = {**FOREIGNER, "birth_date": BORN, "citizenship": "GE"}

    first = person_at_desk(by=kamran, **wish)
    again = person_at_desk(by=kamran, **{**wish, "passport": "AB123456"})

    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM cabinet_passport")
        stored = cursor.fetchone()[0]
    assert first == again and Passport.objects.get().number == "AB123456"
    assert "123456" not in stored
    assert person_at_desk(by=kamran, **{**wish, "citizenship": "TR"}) != first


def test_a_known_paper_with_another_date_of_birth_is_refused(kamran, visitor):
    wish = {"fin": visitor.fin, "surname": "x", "name": "y", "sex": "female"}

    assert person_at_desk(by=kamran, birth_date=BORN, **wish) == visitor
    assert code_of(person_at_desk, by=kamran, birth_date=date(1990, 4, 6), **wish) == "other_birth_date"


@pytest.mark.parametrize(
    "wrong", [{"passport": ""}, {"passport": "1"}, {"citizenship": "Gürcüstan"}, {"fin": "1"}]
)
def test_without_a_paper_nobody_is_entered(signed_in, kamran, wrong):
    answer = signed_in(kamran).post(PERSON, {**FOREIGNER, **wrong})

    assert (answer.status_code, Person.objects.filter(name="Giorgi").count()) == (422, 0)


def test_an_officer_opens_nothing_for_the_own_family(kamran, sevda):
    own = kamran.person
    child = make.child_of(own)

    assert code_of(person_at_desk, by=kamran, fin=own.fin, birth_date=own.birth_date) == "own_case"
    edition = make.edition()
    assert code_of(begin_at_desk, by=kamran, version=edition, party=Party(own, child)) == "own_case"


def test_a_draft_begun_at_home_is_not_led_at_the_desk(kamran, anar):
    mine = make.case(anar, "draft")

    assert code_of(begin_at_desk, by=kamran, version=mine.version, party=Party(anar, anar)) == "begun"


def test_the_person_reads_who_has_opened_the_data(opened, kamran, visitor):
    look = JournalEntry.objects.get(verb="viewed", subject_id=str(visitor.pk))

    assert (look.actor_id, look.after["case"]) == (str(kamran.pk), opened.number)


def test_an_account_takes_the_case_over_and_the_desk_loses_sight_of_it(signed_in, opened, kamran, visitor):
    code, newcomer = opened.give_code(by=kamran), make.user("yeni@numune.example")
    assert opened in Case.objects.visible_to(kamran)

    answer = signed_in(newcomer).post(CLAIM, {"code": code.lower(), "birth_date": "05.04.1990"})

    visitor.refresh_from_db()
    opened.refresh_from_db()
    fresh = User.objects.get(pk=kamran.pk)
    assert answer["Location"] == opened.get_absolute_url()
    assert (visitor.user, opened.claim_hash, opened.claimed_at is None) == (newcomer, "", False)
    assert opened in Case.objects.editable_by(newcomer)
    assert opened not in Case.objects.visible_to(fresh) and opened not in Case.objects.editable_by(fresh)


def test_a_known_account_takes_over_what_the_desk_opened_for_it(kamran, anar):
    case = at_desk(kamran, anar)

    assert claim_case(by=anar.user, code=case.give_code(by=kamran), birth_date=anar.birth_date) == case


@pytest.mark.parametrize(
    "wrong", ["code", "birth_date", "late", "used", "replaced", "stranger", "officer", "desk"]
)
def test_whatever_is_wrong_the_answer_is_the_same(opened, kamran, nigar, rauf, visitor, wrong):
    code, who, day = opened.give_code(by=kamran), make.user(), BORN
    if wrong == "late":
        Case.objects.update(claim_until=timezone.now() - timedelta(seconds=1))
    if wrong == "used":
        claim_case(by=make.user(), code=code, birth_date=BORN)
    if wrong == "replaced":
        opened.give_code(by=kamran)
    clerk = make.user(is_staff=True)
    who = {"stranger": rauf.user, "officer": clerk, "desk": kamran}.get(wrong, who)
    code = "2" * 10 if wrong == "code" else code
    day = date(1990, 4, 6) if wrong == "birth_date" else day

    assert code_of(claim_case, by=who, code=code, birth_date=day) == "not_claimed"


def test_codes_are_not_tried_out(signed_in, opened, kamran):
    code, client = opened.give_code(by=kamran), signed_in(make.user())
    for _try in range(10):
        client.post(CLAIM, {"code": "2222222222", "birth_date": "1990-04-05"})

    answer = client.post(CLAIM, {"code": code, "birth_date": "1990-04-05"})

    opened.refresh_from_db()
    assert (answer.status_code, opened.claimed_at) == (422, None)


def test_a_colleague_at_the_desk_does_not_see_it(signed_in, opened):
    other = holder("Tural", "regional-officer", region=registry.a_region("ER-GA"))

    for name in ("desk_case", "desk_code", "case_form", "case_withdrawal"):
        url = reverse(f"cabinet:{name}", args=[opened.number])
        client = signed_in(other)
        assert (client.post if name == "desk_code" else client.get)(url).status_code == 404


def test_nobody_stands_at_the_desk_until_the_paper_is_shown(signed_in, kamran, rauf):
    assert signed_in(kamran).get(START)["Location"] == PERSON
    assert signed_in(rauf.user).get(START).status_code == 403
    assert signed_in(rauf.user).get(PERSON).status_code == 403


@pytest.mark.asvs("2.3.3", "15.4.2")
@pytest.mark.django_db(transaction=True)
def test_of_many_who_claim_one_case_at_once_one_gets_it():
    kamran = holder("Kamran", "regional-officer", region=registry.a_region())
    case = at_desk(kamran, make.person(birth_date=BORN))
    code, barrier, answers = case.give_code(by=kamran), Barrier(20), []

    def run(user: User) -> None:
        barrier.wait()
        try:
            claim_case(by=user, code=code, birth_date=BORN)
            answers.append("claimed")
        except Refusal as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[make.user()]) for _racer in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == ["claimed"] + ["not_claimed"] * 19


def test_who_has_opened_a_case_is_not_given_it_and_does_not_decide_it(nigar, samir, visitor):
    version = make.edition(assign=[{"to": {"least_loaded": True}}], needs_two=True)
    case = at_desk(nigar, visitor)
    wish = {"outcome": "approved", "text": "Uyğundur."}
    assert (case.version, case.assignee) == (version, samir)

    Case.objects.filter(pk=case.pk).update(state="in_review", assignee=nigar)
    assert code_of(case.propose, by=nigar, **wish) == "opened_by_you"

    Case.objects.filter(pk=case.pk).update(assignee=samir)
    decision = case.conclude(by=samir, **wish)
    assert code_of(decision.sign, by=nigar) == "opened_by_you"


@pytest.fixture
def foreigner(kamran):
    """Known by passport alone, with a case that was opened at the desk."""
    who = {**FOREIGNER, "birth_date": BORN, "citizenship": "GE"}
    return person_at_desk(by=kamran, **who)


def both_papers(fin):
    return {name: FOREIGNER[name] for name in ("passport", "citizenship", "birth_date")} | {"fin": fin}


def test_a_foreigner_who_gets_a_fin_keeps_the_cases(signed_in, kamran, foreigner):
    case, fin = at_desk(kamran, foreigner), make.fin()

    answer = signed_in(kamran).post(reverse("cabinet:desk_fin"), both_papers(fin))

    foreigner.refresh_from_db()
    assert (answer.status_code, foreigner.fin, case.applicant) == (302, fin, foreigner)
    assert JournalEntry.objects.about(foreigner).filter(verb="give_fin").count() == 1


def test_the_cases_come_into_the_cabinet_that_the_foreigner_has_opened_with_the_fin(
    signed_in, kamran, foreigner
):
    case = at_desk(kamran, foreigner)
    giorgi = make.citizen(surname="Nümunidze", name="Giorgi", birth_date=BORN, citizenship="GE")
    client = signed_in(kamran)

    client.post(reverse("cabinet:desk_fin"), both_papers(giorgi.fin))

    case.refresh_from_db()
    assert (case.applicant, case.subject, case.waits_at_the_desk) == (giorgi, giorgi, False)
    assert signed_in(giorgi.user).get(case.get_absolute_url()).status_code == 200
    assert not Case.objects.at_the_desk_of(kamran).exists()
    assert client.post(reverse("cabinet:desk_fin"), both_papers(giorgi.fin)).status_code == 422


def test_another_birthday_another_passport_and_two_accounts_are_refused(kamran, foreigner):
    giorgi = make.citizen(birth_date=BORN)
    stranger = make.person(birth_date=date(1990, 4, 6))
    papers = {"passport": "ab 123-456", "citizenship": "GE", "birth_date": BORN, "by": kamran}
    assert code_of(give_fin, **papers, fin=stranger.fin) == "other_birth_date"
    assert code_of(give_fin, **{**papers, "passport": "AB999"}, fin=giorgi.fin) == "unknown"

    Person.objects.filter(pk=foreigner.pk).update(user=make.user())
    assert code_of(give_fin, **papers, fin=giorgi.fin) == "two_accounts"


def test_the_receipt_carries_a_code_only_as_the_desk_prints_it(signed_in, kamran, opened, pump):
    """The one that is kept and signed does not; the printed code opens the case."""
    address = reverse("cabinet:desk_code", args=[opened.number])
    pump()

    printed = signed_in(kamran).post(address, {"paper": "pdf"})

    pdf = b"".join(printed.streaming_content)
    assert pdf.startswith(b"%PDF-") and printed["Cache-Control"] == "private, no-store"
    kept = IssuedDocument.objects.get(kind="case-receipt")
    assert kept.file.read() != pdf and IssuedDocument.objects.count() == 1
    opened.refresh_from_db()
    assert opened.claim_hash
    plain, with_code = (len(paper_with_code(opened, code=code, address="x")) for code in ("", "ABCDE-FGHJK"))
    assert plain < with_code
