"""Open data: made at night, the same in every format, with fingerprints, a feed and a catalogue entry."""

import csv
import hashlib
import io
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import jsonschema
import pyarrow.parquet as pq
import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from registry import tasks
from registry.history.changes import Change, number_changes
from registry.history.record import void
from registry.institutions import Institution
from registry.releases import making
from registry.releases.records import records, schema
from registry.releases.release import OpenDataTerms, Release, ReleaseFile
from tests.factories import registry as make

pytestmark = pytest.mark.django_db
FEED = "/api/v1/institutions/changes/"
DCAT = {  # what DCAT-AP 3 wants of a catalogue, a dataset and a distribution
    "dcat:Catalog": ("dct:title", "dct:description", "dct:publisher", "dcat:dataset"),
    "dcat:Dataset": ("dct:title", "dct:description"),
    "dcat:Distribution": ("dcat:accessURL",),
}


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }


@pytest.fixture
def three():
    """A full record, one that says `=1+1`, one that is closed; a fourth was entered by mistake."""
    full = make.an_institution(
        "Şəki muzeyi",
        kind=make.a_museum_kind(),
        lat=41.2,
        lon=47.2,
        phone="(024) 244-00-00",
        name_en="Museum",
        founded=1925,
    )
    odd, closed = make.an_institution("=1+1 məktəbi"), make.an_institution("Bağlı məktəb", founded=1980)
    closed.close(by=None, on=date(2020, 5, 1), reason="Sınaq", heirs=[full])
    make.an_institution("Səhv").withdraw(by=None, reason="Sınaq")
    return full, odd, closed


def at_once(number, work):
    """The answers of so many connections that do the same together."""

    def one(_number):
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


def file_of(release, format):
    return release.files.get(format=format)


def read(release, format):
    with file_of(release, format).file.open("rb") as file:
        return file.read()


def test_a_release_says_the_same_in_every_format(three):
    release = making.make()

    assert release.records == 3
    told = list(records())
    assert [record["name_az"] for record in told] == [
        one.name_az for one in sorted(three, key=lambda one: one.code)
    ]
    rows = list(csv.DictReader(io.StringIO(read(release, "csv").decode("utf-8-sig"))))
    parquet = pq.read_table(io.BytesIO(read(release, "parquet"))).to_pylist()
    features = json.loads(read(release, "geojson"))["features"]
    graph = json.loads(read(release, "jsonld"))["@graph"]
    codes = [record["code"] for record in told]
    assert parquet == told
    assert [row["code"] for row in rows] == [one["id"] for one in features] == codes
    assert [one["identifier"] for one in graph] == codes
    assert {row["name_az"] for row in rows} == {"Şəki muzeyi", "'=1+1 məktəbi", "Bağlı məktəb"}


def test_every_record_is_as_the_schema_says(three):
    release = making.make()

    told = json.loads(read(release, "schema"))
    assert told == schema()
    jsonschema.Draft202012Validator.check_schema(told)
    validator = jsonschema.Draft202012Validator(told, format_checker=jsonschema.FormatChecker())
    for feature in json.loads(read(release, "geojson"))["features"]:
        point = feature["geometry"]
        lon, lat = point["coordinates"] if point else (None, None)
        validator.validate(feature["properties"] | {"lat": lat, "lon": lon})
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({"code": "AZ-MUZ-000001"})


def test_linked_data_speak_the_words_of_schema_org(three):
    release = making.make()

    graph = {one["identifier"]: one for one in json.loads(read(release, "jsonld"))["@graph"]}
    museum, closed = graph[three[0].code], graph[three[2].code]
    assert museum["@type"] == "Museum"
    assert museum["geo"] == {"@type": "GeoCoordinates", "latitude": 41.2, "longitude": 47.2}
    assert {"@value": "Museum", "@language": "en"} in museum["name"]
    assert (closed["foundingDate"], closed["dissolutionDate"]) == ("1980", "2020-05-01")


