import pytest

from eculture.journal import JournalEntry
from registry.institutions import Institution
from registry.mandates import Mandate
from tests.factories import registry as make
from tests.factories.cabinet import with_second_factor

pytestmark = pytest.mark.django_db
LIST, MANDATES = "/admin/registry/institution/", "/admin/registry/mandate/"


@pytest.fixture
def at_desk(signed_in):
    return lambda user: signed_in(with_second_factor(user))


def form_of(answer):
    return make.NO_IDENTIFIERS | {
        name: "" if value is None else value
        for name, value in answer.context["adminform"].form.initial.items()
    }


def test_an_officer_corrects_an_institution_of_the_region_and_it_is_journaled(at_desk, elchin):
    school = make.an_institution()
    client = at_desk(elchin)
    form = form_of(client.get(f"{LIST}{school.pk}/change/"))

    answer = client.post(f"{LIST}{school.pk}/change/", {**form, "address": "Yeni küçə 2", "traits": []})

    entries = JournalEntry.objects.about(school).filter(verb="amend", actor_id=elchin.pk).order_by("pk")
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert [entry.after for entry in entries] == [{"address": "Yeni küçə 2"}, {"traits": []}]
    assert client.get(school.get_absolute_url()).status_code == 200


def test_what_is_decided_by_an_act_an_officer_only_reads(at_desk, elchin):
    school = make.an_institution()

    fields = at_desk(elchin).get(f"{LIST}{school.pk}/change/").context["adminform"].form.fields

    assert not {"kind", "registered_unit", "name_az"} & set(fields)


def test_an_officer_of_another_region_reads_and_changes_nothing(at_desk, rauf):
    school = make.an_institution()
    client = at_desk(rauf)

    assert client.get(f"{LIST}{school.pk}/change/").status_code == 200
    assert client.post(f"{LIST}{school.pk}/change/", {"address": "x"}).status_code == 403


def test_the_ministry_enters_an_institution_with_the_traits_of_its_kind(at_desk, nigar):
    kind, unit = make.a_museum_kind(), make.a_unit()
    client = at_desk(nigar)
    form = {"kind": kind.pk, "registered_unit": unit.pk, "name_az": "Yeni muzey", "source": "Order 12"}

    answer = client.post(f"{LIST}add/", form | make.NO_IDENTIFIERS)

    museum = Institution.objects.get()
    assert answer.status_code == 302
    assert (museum.code[:7], museum.traits.count()) == ("AZ-MUZ-", 2)
    assert JournalEntry.objects.about(museum).get().actor_id == str(nigar.pk)


@pytest.mark.parametrize("typed", ["Sheki", "seki", "Шеки", "'%_"])
def test_the_list_is_searched_in_every_spelling(at_desk, nigar, typed):
    museum = make.an_institution("Şəki muzeyi", kind=make.a_museum_kind())

    answer = at_desk(nigar).get(LIST, {"q": typed})

    assert list(answer.context["cl"].queryset) == (
        [museum] if typed != "'%_" else list(Institution.objects.all())
    )


def test_the_ministry_grants_a_mandate_by_address(at_desk, nigar, anar):
    form = {"email": "ANAR@numune.example", "role": "head", "institution": make.an_institution().pk}
    form |= {"since": "2026-09-01", "act": "Order 3"}

    answer = at_desk(nigar).post(f"{MANDATES}add/", form)

    mandate = Mandate.objects.get(user=anar)
    assert answer.status_code == 302
    assert (mandate.role, mandate.granted_by, mandate.act) == ("head", nigar, "Order 3")


@pytest.mark.parametrize(
    ("email", "role"),
    [("nobody@numune.example", "auditor"), ("", "auditor"), ("anar@numune.example", "head")],
)
def test_a_mandate_without_account_or_scope_is_refused_at_the_field(at_desk, nigar, anar, email, role):
    form = {"email": email, "role": role, "since": "2026-09-01"}

    answer = at_desk(nigar).post(f"{MANDATES}add/", form)

    assert answer.status_code == 200
    assert set(answer.context["adminform"].form.errors) & {"email", "role"}
    assert not Mandate.objects.filter(user=anar).exists()


def test_nobody_grants_to_oneself_at_the_desk(at_desk, nigar):
    answer = at_desk(nigar).post(
        f"{MANDATES}add/", {"email": nigar.email, "role": "auditor", "since": "2026-09-01"}
    )

    assert answer.status_code == 409
    assert nigar.mandates.count() == 1


def test_the_ministry_revokes_at_once(at_desk, nigar, elchin):
    mandate = elchin.mandates.get()

    at_desk(nigar).post(MANDATES, {"action": "revoke", "_selected_action": [mandate.pk]})

    mandate.refresh_from_db()
    assert mandate.revoked_at is not None


def test_nobody_revokes_a_mandate_of_ones_own(at_desk, nigar):
    mandate = nigar.mandates.get()

    at_desk(nigar).post(MANDATES, {"action": "revoke", "_selected_action": [mandate.pk]})

    mandate.refresh_from_db()
    assert mandate.revoked_at is None


def test_another_end_of_a_mandate_is_journaled(at_desk, nigar, elchin):
    mandate = elchin.mandates.get()

    answer = at_desk(nigar).post(f"{MANDATES}{mandate.pk}/change/", {"until": "2030-01-31"})

    entry = JournalEntry.objects.about(mandate).get(verb="move_end")
    assert answer.status_code == 302
    assert (entry.before, entry.after, entry.actor_id) == (
        {"until": None},
        {"until": "2030-01-31"},
        str(nigar.pk),
    )


def test_an_officer_of_a_region_sees_no_mandates_here(at_desk, elchin):
    assert at_desk(elchin).get(MANDATES).status_code == 403
