"""The check of a document by its code, which anyone may ask for."""

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from redis.exceptions import ConnectionError as Silent

from cabinet.views import documents
from eculture import limits
from tests.cabinet.conftest import PDF

pytestmark = pytest.mark.django_db
CODE = "7KQ4M2XDPABC"


def check(code: str = CODE):
    return Client().get(reverse("cabinet:verify_code", args=[code]))


def test_anyone_learns_that_a_document_is_valid_but_not_whose_it_is(certificate):
    page = check("7kq4-m2xd pabc")

    text = page.content.decode()
    assert page.status_code == 200 and page.context["document"] == certificate
    assert "A•••• N•••••••" in text and "Aylin" not in text and "Nümunəli" not in text


@pytest.mark.parametrize(("move", "state"), [("revoke", "revoked"), ("supersede", "superseded")])
def test_an_ended_document_says_so_with_its_day(certificate, nigar, move, state):
    getattr(certificate, move)(by=nigar, reason="səhv")

    found = check().context["document"]

    assert found.state == state and found.ended_at


@pytest.mark.asvs("11.5.1")
@pytest.mark.parametrize("code", ["7KQ4M2XDPABD", "x", "7KQ4M2XDPABCC", "<script>", "-"])
def test_unknown_and_wrong_codes_get_the_same_page(certificate, code):
    wrong, unknown = check(code), check("ZZZZZZZZZZZZ")

    assert (wrong.status_code, wrong.context["document"]) == (404, None)
    assert [one.name for one in wrong.templates] == [one.name for one in unknown.templates]


def test_a_typed_code_leads_to_its_address(db):
    answer = Client().get(reverse("cabinet:verify"), {"code": "7kq4-m2xd-pabc"})

    assert answer["Location"] == reverse("cabinet:verify_code", args=[CODE])


@pytest.mark.asvs("2.4.1", "11.5.1")
def test_trying_out_codes_is_slowed_down(db):
    for _try in range(30):
        check("ZZZZZZZZZZZZ")

    answer = check("ZZZZZZZZZZZZ")

    assert (answer.status_code, answer["Retry-After"]) == (429, "60")


def test_without_the_counter_nothing_is_checked(db, monkeypatch, certificate):
    def silent(*args, **kwargs):
        raise Silent

    monkeypatch.setattr(limits, "cache", SimpleNamespace(add=silent))

    assert check().status_code == 503


def compare(*content: bytes, code: str = CODE):
    files = dict.fromkeys(["file"] if content else [], SimpleUploadedFile("paper.pdf", b"".join(content)))
    return Client().post(reverse("cabinet:compare_document", args=[code]), files)


@pytest.mark.asvs("11.5.1")
def test_every_code_costs_the_same_queries(certificate):
    def asked(code: str) -> list[str]:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            check(code)
        return [query["sql"].partition(" WHERE ")[0] for query in captured]

    assert asked(CODE) == asked("ZZZZZZZZZZZZ") == asked("<script>") != []


def test_a_superseded_document_leads_to_its_successor(certificate, successor, nigar):
    certificate.supersede(by=nigar, successor=successor)

    text = check().content.decode()

    assert reverse("cabinet:verify_code", args=[successor.code]) in text
    assert successor.code not in check("ZZZZZZZZZZZZ").content.decode()


@pytest.fixture
def successor(certificate):
    newer = type(certificate).objects.get(pk=certificate.pk)
    newer.pk, newer.code = None, "7KQ4M2XDPABE"
    newer.save(force_insert=True)
    return newer


@pytest.mark.parametrize("code", [CODE, "ZZZZZZZZZZZZ"])
def test_a_page_names_the_signer_and_the_hash_to_who_has_the_code(certificate, code):
    text = check(code).content.decode()

    assert (certificate.sha256 in text, certificate.issuer in text) == (code == CODE, code == CODE)


@pytest.mark.parametrize(("content", "is_same"), [(PDF, True), (PDF + b"\n", False), (b"%PDF-1.4", False)])
def test_a_file_is_compared_to_the_last_byte(certificate, content, is_same):
    page = compare(content)

    assert (page.status_code, page.context["is_same"]) == (200, is_same)


def test_a_compared_file_is_not_kept(certificate, settings):
    def kept() -> list[str]:
        return sorted(path.name for path in settings.MEDIA_ROOT.rglob("*"))

    before = kept()
    compare(b"%PDF-1.4" * 1_000_000)

    assert kept() == before


@pytest.mark.parametrize("content", [[], [b"x" * 1024 * 1024 * 12 + b"x"]], ids=["nothing", "too large"])
def test_nothing_and_too_much_are_told_apart_from_another_file(certificate, content):
    page = compare(*content)

    assert (page.status_code, bool(page.context["is_same"])) == (422, False)
    assert page.context["comparison"].errors.keys() == {"file"}


def test_a_file_without_a_right_code_is_compared_with_nothing(certificate):
    assert compare(PDF, code="ZZZZZZZZZZZZ").status_code == 404


@pytest.mark.asvs("2.4.1")
def test_comparing_counts_as_checking(certificate, monkeypatch):
    monkeypatch.setattr(documents, "CHECKS", 1)

    assert [check().status_code, compare(PDF).status_code] == [200, 429]


@pytest.mark.asvs("2.4.1", "11.5.1")
def test_many_addresses_together_are_slowed_down_too(certificate, monkeypatch):
    monkeypatch.setattr(documents, "ALL_CHECKS", 2)
    address = reverse("cabinet:verify_code", args=[CODE])

    answers = [Client(REMOTE_ADDR=f"192.0.2.{n}").get(address).status_code for n in range(3)]

    assert answers == [200, 200, 429]