def test_a_file_is_what_its_fingerprint_says_and_never_changes(three, client):
    release = making.make()
    file = file_of(release, "csv")

    answer = client.get(file.get_absolute_url())
    content = b"".join(answer.streaming_content)
    assert (hashlib.sha256(content).hexdigest(), len(content)) == (file.sha256, file.size)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    again = client.get(file.get_absolute_url(), headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_a_release_is_made_once_and_again_after_a_kill(three, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(making, "_kept", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            making.make()
    assert not Release.objects.complete().exists()

    assert making.make().records == 3
    assert making.make() is None
    assert (Release.objects.count(), ReleaseFile.objects.count()) == (1, 6)


def test_the_log_holds_what_changed_since_the_release_before(three):
    number_changes()
    first = making.make(timezone.localdate() - timedelta(days=1))
    three[0].amend(by=None, reason="Sınaq", phone="(024) 244-00-01")
    # what a transaction of a test writes has one time: as if the night had come between
    Release.objects.filter(pk=first.pk).update(begun_at=timezone.now() - timedelta(hours=1))
    number_changes()
    release = Release.objects.create(day=timezone.localdate(), begun_at=timezone.now() + timedelta(hours=1))

    told = making.changes_before(release)

    assert (told["since"], told["until"]) == (first.day, release.day)
    assert (told["changes"][-1]["code"], told["changes"][-1]["change"]) == (three[0].code, "changed")


def test_old_releases_go_but_for_the_first_of_each_month(three):
    today = date(2026, 3, 20)
    for back in range(60):
        release = Release.objects.create(day=today - timedelta(days=back), finished_at=timezone.now())
        ReleaseFile.objects.create(release=release, format="csv", file="x", size=1, sha256="0" * 64)

    making.forget_old()

    kept = set(Release.objects.values_list("day", flat=True))
    assert len(kept) == 32
    assert {date(2026, 2, 1), date(2026, 3, 1), today} <= kept


def test_the_catalogue_entry_has_what_dcat_ap_wants(three, client):
    assert client.get("/institutions/data/catalog.jsonld").status_code == 404
    OpenDataTerms.objects.create(publisher="Nazirlik", contact="a@numune.example", licence="https://e.az/l")
    release = making.make()

    answer = client.get("/institutions/data/catalog.jsonld")

    graph = answer.json()["@graph"]
    nodes = [*graph, *(part for node in graph for part in node.get("dcat:distribution", []))]
    for kind, needed in DCAT.items():
        of_kind = [node for node in nodes if node["@type"] == kind]
        jsonschema.validate(of_kind, {"minItems": 1, "items": {"type": "object", "required": list(needed)}})
    sums = {
        node["spdx:checksum"]["spdx:checksumValue"]["@value"] for node in nodes if "spdx:checksum" in node
    }
    assert sums == set(
        release.files.exclude(format__in=["schema", "changes"]).values_list("sha256", flat=True)
    )


def test_the_page_tells_the_release_its_terms_and_what_systems_may_ask(three, client):
    assert "Nothing has been released yet" in client.get("/en/institutions/data/").content.decode()
    OpenDataTerms.objects.create(publisher="Nazirlik", contact="a@numune.example", licence="https://e.az/l")
    release = making.make()

    page = client.get("/en/institutions/data/").content.decode()

    assert "3 records" in page
    assert file_of(release, "parquet").sha256 in page
    assert "https://e.az/l" in page


@pytest.mark.parametrize(
    "path", ["2020-01-01/institutions.csv", "sabah/institutions.csv", "2020-01-01/x.exe"]
)
def test_a_release_that_never_was_is_not_found(client, path):
    assert client.get(f"/institutions/data/{path}").status_code == 404


def test_every_public_change_has_one_row_in_the_feed(three):
    before = Change.objects.count()
    full, odd, _closed = three

    full.amend(by=None, reason="Sınaq", phone="(024) 244-00-02")
    full.amend(by=None, reason="Sınaq", phone="(024) 244-00-02")
    odd.rename(by=None, on=date(2020, 1, 1), reason="Sınaq", name_az="Başqa ad")
    void(odd.effects.latest("pk").event, by=None, reason="Sınaq")

    assert Change.objects.count() == before + 3


def test_a_reader_of_the_feed_learns_everything_once_with_deletions_and_redirects(three, client):
    number_changes()
    told = client.get(FEED).json()
    kinds = {(row["code"], row["change"]) for row in told["changes"]}
    assert (three[2].code, "closed") in kinds
    assert {row["successor"] for row in told["changes"] if row["code"] == three[2].code} == {three[0].code}
    assert "withdrawn" in {row["change"] for row in told["changes"]}
    assert told["is_last"]
    assert client.get(FEED, {"after": told["next"]}).json()["changes"] == []

    three[0].amend(by=None, reason="Sınaq", phone="(024) 244-00-03")
    number_changes()
    later = client.get(FEED, {"after": told["next"]}).json()
    assert [(row["code"], row["change"]) for row in later["changes"]] == [(three[0].code, "changed")]


@pytest.mark.parametrize("after", ["cD0yMDI1", "-1", "1.5", "9" * 30, "x"])
def test_a_place_that_the_feed_never_gave_out_is_refused_in_a_sentence(client, after):
    answer = client.get(FEED, {"after": after})

    assert answer.status_code == 400
    assert "Bu lentdə “" in answer.json()["message"]


@pytest.mark.parametrize(
    "statement", ["UPDATE registry_change SET kind = 'closed'", "DELETE FROM registry_change"]
)
def test_the_feed_is_not_rewritten(three, statement):
    number_changes()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_what_is_committed_later_comes_later_in_the_feed_though_it_was_begun_first():
    late, early = make.an_institution("Gec"), make.an_institution("Erkən")
    number_changes()
    seen = Change.objects.latest("number").number

    def meanwhile():
        early.amend(by=None, reason="Sınaq", phone="2")
        return number_changes()

    with transaction.atomic():
        late.amend(by=None, reason="Sınaq", phone="1")
        assert at_once(1, meanwhile) == [1]
    number_changes()

    later = list(Change.objects.after(seen).values_list("institution__name_az", flat=True))
    assert later == ["Erkən", "Gec"]


@pytest.mark.django_db(transaction=True)
def test_rounds_of_numbering_at_once_number_each_row_once():
    for _number in range(5):
        make.an_institution()

    done = at_once(8, number_changes)

    assert sum(done) == 5
    assert sorted(Change.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]


def test_the_tasks_of_the_night_may_run_twice(three):
    tasks.release_open_data()
    tasks.release_open_data()

    assert Release.objects.complete().count() == 1
    assert not Change.objects.filter(number=None).exists()
    assert Institution.objects.of_record().count() == Release.objects.get().records


def test_the_terms_are_one_row():
    terms = {"publisher": "Nazirlik", "contact": "a@numune.example", "licence": "https://e.az/l"}
    OpenDataTerms.objects.create(**terms)

    with pytest.raises(ValidationError, match="Şərtlər artıq var"):
        OpenDataTerms(**terms).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        OpenDataTerms.objects.create(**terms)
