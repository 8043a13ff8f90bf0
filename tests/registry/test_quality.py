"""The score of records: explained, summed by office, kept day by day."""

from datetime import date, timedelta

import pgtrigger
import pytest
from django.utils import timezone

from registry.care.confirmations import Confirmation
from registry.institutions import Institution
from registry.quality import scores as quality
from registry.quality.scores import Criterion, QualityDay
from registry.quality.strays import Stray, find_strays, kilometres_outside
from registry.reference import load_units
from registry.territory import Unit
from tests.factories import registry as make
from tests.factories.cabinet import with_second_factor

pytestmark = pytest.mark.django_db
PAGE = "/en/admin/registry/institution/quality/"


@pytest.fixture
def weights():
    """Coordinates weigh half, telephone and name in English a quarter each."""
    for code, weight in (("place", 50), ("phone", 25), ("english", 25), ("website", 0)):
        Criterion.objects.create(code=code, weight=weight)


@pytest.fixture
def at_desk(signed_in):
    return lambda user: signed_in(with_second_factor(user))


@pytest.fixture
def three(weights):
    """A full record, one with a telephone alone, one with nothing; the last in another region."""
    full = make.an_institution("Tam", lat=41.2, lon=47.2, phone="(024) 244-00-00", name_en="Full")
    half = make.an_institution("Yarım", phone="(024) 244-00-01")
    ganja = make.a_unit("AZ-GA", region=make.a_region("ER-GD", name_az="Gəncə", name_en="Ganja"))
    return full, half, make.an_institution("Boş", registered_unit=ganja)


def test_a_score_says_what_is_missing_and_what_it_would_bring(three):
    full, half, empty = map(quality.score_of, three)

    assert (full.points, full.lacks) == (100, ())
    assert half.points == 25
    assert [(str(what), points) for what, _why, points in half.lacks] == [
        ("koordinatlar", 50.0),
        ("İngilis dilində adı", 25.0),
    ]
    assert empty.points == 0


def test_the_score_of_a_record_and_of_a_query_are_one(three):
    weights = Criterion.objects.weights()
    rows = Institution.objects.annotate(score=quality.points_of(weights))

    assert {row.pk: row.score for row in rows} == {one.pk: quality.score_of(one).points for one in three}


def test_every_criterion_is_met_and_missed_by_some_record(weights):
    """Each rule tells a good record from a bare one."""
    kind = make.a_museum_kind()
    kind.indicators.create(code="items", name_az="Əşyalar")
    good = {"address": "Meydan 1", "website": "https://muzey.example", "founded": 1949, "voen": "1400057421"}
    good |= {"lat": 41.2, "lon": 47.2, "phone": "1", "name_en": "M", "name_ru": "М", "figures": {"items": 3}}
    well = make.an_institution("Yaxşı", kind=kind, **good)
    Confirmation.objects.create(institution=well, by=make.a_user())
    bare = make.an_institution("Çılpaq", kind=kind)
    with pgtrigger.ignore("registry.Institution:searchable"):
        long_ago = timezone.now() - timedelta(days=400)
        Institution.objects.filter(pk=bare.pk).update(updated_at=long_ago)

    met = {
        code: list(Institution.objects.filter(rule).values_list("name_az", flat=True))
        for code, rule in quality.rules().items()
    }
    assert met == dict.fromkeys(Criterion.CODES, ["Yaxşı"])


def test_a_kind_without_figures_lacks_none(weights):
    make.an_institution()

    assert Institution.objects.filter(quality.rules()["figures"]).count() == 1


def test_told_anew_is_not_changed(three):
    before = three[0].updated_at
    Institution.objects.update(search_text="")

    three[0].refresh_from_db()
    assert three[0].updated_at == before


def test_the_three_things_to_mend_are_those_that_bring_most(three):
    rows = Institution.objects.active()

    found = quality.to_mend(rows, rows.count())

    assert [(one.code, one.count, round(one.gain, 1)) for one in found] == [
        ("place", 2, 33.3),
        ("english", 2, 16.7),
        ("phone", 1, 8.3),
    ]


