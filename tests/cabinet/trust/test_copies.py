"""A copy of one's data: all of it, nothing of others, for its asker alone."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from cabinet.files.models import Attachment
from cabinet.files.receiving import receive
from cabinet.people.access_log import note_view
from cabinet.people.models import Guardianship
from cabinet.trust import exporting
from eculture.accounts import User
from eculture.exports import holdings
from eculture.jobs import Job
from eculture.journal import JournalEntry
from eculture.refusals import Refusal
from eculture.tasks import forget_old_results
from tests.cabinet.files import files
from tests.factories import cabinet as make
from tests.factories.office import holder

pytestmark = pytest.mark.django_db
PAGE = reverse("cabinet:my_data")


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def officer(db):
    return holder("Nigar", "ministry-officer")


@pytest.fixture
def copy_of(pump):
    """The ZIP that somebody gets of a person, in English."""

    def ask(person, by) -> zipfile.ZipFile:
        User.objects.filter(pk=by.pk).update(language="en")
        job = exporting.ask_for(person, by=by)
        pump()
        job.refresh_from_db()
        assert (job.state, job.error) == ("done", "")
        return zipfile.ZipFile(io.BytesIO(job.result.read()))

    return ask


def texts(archive: zipfile.ZipFile) -> str:
    return "".join(
        archive.read(name).decode() for name in archive.namelist() if name.endswith((".json", ".txt"))
    )


def rows(archive: zipfile.ZipFile, part: str, table: str, kind: str = "rows") -> list[dict]:
    tables = json.loads(archive.read(f"data/{part}.json"))["tables"]
    return [row for one in tables if one["table"] == table for row in one[kind]]


def as_somebody_who_just_signed_in(client):
    client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
    return client


@pytest.mark.asvs("14.2.6")
def test_a_copy_holds_all_that_is_one_s_own(anar, aylin, officer, certificate, copy_of):
    case = make.case(anar, "in_review", officer=officer, answers={"wish": "Tavan axır", "has_paper": False})
    make.decision(case, by=officer, text="Sənəd çatmır.")
    receive(files.pdf(), owner=anar, title="Aktın surəti", by=anar.user)
    anar.surname = "Yeniadlı"
    anar.save()

    archive = copy_of(anar, by=anar.user)

    assert archive.testzip() is None and {f"data/{part.slug}.json" for part in holdings} < set(
        archive.namelist()
    )
    assert rows(archive, "person", "cabinet.person")[0]["fin"] == anar.fin
    assert rows(archive, "person", "cabinet.person", "history")[0]["surname"] == "Nümunəli"
    assert rows(archive, "cases", "cabinet.case")[0]["sent_answers"]["wish"] == "Tavan axır"
    assert rows(archive, "cases", "cabinet.decision")[0]["text"] == "Sənəd çatmır."
    assert [row["verb"] for row in rows(archive, "cases", "eculture.journalentry")] == ["submit"]
    assert rows(archive, "person", "cabinet.guardianship")[0]["child"] == "Nümunəli Aylin Anar qızı"
    assert rows(archive, "papers", "cabinet.attachment")[0]["title"] == "Aktın surəti"
    kept = {name.partition("/")[2] for name in archive.namelist() if name.startswith("files/")}
    assert {name.partition("/")[0] for name in kept} == {"papers", "documents"}
    assert archive.read("files/documents/7KQ4M2XDPABC.pdf") == b"%PDF-1.7"
    assert archive.read("summary.pdf").startswith(b"%PDF-")


@pytest.mark.asvs("14.2.6", "8.2.3")
def test_a_copy_names_nobody_else_and_opens_nothing(anar, aylin, rauf, officer, copy_of):
    other = make.citizen(surname="Başqaqızı", name="Sevda")
    Guardianship.objects.create(
        guardian=other, child=aylin, limit="look", limit_since="2026-01-01", limit_act="№ 77"
    )
    case = make.case(anar, "in_review", subject=aylin, officer=officer)
    case.say(text="Daxili qeyd", by=officer, as_staff=True, is_note=True)
    note_view(aylin, by=officer, case=case)
    make.with_second_factor(anar.user)

    text = texts(copy_of(aylin, by=anar.user)) + texts(copy_of(anar, by=anar.user))

    for secret in (
        other.fin,
        "Başqaqızı",
        "№ 77",
        officer.person.surname,
        officer.email,
        rauf.fin,
        "Daxili qeyd",
    ):
        assert secret not in text
    for secret in (anar.fin_index, aylin.fin_index, anar.user.password, "JBSWY3DPEHPK3PXP"):
        assert secret not in text
    assert aylin.fin in text and "another person" in text


def test_of_a_look_the_office_is_told(anar, officer, copy_of):
    note_view(anar, by=officer)

    looks = [
        row
        for row in rows(copy_of(anar, by=anar.user), "journal", "eculture.journalentry")
        if "office" in row
    ]

    assert [(row["role"], row["office"]) for row in looks] == [("ministry officer", "Ministry of Culture")]


def test_a_file_that_is_gone_does_not_stop_the_copy(anar, copy_of):
    paper = receive(files.pdf(), owner=anar, title="Aktın surəti", by=anar.user)
    paper.file.storage.delete(paper.file.name)

    archive = copy_of(anar, by=anar.user)

    assert str(paper.pk) in archive.read("README.txt").decode()


def test_a_name_of_a_file_leads_to_no_other_folder(anar, copy_of):
    paper = receive(files.pdf(), owner=anar, title="Aktın surəti", by=anar.user)
    Attachment.objects.filter(pk=paper.pk).update(name="../../../x.pdf")

    names = [name for name in copy_of(anar, by=anar.user).namelist() if name.startswith("files/")]

    assert names == [f"files/papers/{paper.pk}-......x.pdf"]


@pytest.mark.asvs("7.5.1")
def test_the_page_and_the_file_ask_for_the_password_again(anar, as_anar, as_rauf, pump):
    assert as_anar.get(PAGE)["Location"].startswith(reverse("account_reauthenticate"))

    page = as_somebody_who_just_signed_in(as_anar).post(PAGE, {"person": anar.pk})
    pump()
    file = reverse("cabinet:job_file", args=[Job.objects.get(kind=exporting.KIND).pk])

    assert page["Location"] == file.removesuffix("file/")
    assert as_anar.get(file)["Content-Type"] == "application/zip"
    assert as_rauf.get(file).status_code == 404
    session = as_anar.session
    del session["account_authentication_methods"]
    session.save()
    assert as_anar.get(file)["Location"].startswith(reverse("account_reauthenticate"))
    assert list(JournalEntry.objects.about(anar).values_list("verb", "actor_id")) == [
        ("ask_copy", str(anar.user.pk))
    ]


def test_a_stranger_s_number_on_the_form_gives_nothing(anar, as_rauf):
    answer = as_somebody_who_just_signed_in(as_rauf).post(PAGE, {"person": anar.pk})

    assert (answer.status_code, Job.objects.count()) == (422, 0)


def test_the_page_lists_one_s_own_copies_alone(anar, as_anar, as_rauf):
    own = reverse("cabinet:job", args=[exporting.ask_for(anar, by=anar.user).pk])

    pages = [as_somebody_who_just_signed_in(one).get(PAGE).content.decode() for one in (as_anar, as_rauf)]

    assert [own in page for page in pages] == [True, False]


def test_a_child_s_data_are_not_given_for_a_password_alone(anar, aylin, as_anar):
    answer = as_somebody_who_just_signed_in(as_anar).post(PAGE, {"person": aylin.pk})
    assert (answer.status_code, Job.objects.count()) == (422, 0)

    make.with_second_factor(anar.user)
    assert exporting.ask_for(aylin, by=anar.user).kind == exporting.KIND


def test_who_has_lost_the_child_since_asking_gets_nothing(anar, aylin, pump):
    make.with_second_factor(anar.user)
    job = exporting.ask_for(aylin, by=anar.user)
    Guardianship.objects.get().end(by=anar.user)

    pump()

    job.refresh_from_db()
    assert (job.state, job.result.name) == ("failed", "")


@pytest.mark.asvs("2.4.1")
def test_a_fourth_copy_of_a_day_is_refused(anar):
    for _time in range(exporting.TIMES):
        exporting.ask_for(anar, by=anar.user)

    with pytest.raises(Refusal) as caught:
        exporting.ask_for(anar, by=anar.user)
    assert caught.value.code == "too_many"


KEPT = [(exporting.KIND, 6, True), (exporting.KIND, 8, False), ("families-by-month", 8, True)]
KEPT += [("gone", 29, True), ("gone", 31, False)]


@pytest.mark.asvs("14.2.7")
@pytest.mark.parametrize(("kind", "days", "is_there"), KEPT)
def test_a_result_is_kept_as_long_as_its_kind_says(anar, kind, days, is_there):
    finished = timezone.now() - timedelta(days=days)
    job = Job(kind=kind, by=anar.user, key="x", state="done", finished_at=finished, result_name="x.zip")
    job.result.save("x", ContentFile(b"1"), save=False)
    job.save()

    forget_old_results()

    job.refresh_from_db()
    assert (bool(job.result), job.result.storage.exists("results/x")) == (is_there, is_there)


@pytest.mark.parametrize("count", [1, 4])
def test_more_rows_ask_no_more_of_the_database(anar, count, django_assert_num_queries):
    for _number in range(count):
        make.case(anar)
    whose = exporting.whose_for(anar.user, anar)

    with django_assert_num_queries(8):
        cases = [part for part in holdings if part.slug == "cases"][0]
        "".join(exporting.as_json(cases.title, cases.tables, whose))
