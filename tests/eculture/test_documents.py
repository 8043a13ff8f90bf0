import hashlib
from datetime import timedelta
from io import BytesIO
from threading import Barrier, Thread

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader

from eculture import documents, orphans, tasks
from eculture.models import IssuedDocument, JournalEntry, User
from eculture.refusals import Refusal

TEMPLATE = "eculture/documents/sample.typ"


@pytest.fixture
def anar(db):
    return User.objects.create_user("anar@numune.example")


@pytest.fixture
def issue(anar, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def make(**changed) -> IssuedDocument:
        facts = {
            "on": anar,
            "holder": anar,
            "holder_label": "Aylin Nümunəli",
            "issuer": "Mədəniyyət Nazirliyi",
            "title": {"az": "Nümunə", "en": "Sample", "ru": "Образец"},
            "template": TEMPLATE,
            "data": {"name": 'Aylin Nümunəli #read("/etc/passwd") Ğıİşçöüə'},
        }
        return documents.issue("sample", **facts | changed)

    return make


@pytest.fixture
def paper(issue):
    return issue()


def files() -> list[str]:
    """All that lie in the folder of today."""
    folder = timezone.localdate().strftime(documents.FOLDER)
    return [folder + name for name in default_storage.listdir(folder)[1]]


def test_a_document_is_a_pdf_with_its_hash_and_a_code_that_can_be_read_aloud(paper):
    content = paper.file.read()
    assert content.startswith(b"%PDF-")
    assert paper.sha256 == hashlib.sha256(content).hexdigest()
    assert set(paper.code) <= set(documents.CODE_LETTERS)
    assert documents.normalise_code(f" {paper.spaced_code.lower()} ") == paper.code


def test_what_the_row_keeps_is_the_hash_of_the_signed_file(paper):
    (signature,) = PdfFileReader(BytesIO(paper.file.read())).embedded_signatures

    assert paper.signer == signature.signer_cert.subject.native["common_name"]


def test_the_journal_keeps_who_issued_it_and_its_hash(issue, anar):
    paper = issue(by=anar)

    entry = JournalEntry.objects.about(paper).get()

    assert (entry.verb, entry.actor_id) == ("issue", str(anar.pk))
    assert entry.after == {"kind": "sample", "sha256": paper.sha256}


def test_what_stands_in_a_document_is_never_changed(paper):
    with pytest.raises(DatabaseError), transaction.atomic():
        IssuedDocument.objects.update(sha256="0" * 64)


def test_a_successor_supersedes_in_the_same_transaction(paper, issue, anar):
    successor = issue(by=anar, replaces=paper)

    paper.refresh_from_db()
    assert (paper.state, paper.superseded_by, successor.state) == ("superseded", successor, "valid")


def test_what_is_revoked_cannot_be_replaced_and_nothing_is_issued(paper, issue, anar):
    paper.revoke(by=anar, reason="a mistake")

    with pytest.raises(Refusal):
        issue(replaces=paper)

    assert IssuedDocument.objects.get() == paper


def test_a_file_whose_transaction_failed_is_swept_a_day_later(paper, issue):
    with pytest.raises(Refusal), transaction.atomic():
        issue()
        raise Refusal("the caller changes its mind")
    today = timezone.localdate()
    assert len(files()) == 2

    assert orphans.sweep(IssuedDocument, today=today) == 0
    assert orphans.sweep(IssuedDocument, today=today + timedelta(days=2)) == 1

    assert files() == [paper.file.name]


def test_the_sweep_of_every_night_finds_nothing_where_nothing_was(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    tasks.sweep_documents()

    assert list(tmp_path.iterdir()) == []


def test_the_name_on_a_document_is_masked_for_the_public(paper):
    assert paper.masked_holder == "A•••• N•••••••"


def test_a_revoked_document_is_never_valid_again(paper, anar):
    paper.revoke(by=anar, reason="a mistake in the name")

    entry = JournalEntry.objects.about(paper).get(verb="revoke")
    assert (paper.state, entry.reason) == ("revoked", "a mistake in the name")
    with pytest.raises(Refusal):
        paper.supersede(by=anar)


@pytest.mark.parametrize("reason", ["", "  "])
def test_revoking_needs_a_reason(paper, anar, reason):
    with pytest.raises(Refusal) as refused:
        paper.revoke(by=anar, reason=reason)

    assert (refused.value.code, refused.value.field) == ("no_reason", "reason")
    assert IssuedDocument.objects.get().state == "valid"


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_revoke_at_once_one_does(paper, anar):
    start, answers = Barrier(8), []

    def revoke():
        mine = IssuedDocument.objects.get(pk=paper.pk)
        start.wait()
        try:
            mine.revoke(by=anar, reason="a mistake")
            answers.append("done")
        except Refusal as refusal:
            answers.append(refusal.code)
        connection.close()

    threads = [Thread(target=revoke) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sorted(answers) == ["done"] + ["wrong_state"] * 7
    assert JournalEntry.objects.about(paper).filter(verb="revoke").count() == 1
