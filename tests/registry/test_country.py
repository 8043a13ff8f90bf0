"""The country in numbers: territories, what is missing near by, what changed in a year."""

from datetime import date

import pytest
from django.utils import timezone

from registry.classifiers import Kind
from registry.territory import Population
from tests.factories import registry as make

pytestmark = pytest.mark.django_db
ALL, CHANGES = "/en/institutions/territories/", "/en/institutions/changes/"
ORDER = "Order 7"


@pytest.fixture
def shaki():
    """Şəki with one museum and 188,700 inhabitants; Gəncə of another region with none."""
    unit = make.a_unit(lat=41.19, lon=47.17)
    make.an_institution("Şəki muzeyi", kind=make.a_museum_kind(), lat=41.2, lon=47.19, founded=1949)
    Population.objects.create(unit=unit, day=date(2020, 7, 1), people=188_700, source="SSC")
    Population.objects.create(unit=unit, day=date(2009, 7, 1), people=170_000, source="census")
    names = {"name_az": "Gəncə şəhəri", "name_en": "Ganja city", "lat": 40.68, "lon": 46.36}
    make.a_unit("AZ-GA", region=make.a_region("ER-GD", name_az="Gəncə", name_en="Ganja region"), **names)
    return unit


def test_each_territory_has_its_count_and_its_share(client, shaki):
    rows = client.get(ALL).context["rows"]

    told = {
        region.unit.code: [
            (part.unit.code, part.count, part.people and part.people.people) for part in region.parts
        ]
        for region in rows
    }
    assert told == {"ER-SZ": [("AZ-SA", 1, 188_700)], "ER-GD": [("AZ-GA", 0, None)]}
    assert [region.count for region in rows] == [0, 1]
    share = next(part for region in rows for part in region.parts if part.count)
    assert round(share.per_thousand, 5) == round(1000 / 188_700, 5)


def test_the_page_of_a_district_counts_what_its_list_shows(client, shaki):
    page = client.get(f"{ALL}AZ-SA/")

    assert [(option.code, option.count) for option in page.context["kinds"]] == [("museum", 1)]
    listed = client.get(f"/en/institutions/?{page.context['query']}&kind=museum")
    assert listed.context["total"] == 1
    assert "188,700 inhabitants" in page.content.decode()


def test_a_district_of_another_day_has_the_count_and_the_people_of_that_day(client, shaki):
    page = client.get(f"{ALL}AZ-SA/?as_of=2010-01-01")
    before = client.get(f"{ALL}AZ-SA/?as_of=1940-01-01")

    assert (page.context["facets"].total, page.context["people"].people) == (1, 170_000)
    assert (before.context["facets"].total, before.context["people"]) == (0, None)
    assert client.get(f"{ALL}AZ-SA/?as_of=tomorrow").status_code == 400


def test_what_is_missing_within_ten_kilometres_is_named_with_the_nearest(client, shaki):
    cluster = make.a_cluster("TEA", name_az="Teatr")
    theatre = make.a_kind("theatre", cluster, "evt", name_az="teatr", name_en="theatre", is_school=False)
    park = make.a_kind("park", cluster, "evt", name_az="park", name_en="park", is_school=False)
    Kind.objects.filter(code__in=["museum", "theatre", "park"]).update(is_expected=True)
    drama = make.an_institution("Gəncə teatrı", kind=theatre, registered_unit=make.a_unit("AZ-GA"))

    gaps = client.get(f"{ALL}AZ-SA/").context["gaps"]

    assert [(gap.kind, gap.nearest, gap.kilometres) for gap in gaps] == [
        (park, None, None),
        (theatre, drama, 89),
    ]


def test_what_changed_in_a_year_is_counted_and_listed(client, shaki, nigar):
    museum = shaki.institutions.get()
    museum.rename(by=nigar, on=date(2020, 3, 1), name_az="Tarix muzeyi", reason=ORDER)
    museum.suspend(by=nigar, on=date(2020, 6, 1), reason=ORDER)
    museum.resume(by=nigar, on=date(2021, 6, 1), reason=ORDER)
    museum.amend(by=nigar, phone="(024) 244-00-00")

    page = client.get(CHANGES, {"year": "2020"})
    assert {kind: number for kind, _title, number in page.context["counts"]} == {"rename": 1, "suspend": 1}
    assert [event.kind for event in page.context["page"]] == ["suspend", "rename"]
    only = client.get(CHANGES, {"year": "2020", "kind": "rename", "region": "ER-SZ"})
    assert [event.kind for event in only.context["page"]] == ["rename"]
    assert client.get(CHANGES, {"year": "2020", "region": "ER-GD"}).context["counts"] == []


@pytest.mark.parametrize("year", ["", "x", "-1", "99999", "٢٠٢٠", "0"])
def test_a_year_that_no_calendar_has_is_this_year(client, shaki, year):
    answer = client.get(CHANGES, {"year": year, "kind": "x", "region": "x", "page": "x"})

    assert answer.status_code == 200
    assert answer.context["year"] >= 2026


def test_the_questions_do_not_grow_with_the_country(client, shaki, nigar, django_assert_num_queries):
    this_year = timezone.localdate().replace(month=1, day=1)
    shaki.institutions.get().rename(by=nigar, on=this_year, name_az="Tarix muzeyi", reason=ORDER)
    for url, questions in ((ALL, 4), (f"{ALL}AZ-SA/", 8), (CHANGES, 8)):
        client.get(url)
        with django_assert_num_queries(questions):
            client.get(url)
    make.an_institution(founded=1980).rename(by=nigar, on=this_year, name_az="Yeni", reason=ORDER)
    make.a_unit("AZ-MI", name_az="Mingəçevir şəhəri")
    for url, questions in ((ALL, 4), (f"{ALL}AZ-SA/", 8), (CHANGES, 8)):
        with django_assert_num_queries(questions):
            client.get(url)


def test_what_is_registered_in_a_part_or_a_merged_unit_counts_for_the_whole(client, shaki):
    part = make.a_unit("AZ-SA-1", kind="city_district", parent=shaki, name_az="Məhəllə")
    merged = make.a_unit("AZ-OLD", name_az="Köhnə rayon", merged_into=shaki)
    for unit in (part, merged):
        make.an_institution(registered_unit=unit)

    row = next(part for region in client.get(ALL).context["rows"] for part in region.parts if part.count)
    assert row.count == client.get("/en/institutions/?unit=AZ-SA").context["total"] == 3


def test_an_unknown_territory_is_not_found(client, shaki):
    assert client.get(f"{ALL}AZ-XX/").status_code == 404
