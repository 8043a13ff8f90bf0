import csv
import io
import json
from datetime import date
from time import perf_counter

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eculture.azerbaijani import az_key
from registry.listing import Filters
from registry.templatetags.registry import capital
from tests.factories import registry as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def museum():
    return make.an_institution(
        "Şəki Şəbəkə Sənəti Muzeyi", kind=make.a_museum_kind(), lat=41.2, lon=47.19, founded=1978
    )


def shown(answer):
    return [institution.name_az for institution in answer.context["page"]]


def test_the_list_shows_what_works_today(client, museum, nigar):
    closed = make.an_institution("Bağlanmış klub")
    closed.close(by=nigar, on=date(2026, 9, 1), reason="Order 7")

    assert shown(client.get("/institutions/")) == [museum.name_az]
    assert shown(client.get("/institutions/?closed=1")) == ["Bağlanmış klub", museum.name_az]


@pytest.mark.parametrize("typed", ["Şəki", "Sheki", "seki", "Шеки"])
def test_every_spelling_finds_alike_in_every_language(client, museum, typed):
    for prefix in ("", "/en", "/ru"):
        assert shown(client.get(f"{prefix}/institutions/", {"q": typed})) == [museum.name_az]


def test_filters_narrow_and_can_be_shared_by_address(client, museum):
    make.an_institution("Nümunə musiqi məktəbi")

    assert shown(client.get("/institutions/?kind=museum&region=ER-SZ&unit=AZ-SA")) == [museum.name_az]
    assert shown(client.get("/institutions/?cluster=MUZ&trait=vis")) == [museum.name_az]
    assert shown(client.get("/institutions/?kind=museum&region=ER-GD")) == []


def test_facets_count_what_choosing_them_gives(client, museum):
    for _ in range(2):
        make.an_institution()

    facets = client.get("/institutions/?kind=museum").context["facets"]

    assert [(o.code, o.count, o.chosen, o.adds) for o in facets.kinds] == [
        ("museum", 1, True, True),
        ("music_school", 2, False, True),
    ]
    assert [(o.code, o.count) for o in facets.regions] == [("ER-SZ", 1)]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "kind=museum",
        "region=ER-SZ",
        "region=ER-AB",
        "unit=AZ-BA",
        "unit=AZ-SA&kind=museum",
        "region=ER-AB&unit=AZ-SA",
        "unit=XX&kind=XX&region=XX",
        "q=numune&closed=1",
        "trait=lrn&unit=AZ-NEW",
    ],
)
def test_the_total_counts_the_rows_whatever_is_chosen(client, museum, nigar, query):
    baku = make.a_unit("AZ-BA", make.a_region("ER-AB"))
    make.an_institution(
        "Nümunə musiqi məktəbi", registered_unit=make.a_unit("AZ-BA-X", baku.region, parent=baku)
    )
    heir = make.a_unit("AZ-NEW")
    make.an_institution(registered_unit=make.a_unit("AZ-OLD", merged_into=heir))
    make.an_institution("Nümunə klubu").close(by=nigar, on=date(2026, 9, 1), reason="Order 7")

    answer = client.get(f"/institutions/?{query}")

    rows = Filters.of(QueryDict(query)).found(nigar)
    assert shown(answer) == [row.name_az for row in rows]
    assert answer.context["total"] == rows.count()


def test_a_row_tells_its_kind_and_where_it_works(client, museum, nigar):
    host = make.a_unit("AZ-QAX", name_az="Qax rayonu")
    museum.displace(by=nigar, unit=host, reason="Order 5")

    row = client.get("/institutions/").context["rows"][0]

    told = (row.url, row.name, row.kind, row.place.name, row.registered)
    assert told == (museum.get_absolute_url(), museum.name_az, "Muzey", "Qax rayonu", "Şəki şəhəri")
    assert capital(museum.get_state_display()) in row.badge


def test_facets_follow_the_search(client, museum):
    make.an_institution("Nümunə musiqi məktəbi")

    facets = client.get("/institutions/?q=sebeke").context["facets"]

    assert [(o.code, o.count) for o in facets.kinds] == [("museum", 1)]


def test_a_typing_error_is_answered_with_the_correction_and_the_way_back(client, museum):
    answer = client.get("/institutions/?q=seki+sebke")

    assert shown(answer) == [museum.name_az]
    assert answer.context["correction"].text == "Şəki Şəbəkə"
    assert 'href="?q=seki%20sebke&amp;exact=1"' in answer.content.decode()
    assert shown(client.get("/institutions/?q=seki+sebke&exact=1")) == []


def test_nothing_found_is_a_sentence_with_a_way_on(client, museum):
    answer = client.get("/institutions/?q=zurnaxana")

    assert shown(answer) == []
    assert "zurnaxana" in answer.content.decode()


