"""Buildings, halls and who uses them since when; for whom a building is easy."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from eculture.journal import JournalEntry
from eculture.refusals import CannotAnswer, NotAllowed, Refusal
from registry.buildings.accessibility import (
    MISSING,
    PERSONAS,
    QUESTIONS,
    AccessNeed,
    answer,
    asked_persona,
    eases,
    easy_for,
)
from registry.buildings.facilities import Facility, Occupancy, Space
from registry.institutions import Institution
from registry.reference import load_needs, rows
from tests.factories import registry as make
from tests.factories.cabinet import with_second_factor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
NEEDS = [("stroller", "step_free"), ("stroller", "wide_doors"), ("hearing", "loop")]
TODAY = timezone.localdate


@pytest.fixture
def theatre():
    return make.an_institution("Şəki teatrı", kind=make.a_museum_kind())


@pytest.fixture
def house(theatre):
    house = Facility.objects.create(
        unit=theatre.registered_unit, address="Xəyali küçəsi 1", built=1897, area=1200, condition="repair"
    )
    Occupancy.objects.create(institution=theatre, facility=house, since=date(2000, 1, 1))
    Space.objects.create(facility=house, kind="hall", seats=1100, standing=50)
    return house


@pytest.fixture
def keeper(theatre):
    user = make.a_user("keeper@numune.example")
    make.a_mandate(user, "institution-keeper", institution=theatre)
    return user


@pytest.fixture
def needs():
    load_needs()


def test_for_whom_a_building_is_easy_says_what_is_missing_and_what_is_not_known():
    told = {str(one.persona): one for one in eases({"step_free": True, "wide_doors": False}, NEEDS)}
    pushchair, hearing = told["with a pushchair"], told["hard of hearing or deaf"]
    assert (pushchair.tone, pushchair.missing) == ("bad", [MISSING["wide_doors"]])
    assert (hearing.tone, hearing.missing) == ("wait", [])
    assert {one.tone for one in eases(dict.fromkeys(QUESTIONS, True), NEEDS)} == {"done"}


def test_the_first_needs_are_loaded_once_and_know_every_visitor_and_question(needs):
    told = [(row["persona"], row["question"]) for row in rows("access_needs.csv")]
    assert {persona for persona, _question in told} == set(PERSONAS)
    assert {question for _persona, question in told} == set(QUESTIONS) == set(MISSING)
    AccessNeed.objects.filter(persona="sight").delete()
    load_needs()
    assert not AccessNeed.objects.filter(persona="sight").exists()


def test_two_main_buildings_at_a_time_are_refused_and_one_after_the_other_is_not(theatre, house):
    other = Facility.objects.create(unit=house.unit, address="Yeni küçə 2")
    with pytest.raises(IntegrityError), transaction.atomic():
        Occupancy.objects.create(institution=theatre, facility=other, since=date(2020, 1, 1))
    theatre.occupancies.update(until=date(2019, 12, 31))
    Occupancy.objects.create(institution=theatre, facility=other, since=date(2020, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Occupancy.objects.create(institution=theatre, facility=other, role="store", since=date(2021, 1, 1))
    make_store = {"facility": house, "role": "store", "since": date(2020, 1, 1)}
    assert Occupancy.objects.create(institution=theatre, **make_store)


@pytest.mark.parametrize(
    "wrong", [{"lat": 40.0}, {"lat": 10.0, "lon": 47.0}, {"built": 20}, {"answers": {"loop": True}}]
)
def test_the_database_refuses_what_cannot_be(house, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Facility.objects.filter(pk=house.pk).update(**wrong)


def test_the_card_shows_the_building_of_the_day_its_halls_and_for_whom_it_is_easy(
    client, theatre, house, keeper, needs
):
    answer(house, {"step_free": True, "wide_doors": True, "all_floors": False}, by=keeper, of=theatre)
    later = Facility.objects.create(unit=house.unit, address="Yeni küçə 2", name="Gənclər evi")
    theatre.occupancies.update(until=TODAY() - timedelta(days=10))
    Occupancy.objects.create(institution=theatre, facility=later, since=TODAY() - timedelta(days=9))

    today = client.get(theatre.get_absolute_url()).content.decode()
    then = client.get(f"{theatre.get_absolute_url()}?as_of={TODAY() - timedelta(days=20)}").content.decode()

    assert "Gənclər evi" in today and "Xəyali küçəsi" not in today
    assert (
        "hall with a stage (1,100 + 50)" in then
        and "built in 1897 · 1,200 m² · condition: needs repair" in then
    )
    assert "For whom it is easy" not in today
    theatre.occupancies.filter(facility=later).delete()
    theatre.occupancies.update(until=None)
    assert str(MISSING["all_floors"]) in client.get(theatre.get_absolute_url()).content.decode()


def test_a_store_says_nothing_of_the_way_of_visitors(client, theatre, house, keeper, needs):
    answer(house, {"loop": True, "written": True}, by=keeper, of=theatre)
    theatre.occupancies.update(role="store")
    assert client.get(theatre.get_absolute_url()).context["eases"] == []


def test_the_list_the_api_and_the_filter_agree(client, theatre, house, keeper, needs):
    make.an_institution("Başqa teatr")
    easy = dict.fromkeys(("step_free", "wide_doors", "all_floors"), True)
    answer(house, easy, by=keeper, of=theatre)

    assert list(Institution.objects.filter(easy_for("stroller"))) == [theatre]
    page = client.get("/en/institutions/?access=stroller")
    assert [row.url for row in page.context["rows"]] == [theatre.get_absolute_url()]
    assert "access=stroller" in page.context["filters"].query
    assert client.get("/en/institutions/?access=wheelchair").context["total"] == 0
    found = client.get("/api/v1/institutions/?access=stroller").json()["results"]
    assert [row["code"] for row in found] == [theatre.code]
    assert len(client.get("/api/v1/institutions/?access=stroller&as_of=2026-01-01").json()["results"]) == 1

    answer(house, easy | {"wide_doors": False}, by=keeper, of=theatre)
    assert not Institution.objects.filter(easy_for("stroller")).exists()


def test_a_word_that_names_nobody_is_said_so(client):
    with pytest.raises(CannotAnswer, match="giant"):
        asked_persona("giant")
    page = client.get("/en/institutions/?access=giant")
    assert (page.status_code, "names no group" in page.content.decode()) == (400, True)
    assert client.get("/api/v1/institutions/?access=giant").status_code == 400


def test_nobody_is_promised_anything_where_nobody_has_looked(theatre, house):
    AccessNeed.objects.all().delete()
    assert not Institution.objects.filter(easy_for("stroller")).exists()


def test_only_its_people_and_the_office_answer(theatre, house, keeper, elchin, rauf, anar):
    for stranger, of in ((anar, theatre), (rauf, None), (keeper, make.an_institution())):
        with pytest.raises(NotAllowed):
            answer(house, {"loop": True}, by=stranger, of=of)
    answer(house, {"loop": True}, by=elchin)
    answer(house, {"loop": False}, by=keeper, of=theatre)
    house.refresh_from_db()
    assert (house.answers, house.answered_on, house.answered_by) == ({"loop": False}, TODAY(), keeper)
    assert JournalEntry.objects.filter(verb="answer").count() == 2
    with pytest.raises(Refusal, match="no such question"):
        answer(house, {"dragon": True}, by=elchin)


def test_a_keeper_answers_in_the_cabinet(theatre, house, keeper, signed_in):
    url = reverse("registry:care_accessibility", args=[theatre.code])
    own = signed_in(with_second_factor(keeper))
    assert str(QUESTIONS["loop"]) in own.get(url).content.decode()

    sent = own.post(url, {"loop": "yes", "toilet": "no", "parking": ""})

    assert sent.status_code == 302
    house.refresh_from_db()
    assert house.answers == {"loop": True, "toilet": False}
    assert own.get(url).context["form"].initial == {"loop": "yes", "toilet": "no"}
    assert own.post(url, {"loop": "perhaps"}).status_code == 422
    theatre.occupancies.all().delete()
    assert "does not know the building yet" in own.get(url).content.decode()


def test_the_office_enters_a_building_with_its_halls_and_users(theatre, elchin, rauf, signed_in):
    desk = signed_in(with_second_factor(elchin))
    url = reverse("admin:registry_facility_add")
    form = {"unit": theatre.registered_unit.pk, "address": "Yeni küçə 2", "loop": "yes"}
    form |= {f"{part}-{count}": 0 for part in ("spaces", "occupancies") for count in ("INITIAL_FORMS",)}
    form |= {"spaces-TOTAL_FORMS": 1, "occupancies-TOTAL_FORMS": 1}
    form |= {"spaces-0-kind": "hall", "spaces-0-seats": 300}
    form |= {"occupancies-0-institution": theatre.pk, "occupancies-0-role": "seat"}

    answered = desk.post(url, form)

    assert answered.status_code == 302, answered.context["errors"]
    house = Facility.objects.get()
    assert (house.answers, house.spaces.get().seats) == ({"loop": True}, 300)
    assert house.occupancies.get().institution == theatre
    assert list(Facility.objects.editable_by(elchin)) == [house]
    ganja = make.a_unit("AZ-GA", region=make.a_region("ER-GD"), name_az="Gəncə şəhəri")
    foreign = make.an_institution("Gəncə teatrı", registered_unit=ganja)
    refused = desk.post(url, form | {"address": "Üçüncü küçə", "occupancies-0-institution": foreign.pk})
    assert "not in your care" in refused.content.decode() and not foreign.occupancies.exists()
    assert not Facility.objects.editable_by(rauf).exists()
