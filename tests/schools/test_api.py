import pytest

from tests.factories import schools as make

pytestmark = pytest.mark.django_db


def test_schools_are_read_by_other_systems(client, music_school):
    answer = client.get("/api/v1/schools/?specialty=TAR").json()

    assert answer["results"] == [
        {
            "code": music_school.code,
            "name_az": music_school.institution.name_az,
            "name_en": "",
            "unit": "D98",
            "address": "Nümunə küçəsi 1",
            "programmes": ["KAM5", "PNO5", "PNO7", "TAR5"],
        }
    ]
    assert client.get(f"/api/v1/schools/{music_school.code}/").json() == answer["results"][0]


def test_a_filter_that_finds_nothing_gives_an_empty_page(client, music_school):
    assert client.get("/api/v1/schools/?specialty=DNC").json()["results"] == []


def test_programmes_have_their_names_in_three_languages(client, db):
    make.programmes()

    rows = client.get("/api/v1/programmes/?page_size=200").json()["results"]

    piano = next(row for row in rows if row["code"] == "PNO7")
    names = {"name_az": "fortepiano", "name_en": "piano", "name_ru": "фортепиано"}
    assert piano == {"code": "PNO7", "years": 7, "specialty": {"code": "PNO", "direction": "music", **names}}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_api_only_reads(client, db, method):
    assert getattr(client, method)("/api/v1/schools/").status_code == 405
