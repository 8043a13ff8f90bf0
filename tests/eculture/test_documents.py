from threading import Barrier, Thread

import pytest
from django.db import connection

from eculture import documents
from eculture.models import IssuedDocument, JournalEntry, User
from eculture.refusals import Refusal

TEMPLATE = "eculture/documents/sample.typ"


@pytest.fixture
def anar(db):
    return User.objects.create_user("anar@numune.example")


@pytest.fixture
def paper(anar, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return documents.issue(
        "sample",
        on=anar,
        holder=anar,
        holder_label="Aylin Nümunəli",
        issuer="Mədəniyyət Nazirliyi",
        title={"az": "Nümunə", "en": "Sample", "ru": "Образец"},
        template=TEMPLATE,
        data={"name": 'Aylin Nümunəli #read("/etc/passwd") Ğıİşçöüə'},
    )


def test_a_document_is_a_pdf_with_its_hash_and_a_code_that_can_be_read_aloud(paper):
    assert paper.file.read().startswith(b"%PDF-")
    assert len(paper.sha256) == 64
    assert set(paper.code) <= set(documents.CODE_LETTERS)
    assert documents.normalise_code(f" {paper.spaced_code.lower()} ") == paper.code


def test_the_name_on_a_document_is_masked_for_the_public(paper):
    assert paper.masked_holder == "A•••• N•••••••"


def test_a_revoked_document_is_never_valid_again(paper, anar):
    paper.revoke(by=anar, reason="a mistake in the name")

    assert (paper.state, JournalEntry.objects.about(paper).get().reason) == (
        "revoked",
        "a mistake in the name",
    )
    with pytest.raises(Refusal):
        paper.supersede(by=anar)


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_revoke_at_once_one_does(paper, anar):
    start, answers = Barrier(8), []

    def revoke():
        mine = IssuedDocument.objects.get(pk=paper.pk)
        start.wait()
        try:
            mine.revoke(by=anar)
            answers.append("done")
        except Refusal as refusal:
            answers.append(refusal.code)
        connection.close()

    threads = [Thread(target=revoke) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sorted(answers) == ["done"] + ["wrong_state"] * 7
    assert JournalEntry.objects.about(paper).count() == 1