def test_the_page_beyond_the_last_is_the_last(client, museum):
    assert shown(client.get("/institutions/?q=seki&page=99")) == [museum.name_az]
    assert shown(client.get("/institutions/?q=seki&page=x")) == [museum.name_az]


@pytest.mark.parametrize("query", ["", "kind=music_school&", "as_of=2020-06-01&", "q=numune&sort=name&"])
def test_the_alphabet_is_walked_there_and_back_and_nothing_is_missed_or_met_twice(client, query):
    names = ["Eyni ad"] * 25 + [f"{letter}{number} nümunə" for letter in "İIƏXQ" for number in range(5)]
    for name in names:
        make.an_institution(name, short_name="numune", founded=1990)

    there, back = [], []
    page = client.get(f"/institutions/?{query}")
    while True:
        there.append(shown(page))
        if not page.context["page"].after:
            break
        page = client.get(f"/institutions/?{query}after={page.context['page'].after}")
    while True:
        back.append(shown(page))
        if not page.context["page"].before:
            break
        page = client.get(f"/institutions/?{query}before={page.context['page'].before}")

    assert [len(names) for names in there] == [20, 20, 10]
    assert sorted(sum(there, []), key=az_key) == sum(there, []) and len(sum(there, [])) == 50
    assert back == there[::-1]


@pytest.mark.parametrize("place", ["after=AZ-XXX-999999", "before=x", "after=&before=", "after=%00"])
def test_a_place_that_nobody_has_begins_at_the_beginning(client, museum, place):
    assert shown(client.get(f"/institutions/?{place}")) == [museum.name_az]


@pytest.mark.parametrize("box", ["nonsense", "1,2,3", "50,40,45,41", "0,0,999,1", "nan,0,1,1", "1,1,1,1,1"])
@pytest.mark.parametrize("name", ["", "points.geojson", "list.csv"])
def test_what_is_no_rectangle_is_said_in_a_sentence(client, museum, name, box):
    answer = client.get(f"/en/institutions/{name}", {"bbox": box})

    assert answer.status_code == 400
    assert "is no rectangle of the map" in answer.content.decode()


def test_the_list_of_a_part_of_the_map(client, museum):
    make.an_institution("Uzaq", lat=40.37, lon=49.84)

    page = client.get("/en/institutions/?bbox=47,41,47.5,41.5")

    assert shown(page) == [museum.name]
    assert [(chip.name, chip.query) for chip in page.context["chips"]] == [("A part of the map", "")]


def test_what_stands_in_one_spot_is_one_number_that_opens_its_list(client, museum):
    others = [make.an_institution(lat=41.2001, lon=47.1901) for _ in range(2)]

    far = json.loads(client.get("/institutions/points.geojson?zoom=7").content)["features"]
    near = json.loads(client.get("/institutions/points.geojson?zoom=18").content)["features"]

    assert [one["properties"]["count"] for one in far] == [3]
    assert client.get(far[0]["properties"]["url"]).context["total"] == 3
    assert sorted(one["properties"].get("count", 1) for one in near) == [1, 2]
    assert museum.name in [one["properties"].get("name") for one in near]
    box = "47.1900005,41.2000005,47.2,41.21"
    inside = json.loads(client.get(f"/institutions/points.geojson?zoom=18&bbox={box}").content)["features"]
    assert [one["properties"]["count"] for one in inside] == [len(others)]


@pytest.mark.asvs("1.2.9")
@pytest.mark.parametrize(
    "text",
    [
        "%",
        "_",
        "'",
        '"',
        "\\",
        "\x00",
        "a\x00b",
        "<script>",
        "{{7*7}}",
        "%(x)s",
        "🎻",
        "‮",
        "\ud7ff",
        "x" * 1_000_000,
    ],
)
def test_no_text_breaks_the_search(client, museum, text):
    for parameter in ("q", "kind", "region", "unit", "cluster", "trait", "sort", "page", "exact"):
        assert client.get("/institutions/", {parameter: text}).status_code == 200


def test_what_was_typed_comes_back_as_text(client, museum):
    page = client.get("/institutions/", {"q": '"><script>alert(1)</script>'}).content.decode()

    assert "<script>alert" not in page
    assert "&quot;&gt;&lt;script&gt;alert(1)" in page


@pytest.mark.asvs("1.2.9")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60))
def test_any_text_is_answered_soon(museum, text):
    begun = perf_counter()

    answer = Client().get("/institutions/", {"q": text, "region": text})

    assert answer.status_code == 200
    assert perf_counter() - begun < 5


