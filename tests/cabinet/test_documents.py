"""What a holder sees and downloads; the check for everybody is in test_verify.py."""

import pytest
from django.test import Client
from django.urls import reverse

from cabinet.people.models import Guardianship
from cabinet.views.documents import INERT
from eculture.documents import IssuedDocument
from tests.factories import cabinet as make

pytestmark = pytest.mark.django_db
CODE = "7KQ4M2XDPABC"
QUERIES = 4


@pytest.mark.asvs("5.4.1", "1.3.4")
def test_the_holder_downloads_and_a_stranger_does_not(as_anar, as_rauf, certificate):
    address = reverse("cabinet:document_file", args=[certificate.pk])

    answer = as_anar.get(address)

    assert b"".join(answer.streaming_content) == b"%PDF-1.7"
    assert answer["Content-Disposition"] == f'attachment; filename="{CODE}.pdf"'
    assert answer["Content-Security-Policy"] == INERT
    assert as_rauf.get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_my_documents_are_mine(as_anar, as_rauf, certificate):
    address = reverse("cabinet:documents")

    assert "Şəhadətnamə" in as_anar.get(address).content.decode()
    assert "Şəhadətnamə" not in as_rauf.get(address).content.decode()


@pytest.fixture
def papers_of_aylin(certificate, aylin, settings):
    """Who of the guardians sees a paper in the name of Aylin that was given to Anar."""
    IssuedDocument.objects.all().delete()
    certificate.person_id = aylin.pk
    certificate.save(force_insert=True)
    return lambda person: list(IssuedDocument.objects.held_by(person.user))


def test_a_paper_of_a_child_is_seen_by_both_guardians(papers_of_aylin, certificate, anar, aylin, rauf):
    sevda = make.citizen(name="Sevda")
    Guardianship.objects.create(guardian=sevda, child=aylin)

    assert [papers_of_aylin(one) for one in (anar, sevda, rauf)] == [[certificate], [certificate], []]


def test_who_represents_the_child_no_longer_sees_it_no_longer(papers_of_aylin, certificate, anar, aylin):
    Guardianship.objects.get(child=aylin).end(by=anar.user)

    assert papers_of_aylin(anar) == []


def test_staff_see_the_row_and_do_not_download_the_file(certificate, nigar, signed_in):
    address = reverse("cabinet:document_file", args=[certificate.pk])

    assert list(IssuedDocument.objects.visible_to(nigar)) == [certificate]
    assert signed_in(nigar).get(address).status_code == 404


@pytest.mark.parametrize("families", [1, 3])
def test_the_list_of_documents_asks_a_constant_number_of_times(
    as_anar, certificate, families, django_assert_num_queries
):
    for number in range(1, families):
        certificate.pk, certificate.code = None, f"7KQ4M2XDPAB{number + 2}"
        certificate.save(force_insert=True)
    as_anar.get(reverse("cabinet:documents"))

    with django_assert_num_queries(QUERIES):
        as_anar.get(reverse("cabinet:documents"))


def test_a_document_of_another_holder_stays_hidden_after_all(certificate, signed_in):
    assert (
        signed_in(make.user()).get(reverse("cabinet:document_file", args=[certificate.pk])).status_code == 404
    )
