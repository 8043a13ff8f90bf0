"""To be forgotten: refused while others wait, told before, done once, with the journal whole."""

from datetime import timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cabinet.cases.models import Case
from cabinet.files.receiving import receive
from cabinet.models import Attachment, Guardianship, Person, RetentionRule
from cabinet.reference import load_retention
from cabinet.trust import erasing
from eculture.accounts import User
from eculture.erasure import portions
from eculture.jobs import Job
from eculture.journal import JournalEntry
from eculture.refusals import Refusal
from tests.cabinet.files import files
from tests.cabinet.trust.test_copies import as_somebody_who_just_signed_in
from tests.factories import cabinet as make
from tests.factories import schools
from tests.factories.office import holder

pytestmark = pytest.mark.django_db
PAGE = reverse("cabinet:erasure")
OLD = timezone.now() - timedelta(days=6 * 366)


@pytest.fixture(autouse=True)
def rules(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    load_retention(lambda line: None)


@pytest.fixture
def closed_case(anar):
    """Answers, a message, a paper and a decision of a case that is over."""
    officer = holder("Nigar", "ministry-officer")
    case = make.case(anar, "in_review", officer=officer, answers={"wish": "Gizli arzu", "has_paper": False})
    case.say(text="Gizli söz", by=anar.user)
    paper = receive(files.pdf(), owner=anar, title="Gizli sənəd", by=anar.user)
    case.papers.create(attachment=paper)
    make.decision(case, by=officer, text="Gizli səbəb")
    Case.objects.filter(pk=case.pk).update(state="closed")
    return case


def fates(user) -> dict[str, str]:
    return {line.slug: line.fate for line in erasing.plan_for(user)}


def erased(user, pump) -> Job:
    job = erasing.ask_for(by=user)
    pump()
    job.refresh_from_db()
    return job


def everything_that_is_kept() -> str:
    """All rows of the house as text: whatever somebody could still read."""
    texts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            texts += [str(row) for row in cursor.fetchall()]
    return "\n".join(texts)


def test_each_portion_has_a_rule_and_each_rule_a_portion():
    assert set(RetentionRule.objects.values_list("slug", flat=True)) == {one.slug for one in portions}
    assert not RetentionRule.objects.filter(is_kept=True, law="").exists()


@pytest.mark.asvs("14.2.7")
def test_nothing_of_a_person_whom_no_law_keeps_can_be_read_again(
    anar, as_anar, pump, django_capture_on_commit_callbacks
):
    make.case(anar, "draft", answers={"wish": "Gizli arzu", "has_paper": False})
    paper = receive(files.pdf(), owner=anar, title="Gizli sənəd", by=anar.user)
    UserSession.objects.create(user=anar.user, ip="192.0.2.7", session_key=as_anar.session.session_key)
    anar.patronymic = "Gizli oğlu"
    anar.save()

    with django_capture_on_commit_callbacks(execute=True):
        job = erased(anar.user, pump)

    assert (job.state, job.error) == ("done", "")
    text = everything_that_is_kept()
    for secret in ("Gizli", "Nümunəli", "anar@numune", "192.0.2.7", anar.fin_index):
        assert secret not in text, secret
    assert not paper.file.storage.exists(paper.file.name)
    assert as_anar.get(reverse("cabinet:notices")).status_code == 302
    account = User.objects.get(pk=anar.user_id)
    assert (account.is_active, account.has_usable_password()) == (False, False)


def test_what_a_law_keeps_stays_whole_until_its_day_and_then_goes(anar, closed_case, pump):
    assert fates(anar.user)["cases"] == fates(anar.user)["person"] == "kept"
    erased(anar.user, pump)

    person, case = Person.objects.get(pk=anar.pk), Case.objects.get(pk=closed_case.pk)
    assert (person.full_name, person.user_id, person.fin) == ("Nümunəli Anar", None, anar.fin)
    assert case.sent_answers["wish"] == "Gizli arzu" and Attachment.objects.get().removed_at is None
    assert not EmailAddress.objects.filter(email="anar@numune.example").exists()


def test_after_the_term_a_case_says_nothing_of_anybody(
    anar, closed_case, pump, django_capture_on_commit_callbacks
):
    pump()
    Case.objects.update(submitted_at=OLD)
    RetentionRule.objects.filter(slug="documents").update(is_kept=False, years=None)

    with django_capture_on_commit_callbacks(execute=True):
        erased(anar.user, pump)

    text = everything_that_is_kept()
    assert "Gizli" not in text and "Nümunəli" not in text
    paper = Attachment.objects.get()
    assert not paper.file.storage.exists(paper.file.name)
    assert Case.objects.get().decisions.get().outcome == "refused"


def test_a_delegation_stops_it_and_later_names_nobody(anar, rauf, pump):
    row = make.delegation(anar, rauf)
    assert (refusal(anar.user), refusal(rauf.user)) == ("delegation", "delegation")

    row.end(by=anar.user, reason="Səbəb")
    RetentionRule.objects.filter(slug="delegations").update(is_kept=False, years=None)
    erased(rauf.user, pump)

    row.refresh_from_db()
    assert (row.delegate_name, row.delegate_index, row.reason) == ("–", "", "")


@pytest.mark.asvs("16.4.2")
def test_the_journal_stays_as_it_was_and_tells_of_the_deed(anar, closed_case, pump):
    pump()
    before = list(JournalEntry.objects.order_by("pk").values())

    erased(anar.user, pump)

    entries = JournalEntry.objects.order_by("pk")
    assert list(entries.values())[: len(before)] == before
    assert [entry.verb for entry in entries[len(before) :]] == ["ask_erasure", "erase"]
    assert entries.last().after["cases"] == "kept: 1"
    call_command("verify_journal", stdout=StringIO())


def test_twice_is_once(anar, pump):
    erased(anar.user, pump)
    count = JournalEntry.objects.count()

    erasing.carry_out(User.objects.get(pk=anar.user_id))

    assert JournalEntry.objects.count() == count


def refusal(user) -> str | None:
    found = erasing.refusal_to_erase(user)
    return found and found.code


def test_it_is_refused_while_others_wait(anar, aylin):
    assert refusal(anar.user) == "represents"
    Guardianship.objects.get().end(by=anar.user)
    assert refusal(anar.user) is None

    case = make.case(anar)
    assert refusal(anar.user) == "open_case"
    with pytest.raises(Refusal):
        erasing.ask_for(by=anar.user)
    case.withdraw(by=anar.user)

    application = schools.application(schools.campaign("registration"), by=anar, child=aylin)
    assert refusal(anar.user) == "running_admission"
    application.withdraw(by=anar.user)
    assert refusal(anar.user) is None


def test_neither_an_employee_nor_a_child_erases_an_account(db):
    child = make.citizen(birth_date=timezone.localdate() - timedelta(days=5000))

    assert refusal(holder("Samir", "ministry-officer")) == "employee"
    assert refusal(child.user) == "not_adult"


def test_a_case_sent_between_the_wish_and_the_deed_stops_it(anar, pump):
    job = erasing.ask_for(by=anar.user)
    make.case(anar)

    pump()

    job.refresh_from_db()
    assert (job.state, User.objects.get(pk=anar.user_id).is_active) == ("failed", True)


@pytest.mark.asvs("7.5.1")
def test_the_page_tells_the_plan_and_takes_the_wish(anar, closed_case, as_anar):
    assert as_anar.get(PAGE)["Location"].startswith(reverse("account_reauthenticate"))

    page = as_somebody_who_just_signed_in(as_anar).get(f"/en{PAGE}").content.decode()
    assert "law on the national archive fund" in page and "to be confirmed by the lawyers" in page
    assert as_anar.post(PAGE, {"understood": ""}).status_code == 422

    answer = as_anar.post(PAGE, {"understood": "on"})
    assert answer["Location"] == reverse("cabinet:job", args=[Job.objects.get(kind="erasure").pk])


@pytest.mark.parametrize("count", [1, 3])
def test_the_plan_asks_no_more_for_more_rows(anar, count, django_assert_num_queries):
    for _number in range(count):
        make.case(anar, "draft")
    user = User.objects.get(pk=anar.user_id)

    with django_assert_num_queries(18):
        erasing.plan_for(user)
