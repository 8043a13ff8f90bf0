"""An office applies for who has no account; the guardian takes the application over by a code from paper."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from cabinet.cases.reception import claim_case
from cabinet.models import Guardianship, Person
from cabinet.people.desk import child_at_desk
from eculture.documents import IssuedDocument
from eculture.journal import JournalEntry
from eculture.refusals import Refusal
from schools.admissions.applying import draft
from schools.admissions.receipts import issue_receipt, paper_with_code
from schools.admissions.reception import apply_at_desk
from schools.models import Application
from tests.factories import cabinet
from tests.factories import schools as make
from tests.factories.cabinet import with_second_factor

pytestmark = pytest.mark.django_db
with translation.override("en"):
    PERSON, START, CHILD = (reverse(f"cabinet:desk_{name}") for name in ("person", "start", "child"))
    APPLY, CLAIM = reverse("schools:desk_applications"), reverse("cabinet:claim")
BORN = date(1990, 4, 5)
FOREIGNER = {
    "passport": "ab 123-456", "citizenship": "ge", "birth_date": "1990-04-05", "surname": "Nümunidze",
    "name": "Giorgi", "sex": "male",
}  # fmt: skip


@pytest.fixture
def campaign(music_school):
    return make.campaign("registration", plan={(music_school, "TAR5", "free"): 1})


@pytest.fixture
def officer(music_school):
    user = make.guardian("Səbinə", "İdarəli").user
    make.officer(user, "regional-officer", region=music_school.institution.registered_unit.region)
    user.refresh_from_db()
    return with_second_factor(user) or user


@pytest.fixture
def visitor(db):
    """A guardian without an account."""
    return cabinet.person(surname="Nümunəli", name="Solmaz", birth_date=BORN)


@pytest.fixture
def child(visitor):
    return make.child(visitor, "Tural")


@pytest.fixture
def application(campaign, visitor, child, officer):
    made = apply_at_desk(campaign=campaign, guardian=visitor, child=child, direction="music", by=officer)
    made.submit(by=officer)
    return Application.objects.get(pk=made.pk)


def born() -> str:
    return (make.counted_on() - timedelta(days=9 * 366)).isoformat()


def test_a_foreign_family_without_account_or_fin_is_served_to_the_printed_code(
    signed_in, campaign, officer, pump
):
    desk = signed_in(officer)
    desk.post(PERSON, FOREIGNER)
    paper = {"passport": "ch 777-888", "citizenship": "GE", "birth_date": born(), "surname": "Nümunidze"}
    paper |= {"name": "Nino", "sex": "female", "kind": "parent", "document": "Doğum şəhadətnaməsi 1"}
    assert desk.post(CHILD, paper)["Location"] == START
    assert desk.post(CHILD, paper)["Location"] == START, "the same again changes nothing"
    assert Guardianship.objects.count() == 1
    nino = Person.objects.get(name="Nino")
    assert reverse("schools:desk_applications") in desk.get(START).text

    begun = desk.post(APPLY, {"child": nino.pk, "direction": "music"})
    made = Application.objects.get()
    assert begun["Location"] == made.get_absolute_url()
    assert "You lead this application at the desk" in desk.get(begun["Location"]).text
    sent = desk.post(reverse("schools:submission", args=[made.number]))
    page = desk.post(reverse("schools:desk_code", args=[made.number]))
    pump()

    made.refresh_from_db()
    assert sent["Location"] == reverse("schools:desk_application", args=[made.number])
    assert (made.state, made.desk_officer, made.guardian.name) == ("submitted", officer, "Giorgi")
    assert page.context["code"] in page.text
    assert "private, no-store" in page["Cache-Control"]
    assert IssuedDocument.objects.get(kind="application-receipt").person_id == nino.pk


def test_the_guardian_takes_it_over_and_the_desk_loses_sight_of_it(signed_in, application, officer, visitor):
    code, newcomer = application.give_code(by=officer), cabinet.user("yeni@numune.example")
    assert application in Application.objects.editable_by(officer)

    answer = signed_in(newcomer).post(CLAIM, {"code": code.lower(), "birth_date": BORN.isoformat()})

    application.refresh_from_db()
    assert answer["Location"] == application.get_absolute_url()
    assert application.claimed_at is not None
    assert Person.objects.get(pk=visitor.pk).user == newcomer
    assert application not in Application.objects.editable_by(officer)
    assert list(Application.objects.editable_by(newcomer)) == [application]
    assert signed_in(officer).get(application.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("wrong", ["code", "birth_date", "late", "twice"])
def test_a_wrong_code_says_nothing_about_what_was_wrong(application, officer, wrong):
    code, user = application.give_code(by=officer), cabinet.user("yeni@numune.example")
    given = {"code": code, "birth_date": BORN}
    if wrong == "code":
        given["code"] = "A" * 10
    elif wrong == "birth_date":
        given["birth_date"] = date(1991, 1, 1)
    elif wrong == "late":
        Application.objects.update(claim_until=timezone.now() - timedelta(seconds=1))
    else:
        claim_case(by=cabinet.user("ilk@numune.example"), **given)

    with pytest.raises(Refusal) as told:
        claim_case(by=user, **given)
    assert told.value.code == "not_claimed"


def test_one_child_has_one_application_whoever_files_it(campaign, visitor, child, officer, nigar):
    wish = {"campaign": campaign, "guardian": visitor, "child": child, "direction": "music"}
    at_home = draft(**wish, by=None)
    for by in (officer, nigar):
        with pytest.raises(Refusal, match=at_home.number):
            apply_at_desk(**wish, by=by)
    assert Application.objects.count() == 1


def test_an_officer_applies_for_nobody_of_the_own_family(campaign, officer):
    own = officer.person
    child = make.child(own, "Nərmin")
    with pytest.raises(Refusal) as told:
        apply_at_desk(campaign=campaign, guardian=own, child=child, direction="music", by=officer)
    assert told.value.code == "own_case"


@pytest.mark.parametrize(
    ("change", "code"), [({"birth_date": date(1980, 1, 1)}, "child_is_adult"), ({"fin": "guardian"}, "same")]
)
def test_who_is_no_child_of_the_guardian_is_not_entered(visitor, officer, change, code):
    facts = {"fin": cabinet.fin(), "surname": "Nümunəli", "name": "Tural", "sex": "male"}
    facts |= {"birth_date": date.fromisoformat(born()), "kind": "parent", "document": "Ş 1"} | change
    if facts["fin"] == "guardian":
        facts["fin"] = visitor.fin
        Person.objects.filter(pk=visitor.pk).update(birth_date=facts["birth_date"])
        visitor.birth_date = BORN
    with pytest.raises(Refusal) as told:
        child_at_desk(guardian=visitor, by=officer, **facts)
    assert told.value.code == code


def test_the_receipt_is_made_once_and_says_what_was_received(application, pump, child):
    pump()
    first = IssuedDocument.objects.get(kind="application-receipt")

    assert issue_receipt(application) == first
    assert first.person_id == child.pk
    assert first.file.read(5) == b"%PDF-"
    paper = paper_with_code(application, code="ABCDE-FGHIJ", address="https://numune.example/claim/")
    assert paper.startswith(b"%PDF-")


def test_the_family_finds_its_receipt_on_the_page(signed_in, campaign, anar, aylin, pump):
    made = draft(campaign=campaign, guardian=anar, child=aylin, direction="music", by=anar.user)
    made.submit(by=anar.user)
    browser = signed_in(anar.user)
    before = browser.get(made.get_absolute_url()).text
    pump()

    document = IssuedDocument.objects.get(kind="application-receipt")
    address = reverse("cabinet:document_file", args=[document.pk])
    assert address not in before
    assert address in browser.get(made.get_absolute_url()).text
    assert browser.get(address).status_code == 200


def test_what_the_desk_did_is_told(application, officer, child):
    application.give_code(by=officer)
    verbs = set(JournalEntry.objects.about(application).values_list("verb", flat=True))

    assert verbs == {"draft", "submit", "give_code"}
    assert JournalEntry.objects.filter(verb="viewed", subject_id=str(child.pk)).exists()
