"""The public catalogue: what it ships, how it is searched, what the page of a service answers."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from cabinet.services.models import PASSPORT, Service
from tests.factories import cabinet as people
from tests.factories import editions as make

pytestmark = pytest.mark.django_db
SERVICES = reverse("cabinet:services")


def found(**query: str) -> list[str]:
    return [service.slug for service in Client().get(SERVICES, query).context["page"]]


def test_a_service_is_found_in_any_spelling_and_language(catalogue):
    wanted = [
        ("bərpa", "heritage-restoration"), ("BERPA", "heritage-restoration"),
        ("реставрация", "heritage-restoration"), ("restoring", "heritage-restoration"), ("kaman", None),
        ("arayış", "study-certificate"), ("arayish", "study-certificate"), ("ARAYIŞ", "study-certificate"),
        ("letter", "citizen-letter"), ("icare", "heritage-lease"),
        ("təhsil haqqında arayış", "study-certificate"),
    ]  # fmt: skip

    assert [(typed, next(iter(found(q=typed)), None)) for typed, _first in wanted] == wanted


def test_a_service_is_found_by_a_document_it_needs(catalogue):
    assert "study-certificate" in found(q="şəxsiyyət vəsiqəsi")


def test_the_list_is_narrowed_by_life_event_and_by_who_provides_it(catalogue):
    assert found(event="property") == ["heritage-sale", "heritage-conversion", "heritage-lease"]
    assert found(by="institution") == ["school-admission", "study-certificate"]
    assert found(by="institution", event="property") == []
    assert found(q="abidə", event="property", by="ministry")[0] == "heritage-sale"


def test_nothing_in_the_address_is_an_error(db):
    odd = [
        {"q": "\x00"},
        {"q": "'; --"},
        {"q": "???"},
        {"event": "x" * 500},
        {"by": "\x00"},
        {"page": "9" * 30},
    ]

    assert {Client().get(SERVICES, query).status_code for query in odd} == {200}


def test_each_filter_can_be_unmade_again(catalogue):
    wish = Client().get(SERVICES, {"q": "abidə", "event": "property"}).context["wish"]

    [chosen] = [chip for chip in wish.events if chip.chosen]
    assert (chosen.query, wish.bare) == ("q=abid%C9%99", "q=abid%C9%99")


def test_the_passport_names_every_part(catalogue):
    service = Service.objects.get(slug="citizen-letter")

    page = Client().get(service.get_absolute_url())

    assert page.status_code == 200
    assert len(service.passport) == len(PASSPORT)


def test_pages_say_honestly_where_one_can_apply_here():
    make.a_service("letter", apply_route="cabinet:cases")
    make.a_service("sale", apply_route="nowhere:at_all")

    online = Client().get(reverse("cabinet:service", args=["letter"])).content.decode()
    offline = Client().get(reverse("cabinet:service", args=["sale"])).content.decode()

    assert f'href="{reverse("cabinet:cases")}"' in online
    assert 'class="alert alert--turquoise"' in offline and 'class="alert' not in online


def test_a_service_that_is_not_published_does_not_exist(catalogue):
    Service.objects.filter(slug="heritage-sale").update(is_published=False)

    assert Client().get(reverse("cabinet:service", args=["heritage-sale"])).status_code == 404
    assert "heritage-sale" not in Client().get(SERVICES).content.decode()


@pytest.mark.parametrize("services", [1, 3])
def test_the_list_asks_as_often_for_three_services_as_for_one(services, django_assert_num_queries):
    for number in range(services):
        make.a_version(f"permit-{number}")

    with django_assert_num_queries(4):  # how many, which, the life events, the providers
        Client().get(SERVICES)


@pytest.fixture
def permit(monument):
    make.a_service("letter", title="Letter")
    return make.a_version("permit")


def page_of(version, client=None):
    with translation.override("en"):
        client = client or Client()
        return client.get(version.service.get_absolute_url(), headers={"accept-language": "en"})


def test_a_visitor_reads_who_may_ask_and_on_which_grounds_it_is_refused(permit):
    page = page_of(permit)

    assert [str(one) for one in page.context["who"]] != [] and page.context["standings"] == ()
    assert permit.grounds == [
        {"code": "papers", "act": "The act (az)", "article": "12.1", "text": "Papers are missing. (az)"}
    ]
    assert "12.1" in page.content.decode()


def test_each_of_the_family_reads_whether_and_why(permit, anar, signed_in):
    people.child_of(anar, name="Kənan", birth_date="2023-05-02")

    page = page_of(permit, signed_in(anar.user))

    assert [(one.person.name, one.may_ask) for one in page.context["standings"]] == [
        ("Kənan", False),
        ("Anar", True),
    ]
    assert reverse("cabinet:service", args=["letter"]) in page.content.decode()


def test_the_stranger_reads_nothing_about_the_family(permit, aylin, as_rauf):
    page = page_of(permit, as_rauf)

    assert [one.person.name for one in page.context["standings"]] == ["Rauf"]


def test_the_page_asks_as_often_for_three_children_as_for_one(permit, anar, signed_in):
    client = signed_in(anar.user)
    counts = []
    for name in ("Aylin", "Kənan", "Fidan"):
        people.child_of(anar, name=name)
        with CaptureQueriesContext(connection) as queries:
            page_of(permit, client)
        counts.append(len(queries))

    assert len(set(counts)) == 1
