import pytest
from django.db import IntegrityError, connection
from django.urls import reverse

from cabinet.people.access_log import looks_at, note_view, told
from cabinet.people.models import Guardianship
from eculture.journal import JournalEntry
from registry.mandates import grant
from registry.models import Unit
from tests.factories import cabinet as make

pytestmark = pytest.mark.django_db
LOOKS = reverse("cabinet:looks")


@pytest.fixture
def as_nigar(nigar, signed_in):
    return signed_in(nigar)


@pytest.fixture
def sheki(db):
    return Unit.objects.create(code="SEK", kind="region", name="Şəki–Zaqatala")


@pytest.fixture
def officer(sheki):
    """Works in the regional office of Şəki."""
    person = make.person(make.user(is_staff=True), surname="Sınaqlı", name="Kamran")
    grant(to=person.user, role="regional-officer", region=sheki, by=None)
    return person.user


def shown(page) -> list[tuple]:
    return [
        (str(look.by), look.about.name, str(look.data), look.case) for look, _asked in page.context["rows"]
    ]


def test_a_family_reads_who_looked_in_which_office_and_for_which_case(anar, aylin, as_anar, officer, english):
    case = make.case(anar, subject=aylin)
    note_view(aylin, by=officer, case=case)
    note_view(anar, by=officer)

    page = as_anar.get(f"/en{LOOKS}")

    by = "Kamran Sınaqlı, regional officer, Şəki–Zaqatala"
    assert shown(page) == [
        (by, "Anar", "Names, date of birth, part of the FIN", ""),
        (by, "Aylin", "The case: answers, papers, messages", case.number),
    ]
    assert [look.by for look in looks_at(case)] == [by]


def test_the_office_is_that_of_the_day_of_the_look(anar, officer, sheki, english):
    note_view(anar, by=officer)
    officer.mandates.get().revoke(by=None)
    grant(to=officer, role="ministry-officer", by=None)

    assert [look.by for look in told(JournalEntry.objects.about(anar), [anar])] == [
        "Kamran Sınaqlı, regional officer, Şəki–Zaqatala"
    ]


def test_of_whom_is_no_staff_the_name_is_not_told(anar, english):
    note_view(anar, by=make.citizen(surname="Sınaqlı", name="Leyla").user)

    assert [look.by for look in told(JournalEntry.objects.about(anar), [anar])] == ["An officer"]


def test_a_stranger_reads_nothing_of_another_family(anar, aylin, as_rauf, officer):
    note_view(aylin, by=officer)

    assert shown(as_rauf.get(LOOKS)) == []
    assert as_rauf.get(LOOKS, {"person": aylin.pk}).status_code == 404


def test_the_looks_of_one_child_stand_alone_and_end_with_the_right(anar, aylin, as_anar, officer):
    for person in (anar, aylin):
        note_view(person, by=officer)

    assert [row[1] for row in shown(as_anar.get(LOOKS, {"person": aylin.pk}))] == ["Aylin"]

    Guardianship.objects.get().end(by=anar.user)
    assert [row[1] for row in shown(as_anar.get(LOOKS))] == ["Anar"]
    assert as_anar.get(LOOKS, {"person": aylin.pk}).status_code == 404


@pytest.mark.parametrize("wish", ["0", "x", "1 OR 1=1"])
def test_a_number_of_nobody_is_no_page(anar, as_anar, wish):
    assert as_anar.get(LOOKS, {"person": wish}).status_code == 404


@pytest.mark.asvs("16.3.2", "16.3.3")
@pytest.mark.parametrize("page", ["change", "history"])
def test_opening_a_guardianship_is_a_look_at_both(as_nigar, nigar, anar, aylin, page):
    row = Guardianship.objects.get()

    as_nigar.get(reverse(f"admin:cabinet_guardianship_{page}", args=[row.pk]))

    entries = JournalEntry.objects.filter(verb="viewed").order_by("pk")
    data = {"change": "guardianship", "history": "history"}[page]
    assert [(entry.subject_id, entry.actor_id, entry.after) for entry in entries] == [
        (str(anar.pk), str(nigar.pk), {"data": data}),
        (str(aylin.pk), str(nigar.pk), {"data": data}),
    ]


@pytest.mark.asvs("16.3.3")
@pytest.mark.parametrize("page", ["change", "history"])
def test_a_journal_that_refuses_the_look_refuses_the_page(as_nigar, anar, page):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE eculture_journalentry ADD CHECK (verb <> 'viewed') NOT VALID")

    with pytest.raises(IntegrityError):
        as_nigar.get(reverse(f"admin:cabinet_person_{page}", args=[anar.pk]))


@pytest.mark.parametrize("count", [1, 3])
def test_more_looks_ask_no_more_of_the_database(
    anar, aylin, as_anar, officer, count, django_assert_num_queries
):
    as_anar.get(LOOKS)
    for _number in range(count):
        note_view(aylin, by=officer, case=make.case(anar, subject=aylin))

    with django_assert_num_queries(8):
        as_anar.get(LOOKS)
