"""Issued documents and the seal of the journal, as staff see them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from eculture import sealing
from eculture.documents import IssuedDocument
from eculture.models import JournalEntry
from tests.access.cast import mandate
from tests.factories import cabinet as make

pytestmark = pytest.mark.django_db
QUERIES = 7


@pytest.fixture
def as_(signed_in):
    """A client of an officer in a role."""

    def client(role: str):
        officer = make.with_second_factor(make.user(is_staff=True))
        mandate(officer, role)
        return signed_in(officer)

    return client


@pytest.fixture
def address(certificate) -> str:
    return reverse("admin:eculture_issueddocument_change", args=[certificate.pk])


def test_the_ministry_revokes_with_a_reason_and_nothing_else_changes(as_, certificate, address):
    answer = as_("ministry-officer").post(address, {"reason": "Ad səhv yazılıb", "issuer": "x", "code": "x"})

    after = IssuedDocument.objects.get()
    entry = JournalEntry.objects.about(certificate).get()
    assert (answer.status_code, after.state) == (302, "revoked")
    assert (after.code, after.issuer) == (certificate.code, certificate.issuer)
    assert (entry.verb, entry.reason) == ("revoke", "Ad səhv yazılıb")


def test_opening_a_document_is_a_look_that_its_person_can_read(as_, certificate, address, anar):
    as_("ministry-officer").get(address)

    look = JournalEntry.objects.about(anar).get(verb="viewed")
    assert look.after["data"] == "document" and "mandate" in look.after


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_nothing_is_revoked(as_, certificate, address, reason):
    answer = as_("ministry-officer").post(address, {"reason": reason})

    assert answer.context["adminform"].form.errors.keys() == {"reason"}
    assert IssuedDocument.objects.get().state == "valid"


def test_what_has_ended_is_only_read(as_, certificate, address, nigar):
    certificate.revoke(by=nigar, reason="səhv")
    ministry = as_("ministry-officer")

    (_title, shown), *_none = ministry.get(address).context["adminform"].fieldsets
    assert "reason" not in shown["fields"]
    assert ministry.post(address, {"reason": "again"}).status_code == 403


def test_an_auditor_reads_and_does_not_revoke(as_, certificate, address):
    auditor = as_("auditor")

    assert auditor.get(address).status_code == 200
    assert auditor.post(address, {"reason": "x"}).status_code == 403


def test_an_officer_of_a_region_sees_none(as_, certificate, address):
    assert as_("regional-officer").get(address).status_code == 403


def test_a_document_is_found_by_the_code_as_printed(as_, certificate):
    listed = as_("auditor").get(reverse("admin:eculture_issueddocument_changelist"), {"q": "7kq4-m2xd-pabc"})

    assert list(listed.context["cl"].queryset) == [certificate]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_a_constant_number_of_times(as_, certificate, count, django_assert_num_queries):
    for number in range(1, count):
        certificate.pk, certificate.code = None, f"7KQ4M2XDPAB{number + 2}"
        certificate.save(force_insert=True)
    auditor, address = as_("auditor"), reverse("admin:eculture_issueddocument_changelist")
    auditor.get(address)

    with django_assert_num_queries(QUERIES):
        auditor.get(address)


def cards_of(client) -> dict[str, str]:
    answer = client.get(reverse("admin:index"))
    return {block.slug: html for block, html in answer.context["blocks"]}


def test_who_may_read_the_journal_sees_whether_it_is_whole(as_, certificate, nigar):
    auditor = as_("auditor")
    certificate.revoke(by=nigar, reason="səhv")
    sealing.seal()

    assert "badge--done" in cards_of(auditor)["seals"]
    assert "seals" not in cards_of(as_("regional-officer"))


def test_a_late_seal_and_a_fault_are_red_on_the_first_page_and_on_the_state_of_the_system(
    as_, certificate, nigar, monkeypatch, client
):
    auditor, system = as_("auditor"), reverse("system")
    certificate.revoke(by=nigar, reason="səhv")
    sealing.seal()
    monkeypatch.setattr(sealing, "LATE", timedelta(0))

    assert "badge--refused" in cards_of(auditor)["seals"]
    assert auditor.get(system).context["seals"].is_late is True
    assert client.get(system).context["seals"] is None
