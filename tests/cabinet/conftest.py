import hashlib

import pytest
from django.core.files.base import ContentFile

from eculture.documents import IssuedDocument
from tests.factories import cabinet as make

PDF = b"%PDF-1.7"


@pytest.fixture
def anar(db):
    """Guardian of Aylin."""
    return make.citizen("anar@numune.example", surname="Nümunəli", name="Anar")


@pytest.fixture
def aylin(anar):
    return make.child_of(anar, surname="Nümunəli", name="Aylin")


@pytest.fixture
def rauf(db):
    """The stranger."""
    return make.citizen("rauf@numune.example", surname="Örnəkzadə", name="Rauf")


@pytest.fixture
def nigar(db):
    """An officer of the ministry, with a second factor."""
    return make.with_second_factor(make.user("nigar@numune.example", is_staff=True, is_superuser=True))


@pytest.fixture
def as_anar(anar, signed_in):
    return signed_in(anar.user)


@pytest.fixture
def as_rauf(rauf, signed_in):
    return signed_in(rauf.user)


@pytest.fixture
def certificate(anar, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    document = IssuedDocument(
        kind="certificate",
        code="7KQ4M2XDPABC",
        title={"az": "Şəhadətnamə", "en": "Certificate"},
        holder=anar.user,
        holder_label="Aylin Nümunəli",
        issuer="Bakı 1 nömrəli musiqi məktəbi",
        subject_type="cabinet.person",
        subject_id=str(anar.pk),
        sha256=hashlib.sha256(PDF).hexdigest(),
    )
    document.file.save("x.pdf", ContentFile(PDF), save=False)
    document.save(force_insert=True)
    return document
