"""The ministry takes a district's list into the registry, and takes it back."""

import pytest

from registry.institutions import Institution, register
from registry.reference import load_classifiers, load_units
from tests.e2e.walker import az
from tests.factories import schools as people
from tests.factories.cabinet import with_second_factor
from tests.factories.lists import a_csv, a_row

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.cabinet.demo_urls"),
]
LISTS = (
    *[a_row(f"{number} nömrəli nümunə klubu", "Klub", "Qax r.", "", "", "120 nəfər") for number in (1, 2)],
    a_row("Nümunə mǝdǝniyyǝt evi", "Mədəniyyət evi", "Dəvəçi rayonu"),
    a_row("Nümunə kitabxanası", "oxu zalı"),
    a_row("", "Klub"),
    a_row("Nümunə sarayı", "Klub", "Şəki şəhəri", "", "1400057431"),
    a_row("Üzeyir Nümunəov adına klub", "Klub"),
    ("CƏMİ", "7"),
)


@pytest.fixture
def nigar():
    user = people.guardian("Nigar", "İdarəli").user
    people.officer(user, "ministry-officer")
    with_second_factor(user)
    user.refresh_from_db()
    return user


@pytest.mark.long(30)
def test_from_the_file_to_the_registry_and_back(nigar, walk, pump, tmp_path):
    units = load_units()
    kinds = load_classifiers()
    make = {"kind": kinds["club"], "registered_unit": units["AZ-SA"], "source": "sınaq"}
    register(by=None, name_az="Üzeyir Nümunəev adına klub", **make)
    file = tmp_path / "şəki siyahısı.csv"
    file.write_bytes(a_csv(*LISTS, header=("Adı", "Nədir", "Rayon", "Ünvan", "VÖEN", "Yerlərin sayı")))

    desk = walk().sign_in_as(nigar).open("admin:index").follow(az("Lists of institutions"))
    desk.in_every_language()
    desk.fill(sender="Şəki idarəsi")
    desk.page.set_input_files("[name=file]", file)
    desk.press(az("Read the list")).in_every_language()
    desk.press(az("Check the rows")).sees(az("kind of institution"))
    desk.choose("column-1", "kind").press(az("Check the rows"))
    pump()
    desk.open("admin:registry_imports").follow("şəki siyahısı.csv").in_every_language()
    desk.sees("oxu zalı", az("Former name of a district or city"))
    while desk.page.get_by_role("button", name=az("Accept all")).count():
        desk.go(desk.page.get_by_role("button", name=az("Accept all")).first)
    desk.choose("code", "library").go(desk.page.get_by_role("button", name=az("Remember")).first)
    pump()
    desk.open("admin:registry_imports").follow("şəki siyahısı.csv")
    desk.go(desk.page.get_by_role("button", name=az("Another one")).first)
    desk.go(desk.page.locator("a[href='?only=bad']")).sees(
        az("The name is missing. Enter the official name.")
    )
    with desk.page.expect_download() as download:
        desk.page.get_by_role("link", name=az("Faulty rows as a workbook")).click()
    assert download.value.suggested_filename.endswith("-faulty.xlsx")
    desk.go(desk.page.locator("form[action$='/writing/'] button"))
    pump()
    assert Institution.objects.filter(name_az="Nümunə mədəniyyət evi").exists()
    desk.open("admin:registry_imports").follow("şəki siyahısı.csv").in_every_language()
    desk.fill(reason="Keçən ilin siyahısıdır").press(az("Undo the list"))
    pump()
    desk.open("admin:registry_imports").sees(az("undone"))
    assert Institution.objects.of_record().count() == 1

    gone = Institution.objects.filter(state="withdrawn").first()
    walk().open("registry:institution", gone.code).sees(gone.name_az).in_every_language()
