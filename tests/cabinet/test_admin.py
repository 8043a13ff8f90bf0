import pytest
from django.urls import reverse

from cabinet.models import Service
from eculture.journal import JournalEntry
from tests.factories import cabinet as make

pytestmark = pytest.mark.django_db
PERSONS = reverse("admin:cabinet_person_changelist")


@pytest.fixture
def as_nigar(nigar, signed_in):
    return signed_in(nigar)


def test_the_list_and_the_page_of_a_person_show_no_fin(as_nigar, anar):
    pages = [PERSONS, reverse("admin:cabinet_person_change", args=[anar.pk])]

    text = "".join(as_nigar.get(page).content.decode() for page in pages)

    assert "Nümunəli" in text and anar.masked_fin in text and anar.fin not in text


def test_the_list_which_leaves_no_trace_tells_only_the_year_of_birth(as_nigar, anar):
    page = as_nigar.get(PERSONS).content.decode()

    assert ">1985<" in page and "mart 1985" not in page
    assert not JournalEntry.objects.filter(verb="viewed").exists()


@pytest.mark.parametrize("typed", ["nümunəli", "NUMUNELI", "numuneli anar"])
def test_search_does_not_mind_the_marks(as_nigar, anar, rauf, typed):
    page = as_nigar.get(PERSONS, {"q": typed})

    assert list(page.context["cl"].queryset) == [anar]


@pytest.mark.asvs("8.2.3", "14.2.6")
@pytest.mark.parametrize(
    "lookup",
    ["fin__startswith", "fin_index__startswith", "user__password__startswith", "birth_date__month"],
)
def test_no_filter_of_the_address_tries_out_a_secret(as_nigar, anar, lookup):
    page = as_nigar.get(PERSONS, {lookup: "5"})

    assert page.status_code in {302, 400}


@pytest.mark.asvs("16.3.1", "16.3.2", "16.3.3", "16.3.4")
def test_opening_a_person_leaves_a_trace_and_opening_oneself_does_not(as_nigar, nigar, anar):
    me = make.person(nigar)
    for person in (anar, me):
        as_nigar.get(reverse("admin:cabinet_person_change", args=[person.pk]))

    assert [(entry.subject_id, entry.actor_id) for entry in JournalEntry.objects.filter(verb="viewed")] == [
        (str(anar.pk), str(nigar.pk))
    ]


def corrected(person, **changes) -> dict:
    """What the page of a person sends when some of it was corrected."""
    names = ("surname", "name", "patronymic", "sex", "birth_date", "citizenship")
    inline = {"guardianships_over-TOTAL_FORMS": 0, "guardianships_over-INITIAL_FORMS": 0}
    return {name: getattr(person, name) for name in names} | inline | changes


@pytest.mark.parametrize("who", ["oneself", "child", "stranger"])
def test_an_officer_corrects_the_names_of_others_and_not_of_the_own_family(as_nigar, nigar, anar, who):
    me = make.person(nigar)
    person = {"oneself": me, "child": make.child_of(me), "stranger": anar}[who]

    address = reverse("admin:cabinet_person_change", args=[person.pk])
    answer = as_nigar.post(address, corrected(person, surname="Düzəlişli"))

    person.refresh_from_db()
    assert (answer.status_code, person.surname) == (
        (302, "Düzəlişli") if who == "stranger" else (409, "Nümunəli")
    )


@pytest.mark.parametrize("page", ["guardianship_add", "person_change"])
def test_an_officer_makes_oneself_guardian_on_no_page(as_nigar, nigar, page):
    me, child = make.person(nigar), make.person(name="Tənha", birth_date="2016-05-02")
    row = {"guardian": me.pk, "kind": "parent", "since": "2026-09-01", "document": "DŞ 1"}
    inline = {f"guardianships_over-0-{name}": value for name, value in row.items()}
    inline |= {"guardianships_over-TOTAL_FORMS": 1}

    address = reverse(f"admin:cabinet_{page}", args=[child.pk] if page == "person_change" else [])
    answer = as_nigar.post(address, {**row, "child": child.pk, **corrected(child, **inline)})

    assert answer.status_code == 409
    assert not me.guardianships.exists()


def test_what_staff_correct_in_the_catalogue_leaves_a_trace(as_nigar, nigar):
    service = Service.objects.create(slug="xidmet", title="Xidmət", summary="x", executor="x", channels="x")
    address = reverse("admin:cabinet_service_change", args=[service.pk])
    form = {
        name: value or "x" for name, value in as_nigar.get(address).context["adminform"].form.initial.items()
    }

    answer = as_nigar.post(address, {**form, "order": 7, "apply_route": "", "life_events": []})

    entry = JournalEntry.objects.about(service).get()
    assert answer.status_code == 302
    assert (entry.verb, entry.actor_id) == ("change", str(nigar.pk))
    assert entry.after["said"][0][0] == "changed" and "Order" in entry.after["said"][0]


def test_nobody_is_deleted(as_nigar, anar):
    assert (
        as_nigar.post(reverse("admin:cabinet_person_delete", args=[anar.pk]), {"post": "yes"}).status_code
        == 403
    )