def test_the_page_of_an_office_counts_its_own_records_and_each_number_is_its_list(at_desk, elchin, three):
    client = at_desk(elchin)

    page = client.get(PAGE)

    assert (page.context["score"], page.context["total"]) == (62, 2)
    for one, url in page.context["mend"]:
        assert client.get(url).context["cl"].result_count == one.count
    for _points, _name, records, url in page.context["offices"]:
        assert client.get(url).context["cl"].result_count == records


def test_the_page_of_the_ministry_ranks_the_regions(at_desk, nigar, three):
    page = at_desk(nigar).get(PAGE)

    assert [(points, records) for points, _name, records, _url in page.context["offices"]] == [
        (0, 1),
        (62, 2),
    ]
    assert page.context["score"] == 42


def test_a_day_is_measured_once_however_often_and_makes_the_trend(at_desk, nigar, three):
    yesterday = timezone.localdate() - timedelta(days=1)
    assert (quality.measure(yesterday), quality.measure(), quality.measure()) == (2, 2, 2)
    three[2].amend(by=nigar, lat=40.68, lon=46.36)
    quality.measure()

    assert QualityDay.objects.count() == 4
    assert at_desk(nigar).get(PAGE).context["trend"] == [41.7, 58.3]


def test_without_weights_and_without_records_nothing_breaks(at_desk, nigar):
    assert at_desk(nigar).get(PAGE).context["score"] is None
    make.an_institution(founded=1990)

    page = at_desk(nigar).get(PAGE)
    assert (page.status_code, page.context["mend"]) == (200, [])


def test_a_record_tells_its_quality_to_its_keeper(at_desk, nigar, three):
    page = at_desk(nigar).get(f"/en/admin/registry/institution/{three[1].pk}/change/").content.decode()

    assert "25 of 100. It lacks: coordinates, name in English." in page


def test_the_questions_do_not_grow(at_desk, nigar, three, django_assert_max_num_queries):
    client = at_desk(nigar)
    client.get(PAGE)
    for number in range(3):
        region = make.a_region(f"ER-{number}", name_az=f"Bölgə {number}")
        make.an_institution(registered_unit=make.a_unit(f"U-{number}", region=region), founded=1990)
    with django_assert_max_num_queries(14):
        client.get(PAGE)


def test_the_measure_of_the_night_is_of_its_day(three):
    quality.measure(date(2026, 1, 1))

    assert set(QualityDay.objects.values_list("day", flat=True)) == {date(2026, 1, 1)}


def test_coordinates_far_outside_the_territory_are_flagged_and_those_near_its_border_are_not(at_desk, nigar):
    load_units()
    sheki = Unit.objects.get(code="AZ-SA")
    inside = make.an_institution("İçəridə", registered_unit=sheki, lat=41.19, lon=47.17)
    far = make.an_institution("Uzaqda", registered_unit=sheki, lat=40.38, lon=49.85)
    moved = make.an_institution("Köçmüş", registered_unit=sheki, lat=40.38, lon=49.85)
    moved.displace(by=nigar, unit=Unit.objects.get(code="AZ-BA"), on=date(2020, 1, 1), reason="Order 1")
    make.an_institution("Yersiz", registered_unit=sheki)

    assert (find_strays(), find_strays()) == (1, 1)

    stray = Stray.objects.get()
    assert stray.institution == far and 200 < stray.kilometres < 300
    listed = at_desk(nigar).get("/en/admin/registry/institution/?stray=1").content.decode()
    assert far.code in listed and inside.code not in listed
    assert "1 record lies far outside its territory" in at_desk(nigar).get(PAGE).content.decode()
    far.amend(by=nigar, reason="typing error", lat=41.19, lon=47.17)
    assert (find_strays(), Stray.objects.count()) == (0, 0)


SQUARE = [(47.0, 40.0), (48.0, 40.0), (48.0, 41.0), (47.0, 41.0)]


@pytest.mark.parametrize(
    ("point", "kilometres"),
    [((47.5, 40.5), 0), ((47.5, 41.1), 11.12), ((47.5, 39), 111.2), ((48.1, 40.5), 8.46), ((48, 40.5), 0)],
)
def test_the_distance_to_a_territory_is_that_to_its_nearest_side(point, kilometres):
    assert kilometres_outside(point, [SQUARE]) == pytest.approx(kilometres, abs=0.02)
    assert kilometres_outside(point, []) == 0
