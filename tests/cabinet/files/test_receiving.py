"""What people upload is what it says, harmless, and theirs."""

import hashlib
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import transaction
from django.utils import timezone
from PIL import Image

from cabinet.files.models import Attachment
from cabinet.files.receiving import receive
from cabinet.files.rules import FileRule
from eculture import orphans
from eculture.journal import JournalEntry
from eculture.refusals import Refusal
from tests.cabinet.files import files

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def taken(anar, file, **more) -> Attachment:
    return receive(file, owner=anar, title="Vəsiqə", by=anar.user, **more)


def refusal(anar, file, **more) -> str:
    with pytest.raises(Refusal) as refused:
        taken(anar, file, **more)
    assert not Attachment.objects.exists()
    return refused.value.code


def test_a_pdf_is_kept_as_it_is_under_a_name_of_our_own(anar):
    file = files.pdf()
    content = file.read()

    kept = taken(anar, file)

    with kept.file.open("rb") as stored:
        assert stored.read() == content
    assert (kept.name, kept.content_type, kept.scan_state) == ("ərizə.pdf", "application/pdf", "unscanned")
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    assert "ərizə" not in kept.file.name
    assert JournalEntry.objects.about(kept).values_list("verb", "after").get() == (
        "upload",
        {"size": kept.size},
    )


@pytest.mark.parametrize("name", ["foto.jpg", "foto.png", "FOTO.JPEG"])
def test_a_picture_is_drawn_anew_without_place_and_camera(anar, name):
    kept = taken(anar, files.picture(name))

    with kept.file.open("rb") as stored:
        content = stored.read()
    with Image.open(BytesIO(content)) as picture:
        assert (picture.size, dict(picture.getexif())) == ((40, 30), {})
    assert b"Kamera" not in content


def test_a_picture_taken_sideways_is_stood_up(anar):
    kept = taken(anar, files.picture(orientation=6))

    with kept.file.open("rb") as stored, Image.open(stored) as picture:
        assert picture.size == (30, 40)


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (files.upload("boş.pdf", b""), "empty"),
        (files.upload("foto.jpg", b"<html><script>alert(1)</script></html>"), "kind"),
        (files.upload("loqo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "kind"),
        (files.upload("cədvəl.xlsx", b"PK\x03\x04" + bytes(60)), "kind"),
        (files.picture("foto.pdf"), "ending"),
        (files.upload("foto.jpg", files.picture().read()[:200]), "broken"),
        (files.upload("sənəd.pdf", b"%PDF-1.7 nothing else"), "broken"),
        (files.upload("sənəd.pdf", b"%PDF-1.7\n%%EOF"), "broken"),
        (files.with_script(), "active"),
        (files.with_another_file(), "active"),
        (files.that_launches(), "active"),
        (files.locked(), "locked"),
    ],
)
def test_what_is_not_a_harmless_paper_is_refused(anar, file, code):
    file.seek(0)

    assert refusal(anar, file) == code


def test_a_pdf_that_begins_as_something_else_is_refused(anar):
    polyglot = b"GIF89a" + files.pdf().read()

    assert refusal(anar, files.upload("sənəd.pdf", polyglot)) == "kind"


def test_a_script_behind_a_picture_does_not_stay(anar):
    kept = taken(anar, files.upload("foto.jpg", files.picture().read() + b"<script>alert(1)</script>"))

    with kept.file.open("rb") as stored:
        assert b"script" not in stored.read()


def test_a_flood_of_pixels_is_refused_before_it_is_unpacked(anar):
    buffer = BytesIO()
    Image.new("1", (20_000, 20_000)).save(buffer, "PNG")

    assert refusal(anar, files.upload("foto.png", buffer.getvalue())) == "too_many_pixels"


def test_the_sentence_says_how_large_a_file_may_be(anar, english):
    file = files.upload("böyük.pdf", b"%PDF-" + bytes(3 * 1024 * 1024))

    with pytest.raises(Refusal) as refused:
        taken(anar, file, rule=FileRule(at_most_mb=2))

    assert str(refused.value) == "“böyük.pdf” is too large: 4 MB, at most 2 MB. Upload a smaller file."


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../x.pdf", "x.pdf"),
        ("C:\\sənədlər\\y.PDF", "y.pdf"),
        ("fdp.\u202egpj.pdf", "fdp.gpj.pdf"),
        ("a\r\nSet-Cookie: b.pdf", "aSet-Cookie: b.pdf"),
        (f"{'ə' * 300}.pdf", f"{'ə' * 100}.pdf"),
        (".pdf", "file.pdf"),
    ],
)
def test_a_name_is_shown_and_never_followed(anar, name, shown):
    file = files.pdf()
    file._name = name

    assert taken(anar, file).name == shown


def test_nobody_fills_the_house_with_files(anar, monkeypatch):
    monkeypatch.setattr("cabinet.files.receiving.QUOTA_MB", 0)

    assert refusal(anar, files.pdf()) == "quota"


def test_a_file_whose_row_is_rolled_back_is_swept_at_night(anar):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        taken(anar, files.pdf())
        raise ZeroDivisionError

    assert not Attachment.objects.exists()
    assert orphans.sweep(Attachment, today=timezone.localdate()) == 0
    assert orphans.sweep(Attachment, today=timezone.localdate() + timedelta(days=2)) == 1


def test_the_sweep_leaves_what_a_row_names(anar):
    kept = taken(anar, files.pdf())

    assert orphans.sweep(Attachment, today=timezone.localdate() + timedelta(days=2)) == 0
    assert kept.file.storage.exists(kept.file.name)
