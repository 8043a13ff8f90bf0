import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_the_page_names_every_address_of_the_description(client):
    schema = client.get(reverse("api_schema"), {"format": "json"}).json()

    page = client.get("/en/api/docs/").content.decode()

    assert [path for path in schema["paths"] if f"GET {path}" not in page] == []
    assert len(schema["paths"]) >= 7


def test_the_page_speaks_the_readers_language_and_asks_the_database_nothing(
    client, django_assert_num_queries
):
    with django_assert_num_queries(0):
        page = client.get("/en/api/docs/").content.decode()

    assert "words in any spelling" in page
