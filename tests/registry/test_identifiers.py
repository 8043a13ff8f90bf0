"""What other registers call an institution: forms, days, one owner; card, API and open data tell it."""

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from eculture.journal import JournalEntry
from eculture.refusals import NotAllowed, Refusal
from registry.history.changes import Change
from registry.identifiers import SCHEMES, identify
from registry.institutions import ExternalId
from registry.releases.records import linked, records
from tests.factories import registry as make
from tests.factories.cabinet import with_second_factor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def museum():
    return make.an_institution("Şəki muzeyi", kind=make.a_museum_kind())


def test_an_identifier_is_kept_once_with_its_days(museum, nigar):
    identify(museum, "isil", "AZ-MKT", by=nigar, since=date(2020, 1, 1))
    identify(museum, "isil", "AZ-MKT", by=nigar, since=date(2020, 1, 1), until=date(2024, 12, 31))

    kept = ExternalId.objects.get()
    assert (kept.ref, kept.until) == ("AZ-MKT", date(2024, 12, 31))
    assert JournalEntry.objects.filter(verb="identify").count() == 2
    assert Change.objects.filter(institution=museum, kind="changed").count() == 2


@pytest.mark.parametrize(
    ("scheme", "ref"),
    [("wikidata", "213322"), ("wikidata", "Q0"), ("isil", "DE-1"), ("former", ""), ("isil", "AZ-")],
)
def test_what_is_no_identifier_is_refused(museum, nigar, scheme, ref):
    with pytest.raises(Refusal, match="no identifier of this kind"):
        identify(museum, scheme, ref, by=nigar)


@pytest.mark.parametrize(("source", "ref"), [("wikidata", "q1"), ("isil", "XX-1")])
def test_the_database_refuses_it_too(museum, source, ref):
    with pytest.raises(IntegrityError), transaction.atomic():
        ExternalId.objects.create(institution=museum, source=source, ref=ref)


def test_days_the_wrong_way_round_and_what_is_another_ones_are_refused(museum, nigar, rauf):
    with pytest.raises(Refusal, match="last day"):
        identify(museum, "isil", "AZ-1", by=nigar, since=date(2020, 1, 2), until=date(2020, 1, 1))
    other = make.an_institution()
    identify(other, "isil", "AZ-1", by=nigar)
    with pytest.raises(Refusal, match=other.code):
        identify(museum, "isil", "AZ-1", by=nigar)
    with pytest.raises(NotAllowed):
        identify(museum, "isil", "AZ-2", by=rauf)


def test_card_and_api_tell_those_of_the_day(client, museum, nigar):
    day = timezone.localdate() - timedelta(days=100)
    identify(museum, "wikidata", "Q213322", by=nigar)
    identify(museum, "isil", "AZ-OLD", by=nigar, until=day)
    ExternalId.objects.create(institution=museum, source="siyahı", ref="7")

    page = client.get(museum.get_absolute_url()).content.decode()
    assert "https://www.wikidata.org/wiki/Q213322" in page and "AZ-OLD" not in page
    told = client.get(f"/api/v1/institutions/{museum.code}/").json()["identifiers"]
    assert told == [{"scheme": "wikidata", "value": "Q213322"}]
    then = client.get(f"/api/v1/institutions/{museum.code}/?as_of={day}").json()["identifiers"]
    assert {one["value"] for one in then} == {"Q213322", "AZ-OLD"}


def test_open_data_tell_them(museum, nigar):
    identify(museum, "wikidata", "Q213322", by=nigar)
    identify(museum, "isil", "AZ-OLD", by=nigar, until=timezone.localdate() - timedelta(days=1))
    (record,) = records()
    assert (record["wikidata"], record["isil"]) == ("Q213322", None)
    assert linked(record)["sameAs"] == f"{SCHEMES['wikidata'].url}Q213322"
    assert json.dumps(linked(record), default=str)


def test_an_officer_keeps_them_beside_the_record(museum, nigar, signed_in):
    desk = signed_in(with_second_factor(nigar))
    url = reverse("admin:registry_institution_change", args=[museum.pk])
    form = desk.get(url).context["adminform"].form
    sent = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    sent = {name: value for name, value in sent.items() if value not in (None, False)}
    sent |= {"traits": [trait.pk for trait in museum.traits.all()], "reason": ""}
    sent |= {"external_ids-TOTAL_FORMS": 1, "external_ids-INITIAL_FORMS": 0}
    wrong = desk.post(url, sent | {"external_ids-0-source": "isil", "external_ids-0-ref": "DE-1"})
    assert (wrong.status_code, ExternalId.objects.count()) == (200, 0)
    assert "It looks like AZ-MKT" in wrong.content.decode()

    answer = desk.post(url, sent | {"external_ids-0-source": "isil", "external_ids-0-ref": "AZ-1"})

    assert answer.status_code == 302, answer.context["errors"]
    assert ExternalId.objects.get().ref == "AZ-1"
