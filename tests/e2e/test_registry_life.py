"""The ministry records events by acts; anybody reads the registry of another day."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from registry.classifiers import Kind
from registry.history.events import LifecycleEvent
from registry.quality.scores import Criterion, measure
from registry.releases import making
from registry.releases.release import OpenDataTerms
from registry.territory import Population
from tests.e2e.walker import PHONE, az
from tests.factories import registry as make
from tests.factories import schools as people
from tests.factories.cabinet import with_second_factor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.cabinet.demo_urls"),
]


@pytest.fixture
def nigar():
    user = people.guardian("Nigar", "İdarəli").user
    people.officer(user, "ministry-officer")
    with_second_factor(user)
    user.refresh_from_db()
    return user


@pytest.fixture
def museums():
    kind = make.a_museum_kind()
    old = make.an_institution("Nümunə Din Tarixi Muzeyi", kind=kind, founded=1967, lat=41.2, lon=47.17)
    unit = old.registered_unit
    unit.lat, unit.lon = 41.19, 47.17
    unit.save()
    Population.objects.create(unit=unit, day=date(2020, 7, 1), people=188_700, source="maide.az (SSC)")
    Kind.objects.update(is_expected=True)
    park = make.a_kind("park", make.a_cluster("PRK", name_az="Park"), "evt", name_az="park", is_school=False)
    Kind.objects.filter(pk=park.pk).update(is_expected=True)
    return old, make.an_institution("Nümunə İstiqlal Muzeyi", kind=kind, founded=1919)


@pytest.mark.long(30)
def test_from_the_act_to_the_old_address(museums, nigar, walk, tmp_path):
    old, heir = museums
    act = tmp_path / "əmr.pdf"
    act.write_bytes(b"%PDF-1.7 order")
    desk = walk().sign_in_as(nigar).open("registry:institution", old.code)
    desk.page.get_by_text(az("Record an event")).click()
    desk.look().follow(az("Give another name")).in_every_language()
    desk.fill(name_az="Nümunə Dinlər Muzeyi", on="1991-10-18", act_number="116", act_on="1991-10-01")
    desk.fill(act_link="https://e-qanun.az/framework/1").choose("act_kind", "cabinet")
    desk.page.set_input_files("[name=act_file]", act)
    desk.press(az("Give another name")).sees("Nümunə Din Tarixi Muzeyi → Nümunə Dinlər Muzeyi", "№ 116")

    desk.open("registry:move", old.code, "merger")
    desk.fill(heirs="AZ-MUZ-999999", on="2018-10-01", reason="Sınaq")
    desk.press(az("Merge into another institution")).sees("AZ-MUZ-999999").in_every_language()
    desk.open("registry:move", old.code, "merger")
    desk.fill(heirs=heir.code, on="2018-10-01", act_number="450", act_on="2018-09-20")
    desk.press(az("Merge into another institution"))

    visitor = walk(viewport=PHONE).open("registry:institution", old.code)
    assert visitor.page.url.endswith(f"{heir.code}/?from={old.code}")
    visitor.sees("Nümunə Dinlər Muzeyi").in_every_language()
    visitor.follow(az("Its last card")).sees(heir.name_az, "№ 450").in_every_language()
    visitor.follow(az("how it was before"), at=1).sees("Nümunə Din Tarixi Muzeyi")
    visitor.open("registry:institutions", query="?as_of=1990-01-01").in_every_language()
    visitor.sees("Nümunə Din Tarixi Muzeyi", "Nümunə İstiqlal Muzeyi")
    assert visitor.status_of("registry:institutions") == 200
    visitor.page.goto(visitor.site + "/institutions/?as_of=sabah")
    visitor.look().sees("sabah")

    visitor.open("registry:changes", query="?year=2018").in_every_language()
    visitor.sees("Nümunə Dinlər Muzeyi", "№ 450")
    visitor.open("registry:territories").in_every_language()
    visitor.follow("Şəki şəhəri").in_every_language()
    visitor.sees(az("By kind"))
    OpenDataTerms.objects.create(
        publisher="Nazirlik", contact="data@numune.example", licence="https://numune.example/licence"
    )
    making.make()
    visitor.open("registry:open_data").in_every_language().sees("Parquet", "SHA-256")
    for name, args in (("changes", ()), ("territories", ()), ("territory", ("AZ-SA",))):
        desk.open(f"registry:{name}", *args)

    for code, weight in (("place", 20), ("phone", 15), ("english", 5)):
        Criterion.objects.create(code=code, weight=weight)
    measure(timezone.localdate() - timedelta(days=1))
    measure()
    desk.open("admin:registry_quality").in_every_language()
    desk.open("admin:registry_institution_changelist", query="?without=phone").in_every_language()
    desk.open("admin:registry_institution_change", heir.pk)
    desk.open("admin:registry_lifecycleevent_changelist").in_every_language()
    merger = LifecycleEvent.objects.get(kind="merge")
    desk.open("admin:registry_lifecycleevent_change", merger.pk).follow(az("Strike the event out"))
    desk.in_every_language()
    desk.fill(reason="Başqa muzey nəzərdə tutulub").press(az("Strike out")).sees("Nümunə Dinlər Muzeyi")
    old.refresh_from_db()
    assert (old.state, old.successor) == ("active", None)
