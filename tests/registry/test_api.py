import pytest

from tests.factories import registry as make

pytestmark = pytest.mark.django_db
PUBLIC = {
    *("code", "kind", "cluster", "name_az", "name_en", "name_ru", "short_name", "state", "closed_on"),
    *("registered_unit", "operating_unit", "address", "lat", "lon", "founded", "successor", "parent"),
    *("supervisor", "honour", "figures"),
    *("identifiers", "website", "phone", "source", "source_url", "updated_at"),
}


def codes(answer):
    return [row["code"] for row in answer.json()["results"]]


@pytest.mark.asvs("15.3.1", "15.3.3", "15.3.5", "15.3.7")
def test_the_list_is_open_and_shows_public_fields_only(client):
    museum = make.an_institution("Şəki muzeyi", kind=make.a_museum_kind())

    answer = client.get("/api/v1/institutions/")

    assert codes(answer) == [museum.code]
    assert set(answer.json()["results"][0]) == PUBLIC


def test_filters_and_search(client):
    museum = make.an_institution("Şəki muzeyi", kind=make.a_museum_kind())
    school = make.an_institution("Musiqi məktəbi")

    for query, found in (
        ("kind=museum", [museum]),
        ("cluster=TEH", [school]),
        ("q=Sheki+muzeyi", [museum]),
        ("region=ER-SZ", [museum, school]),
        ("unit=AZ-GA", []),
        ("state=closed", []),
        ("q=%00%25", []),
    ):
        assert codes(client.get(f"/api/v1/institutions/?{query}")) == [row.code for row in found], query


def test_pages_follow_a_cursor_to_the_end_without_gaps(client):
    made = [make.an_institution().code for _ in range(5)]

    seen, url = [], "/api/v1/institutions/?page_size=2"
    while url:
        answer = client.get(url).json()
        seen += [row["code"] for row in answer["results"]]
        url = answer["next"]

    assert seen == made


def test_one_institution_by_code(client):
    museum = make.an_institution("Şəki muzeyi", kind=make.a_museum_kind())

    assert client.get(f"/api/v1/institutions/{museum.code}/").json()["name_az"] == "Şəki muzeyi"
    assert client.get("/api/v1/institutions/AZ-MUZ-999999/").status_code == 404


@pytest.mark.asvs("15.3.1", "15.3.3", "15.3.5", "15.3.7")
def test_it_is_read_only(client):
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)("/api/v1/institutions/").status_code == 405


def test_the_list_asks_the_database_as_often_for_three_as_for_one(client, django_assert_num_queries):
    make.an_institution()
    with django_assert_num_queries(1):
        client.get("/api/v1/institutions/")
    for _ in range(2):
        make.an_institution()
    with django_assert_num_queries(1):
        client.get("/api/v1/institutions/")
