import pytest
from django.test import Client
from django.urls import reverse

from cabinet.reference import TEXTS, load_services
from cabinet.services.models import PASSPORT, Service

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue(db):
    load_services(lambda line: None)


def test_the_catalogue_is_whole_in_three_languages(catalogue):
    services = Service.objects.all()

    assert services.count() == 9
    missing = [
        (service.slug, name, language)
        for service in services
        for name in TEXTS
        for language in ("az", "en", "ru")
        if not getattr(service, f"{name}_{language}")
    ]
    assert missing == []


def test_loading_again_keeps_what_staff_have_changed(catalogue):
    Service.objects.filter(slug="citizen-letter").update(title_az="Məktub")

    load_services(lambda line: None)

    assert Service.objects.get(slug="citizen-letter").title_az == "Məktub"
    assert Service.objects.count() == 9


def test_the_passport_names_every_part(catalogue):
    service = Service.objects.get(slug="citizen-letter")

    page = Client().get(service.get_absolute_url())

    assert page.status_code == 200
    assert len(service.passport) == len(PASSPORT)


def test_pages_say_honestly_where_one_can_apply_here(catalogue):
    Service.objects.filter(slug="citizen-letter").update(apply_route="cabinet:cases")
    Service.objects.filter(slug="heritage-sale").update(apply_route="nowhere:at_all")

    online = Client().get(reverse("cabinet:service", args=["citizen-letter"])).content.decode()
    offline = Client().get(reverse("cabinet:service", args=["heritage-sale"])).content.decode()

    assert f'href="{reverse("cabinet:cases")}"' in online
    assert 'class="alert alert--turquoise"' in offline and 'class="alert' not in online


def test_a_service_that_is_not_published_does_not_exist(catalogue):
    Service.objects.filter(slug="heritage-sale").update(is_published=False)

    assert Client().get(reverse("cabinet:service", args=["heritage-sale"])).status_code == 404
    assert "heritage-sale" not in Client().get(reverse("cabinet:services")).content.decode()


def test_the_catalogue_asks_the_database_once(catalogue, django_assert_num_queries):
    with django_assert_num_queries(1):
        Client().get(reverse("cabinet:services"))
