"""My papers: seen by the family, changed through verbs, downloaded as dead files."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cabinet.files.models import Attachment
from cabinet.files.receiving import receive
from cabinet.tasks import remind_of_papers
from eculture.journal import JournalEntry
from eculture.notices import Notice
from tests.cabinet.files import files

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def paper(anar, aylin):
    return receive(files.pdf(), owner=aylin, title="Doğum haqqında şəhadətnamə", by=anar.user)


def verbs(paper):
    return list(JournalEntry.objects.about(paper).order_by("pk").values_list("verb", flat=True))


def test_the_family_reads_its_paper_and_the_stranger_does_not(as_anar, as_rauf, paper):
    answer = as_anar.get(paper.get_absolute_url())

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["Cache-Control"] == "private, no-store"
    assert as_rauf.get(paper.get_absolute_url()).status_code == 404


def test_a_right_that_ended_yesterday_opens_not_even_what_one_brought_oneself(as_anar, aylin, paper):
    aylin.guardianships_over.update(since="2020-01-01", until="2020-01-02")

    assert as_anar.get(paper.get_absolute_url()).status_code == 404


def test_consent_to_use_a_paper_again_stands_in_the_journal(as_anar, paper):
    wish = {"title": "Şəhadətnamə", "expires_on": "2031-01-01", "may_be_reused": "on"}

    answer = as_anar.post(reverse("cabinet:paper", args=[paper.pk]), wish)

    paper.refresh_from_db()
    assert answer.url == reverse("cabinet:papers")
    assert (paper.title, str(paper.expires_on), paper.may_be_reused) == ("Şəhadətnamə", "2031-01-01", True)
    assert verbs(paper) == ["upload", "rename", "consent_to_reuse"]


def test_a_removed_paper_is_gone_and_its_row_is_not(as_anar, paper, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        as_anar.post(reverse("cabinet:paper_removal", args=[paper.pk]))
        as_anar.post(reverse("cabinet:paper_removal", args=[paper.pk]))

    assert not paper.file.storage.exists(paper.file.name)
    assert as_anar.get(paper.get_absolute_url()).status_code == 404
    assert verbs(paper) == ["upload", "remove"]


@pytest.mark.parametrize("name", ["paper", "paper_removal"])
def test_a_stranger_changes_nothing(as_rauf, paper, name):
    assert as_rauf.post(reverse(f"cabinet:{name}", args=[paper.pk]), {"title": "x"}).status_code == 404
    assert verbs(paper) == ["upload"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(as_anar, anar, count, django_assert_num_queries):
    for _each in range(count):
        receive(files.pdf(), owner=anar, title="Ərizə", by=anar.user)
    as_anar.get(reverse("cabinet:papers"))

    with django_assert_num_queries(4):
        page = as_anar.get(reverse("cabinet:papers"))

    assert page.content.decode().count('<th scope="row">') == count


def test_a_paper_that_runs_out_is_told_of_once(paper, anar):
    day = timezone.localdate() + timedelta(days=14)
    paper.let_be_reused(may=True, by=anar.user)
    Attachment.objects.update(expires_on=day)

    remind_of_papers()
    remind_of_papers()

    assert Notice.objects.filter(to=anar.user).values_list("kind", flat=True).get() == "paper-runs-out"
