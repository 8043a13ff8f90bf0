import pytest

from registry.models import Unit
from tests.factories import schools as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(music_school, far_school):
    last = make.campaign("closed", year=make.counted_on().year - 1, plan={(music_school, "TAR5", "free"): 4})
    last.plan_places.update(cutoff="64.5")
    plan = {
        (music_school, "TAR5", "free"): 6,
        (far_school, "PNO5", "free"): 12,
        (far_school, "PNO5", "paid"): 2,
    }
    return make.campaign("registration", plan=plan)


def html(client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_of_schools_says_what_is_taught_and_how_many_places_there_are(client, running, music_school):
    page = html(client, "/en/schools/")

    assert music_school.name in page
    assert "6 free places in the plan" in page


def test_a_school_is_found_however_it_is_spelt(client, music_school, far_school):
    found = html(client, "/en/schools/?q=ornek+musiqi")

    assert far_school.name in found
    assert music_school.name not in found


def test_schools_are_filtered_by_specialty_and_district(client, music_school, far_school):
    kamancha = html(client, "/en/schools/?specialty=KAM")
    elsewhere = html(client, "/en/schools/?unit=NOWHERE")

    assert music_school.name in kamancha and far_school.name not in kamancha
    assert "No school was found" in elsewhere


def test_schools_stand_in_azerbaijani_order(client, db):
    for name in ("Xırdalan", "Quba", "Hacıqabul"):
        make.school(name)

    page = html(client, "/schools/")

    assert page.index("Hacıqabul") < page.index("Xırdalan") < page.index("Quba")


def test_a_school_shows_its_plan_and_last_years_score(client, running, music_school):
    page = html(client, f"/en/schools/{music_school.code}/")

    assert "Tar, 5 years" in page
    assert "64.5" in page


def test_the_admission_shows_dates_ages_and_the_plan(client, running):
    page = html(client, "/en/admissions/")

    assert "Free places: 18. Paid places: 2." in page
    assert "8–12" in page


def test_a_plan_that_is_not_published_is_nobodys_business(client, music_school):
    make.campaign("draft", plan={(music_school, "TAR5", "free"): 6})

    assert "No admission is running now" in html(client, "/en/admissions/")
    assert "Places in the plan" not in html(client, f"/en/schools/{music_school.code}/")


@pytest.mark.parametrize(
    "query", ["q=%00", "q=" + "x" * 5000, "page=-1", "page=abc", "page=99999", "specialty=%27"]
)
def test_a_broken_query_is_still_a_page(client, running, query):
    assert client.get(f"/en/schools/?{query}").status_code == 200
    assert client.get(f"/en/admissions/?{query}").status_code == 200


def test_a_school_that_does_not_exist_is_not_found(client, db):
    assert client.get("/en/schools/AZ-EDU-999999/").status_code == 404


@pytest.mark.parametrize(("url", "queries"), [("/en/schools/", 6), ("/en/admissions/", 8)])
def test_a_list_asks_as_often_for_one_row_as_for_three(
    client, url, queries, running, django_assert_num_queries
):
    with django_assert_num_queries(queries):
        client.get(url)
    for number in range(3):
        one = make.school(f"{number} nömrəli sınaq məktəbi", teaches="TAR5")
        tar = make.programmes()["TAR5"]
        running.plan_places.create(school=one, programme=tar, places=3, order_number="1")

    with django_assert_num_queries(queries):
        client.get(url)


def test_the_filters_offer_what_is_taught_and_where(client, running):
    make.unit("D97", "Boş rayon")

    page = html(client, "/en/schools/?specialty=TAR")

    assert '<option value="TAR" selected>' in page
    assert '<option value="D98">' in page
    assert '<option value="D97">' not in page
    assert '<option value="PNT">' not in page


def test_what_has_just_been_changed_stands_in_the_list(client, running, music_school):
    html(client, "/en/schools/")
    music_school.institution.registered_unit.name_en = "Renamed & moved"
    music_school.institution.registered_unit.save()
    running.plan_places.get(school=music_school).change_places(places=7, order_number="2", by=None)

    page = html(client, "/en/schools/")

    assert "Renamed &amp; moved" in page
    assert "7 free places in the plan" in page


def test_a_name_that_is_not_translated_is_shown_in_azerbaijani(client, running):
    Unit.objects.update(name_az="Sınaq rayonu", name_en="", name_ru="")

    assert '<option value="D98">Sınaq rayonu</option>' in html(client, "/ru/schools/")


def test_a_school_that_works_elsewhere_is_listed_there(client, running, music_school):
    elsewhere = make.unit("D96", "Başqa rayon")
    music_school.institution.displace(by=None, unit=elsewhere, reason="sınaq")

    assert f'<p class="muted">{elsewhere.name} · Nümunə küçəsi 1</p>' in html(client, "/schools/")