def test_the_list_asks_the_database_as_often_for_three_as_for_one(client, museum, django_assert_num_queries):
    client.get("/institutions/")
    with django_assert_num_queries(4):
        client.get("/institutions/")
    for _ in range(2):
        make.an_institution(lat=41.1, lon=47.1)
    with django_assert_num_queries(4):
        client.get("/institutions/")


def test_the_map_colours_by_count_and_pins_every_row(client, museum):
    picture = client.get("/institutions/").context["map"]

    coloured = [district.title for district in picture.districts if district.heat]
    assert [pin.number for pin in picture.pins] == [1]
    assert coloured == ["Şəki şəhəri: 1"]


def test_the_card_tells_what_is_known_and_what_happened(client, museum, nigar):
    museum.amend(by=nigar, address="M. F. Axundzadə prospekti 21")

    page = client.get(f"/en{museum.get_absolute_url()}")

    assert [(str(entry["title"]), entry["text"]) for entry in page.context["timeline"]] == [
        ("Data corrected", "Changed: address."),
        ("Entered in the registry", ""),
        ("Founded", ""),
    ]
    for words in (museum.name_az, museum.code, "M. F. Axundzadə prospekti 21", "Shaki city"):
        assert words in page.content.decode()


def test_an_unknown_code_is_not_found(client, museum):
    assert client.get("/institutions/AZ-MUZ-999999/").status_code == 404
    assert client.get("/institutions/AZ-muz-1/").status_code == 404


@pytest.mark.asvs("1.2.10")
def test_the_csv_is_the_filtered_list_and_no_cell_is_a_formula(client, museum):
    make.an_institution("=2+2 klubu")

    data = client.get("/institutions/list.csv?region=ER-SZ").content.decode("utf-8-sig")

    assert [row[1] for row in csv.reader(io.StringIO(data))][1:] == ["'=2+2 klubu", museum.name_az]


def test_the_points_of_the_map_are_the_filtered_list(client, museum):
    make.an_institution("Yersiz məktəb")

    features = json.loads(client.get("/institutions/points.geojson").content)["features"]

    assert [feature["geometry"]["coordinates"] for feature in features] == [[47.19, 41.2]]


def test_the_shapes_are_served_for_the_map(client):
    answer = client.get("/institutions/districts.geojson")

    assert len(json.loads(b"".join(answer.streaming_content))["features"]) == 77


@pytest.mark.parametrize("name", ["", "list.csv", "points.geojson", "districts.geojson"])
def test_the_public_pages_are_only_read(client, db, name):
    assert client.post(f"/institutions/{name}").status_code == 405


def test_what_is_near_comes_first_with_its_distance(client):
    near = make.an_institution("Yaxın muzey", lat=41.19, lon=47.17)
    nearer = make.an_institution("Lap yaxın muzey", lat=41.2, lon=47.18)
    make.an_institution("Uzaq muzey", lat=40.4, lon=49.9)
    make.an_institution("Yersiz muzey")

    page = client.get("/en/institutions/?near=41.2031,47.1849")

    assert [row.url.split("/")[-2] for row in page.context["rows"]] == [nearer.code, near.code]
    assert "less than 1 km" in page.content.decode() and " · 1 km" in page.content.decode()
    assert "near=41.20%2C47.18" in page.context["filters"].query
    assert "41.2031" not in page.context["filters"].query
    by_name = client.get("/en/institutions/?near=41.20,47.18&sort=name")
    assert [row.url.split("/")[-2] for row in by_name.context["rows"]] == [nearer.code, near.code]
    found = client.get("/api/v1/institutions/?near=41.20,47.18").json()["results"]
    assert {row["code"] for row in found} == {near.code, nearer.code}


@pytest.mark.parametrize("place", ["here", "91,0", "1,2,3", "nan,nan", "1e999,0", "41.2", ","])
def test_a_place_that_is_none_is_said_so(client, place):
    page = client.get("/en/institutions/", {"near": place})
    assert (page.status_code, "is no place" in page.content.decode()) == (400, True)
    assert client.get("/api/v1/institutions/", {"near": place}).status_code == 400


def test_the_facts_of_a_card_are_words(client):
    region = make.a_region("ER-GD", name_az="Gəncə", name_en="Ganja region")
    ganja = make.a_unit("AZ-GA", region=region, name_az="Gəncə şəhəri", name_en="Ganja city")
    away = make.an_institution(
        "Köçkün muzeyi", kind=make.a_museum_kind(), operating_unit=ganja, state="displaced"
    )

    page = client.get(f"/en/institutions/{away.code}/")

    facts = {label: str(words) for label, words in page.context["facts"] if words}
    assert facts["Territory of registration"] == "Shaki city"
    assert facts["Territory of operation"] == "Ganja city"
    assert facts["Economic region"] == str(make.a_unit().region.name_en)
    assert "Territory(" not in page.content.decode() and "&lt;" not in page.content.decode()
