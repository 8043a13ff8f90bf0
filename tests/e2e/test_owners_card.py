"""The people of a museum keep its card; the regional office decides."""

import pytest

from registry.buildings.facilities import Facility
from registry.classifiers import Indicator
from registry.reference import load_needs
from tests.e2e.walker import PHONE, az
from tests.factories import registry as make
from tests.factories import schools as people
from tests.factories.cabinet import with_second_factor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.cabinet.demo_urls"),
]
NUMBER = "(024) 244-12-34"


def account(given, role, **scope):
    user = people.guardian(given, "Sınaq").user
    make.a_mandate(user, role, **scope)
    with_second_factor(user)
    user.refresh_from_db()
    return user


@pytest.mark.long(20)
def test_from_the_proposal_to_the_card(walk):
    kind = make.a_museum_kind()
    Indicator.objects.create(code="items", name_az="Ekspozisiyadakı əşyalar", name_en="Items").kinds.add(kind)
    museum = make.an_institution("Nümunə muzeyi", kind=kind, figures={"items": 1000})
    load_needs()
    house = Facility.objects.create(
        unit=museum.registered_unit, address="Xəyali küçəsi 1", built=1897, area=1200, condition="good"
    )
    house.occupancies.create(institution=museum)
    house.spaces.create(kind="exhibition", standing=120)
    keeper = account("Leyla", "institution-keeper", institution=museum)
    officer = account("Elçin", "regional-officer", region=museum.registered_unit.region)
    officer.is_staff = True
    officer.save()

    own = walk(viewport=PHONE, color_scheme="dark").sign_in_as(keeper).open("registry:care")
    own.in_every_language().sees(az("Not confirmed yet"))
    own.follow(az("Propose changes")).in_every_language()
    own.fill(phone=NUMBER, note="Yeni nömrə").press(az("Send to the office")).sees(NUMBER).in_every_language()
    own.follow(az("Yearly figures")).in_every_language()
    own.fill(items="2000").press(az("Send to the office")).sees("indi 2")
    own.fill(note="Yeni kolleksiya qəbul edilib.").press(az("Send to the office"))
    own.press(az("Yes, it is right")).sees(az("Confirmed"))
    own.follow(az("Opening hours")).in_every_language()
    week = {f"day-{number}": "10:00–18:00" for number in range(7)}
    own.fill(**week | {"day-0": "18:00–10:00"}).press(az("Save the week")).sees("18:00–10:00")
    own.fill(**week | {"day-0": ""}).press(az("Save the week"))
    own.fill(day="2030-01-02", hours="", note="Təmir").press(az("Add the day")).sees("Təmir")

    own.open("registry:care_of", museum.code).follow(az("Accessibility")).in_every_language()
    for question, said in {"step_free": "yes", "wide_doors": "yes", "all_floors": "no", "loop": "no"}.items():
        own.tick(question, said)
    own.press(az("Save the answers"))

    desk = walk().sign_in_as(officer).open("admin:registry_proposals").in_every_language()
    desk.follow("Nümunə muzeyi").in_every_language().sees(NUMBER)
    desk.press(az("Accept")).follow("Nümunə muzeyi").in_every_language().press(az("Send back"))
    desk.sees(az("Write the reason."))
    desk.fill(reason="Aktı göndərin").press(az("Send back"))
    desk.open("admin:registry_proposals", query="?show=decided").sees(az("accepted"), az("sent back"))

    museum.external_ids.create(source="wikidata", ref="Q1")
    desk.open("admin:registry_institution_change", museum.pk).in_every_language()
    desk.open("admin:registry_facility_changelist").follow("Xəyali küçəsi 1").in_every_language()
    desk.tick("loop", "yes").press(az("Save")).sees("Xəyali küçəsi 1")

    own.open("registry:care_of", museum.code).sees("Aktı göndərin")
    walk(viewport=PHONE).open("registry:institution", museum.code).in_every_language().sees(
        NUMBER, "10:00–18:00", az("stairs inside"), "Xəyali küçəsi 1"
    )
