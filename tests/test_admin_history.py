"""The history of a row in the administration is the journal of the house."""

from datetime import date

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cabinet.models import Service
from eculture import journal
from eculture.journal import JournalEntry
from tests.factories import cabinet, matrix, registry, schools

pytestmark = pytest.mark.django_db


@pytest.fixture
def nigar():
    officer = schools.officer(schools.guardian("Nigar").user)
    cabinet.with_second_factor(officer)
    officer.refresh_from_db()
    return officer


@pytest.fixture
def museum():
    return registry.an_institution("Nümunə muzeyi")


def history(row) -> str:
    return reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_history", args=[row.pk])


def told(page) -> list[tuple[str, str, str, str]]:
    return [(row.who, str(row.deed), row.change, row.reason) for row in page.context["rows"]]


def test_it_tells_who_did_what_and_why_newest_first(signed_in, nigar, museum, english):
    museum.amend(by=nigar, reason="akt № 3", short_name="Muzey")
    museum.suspend(by=None, reason="təmir")

    page = signed_in(nigar).get(history(museum))

    assert told(page) == [
        ("the portal", "Activity suspended", "state: working → activity suspended", "təmir"),
        ("Nigar Nümunəli", "Data corrected", "short name: – → Muzey", "akt № 3"),
        ("the portal", "Entered in the registry", f"registry code: {museum.code}", ""),
    ]


def test_it_writes_days_as_people_do(signed_in, nigar, english):
    mandate = registry.a_mandate(cabinet.user("elchin@numune.example"), "auditor")
    mandate.move_end(until=date(2099, 12, 31), by=nigar)

    page = signed_in(nigar).get(history(mandate))

    assert told(page)[0] == ("Nigar Nümunəli", "Another end set", "valid until: – → 31.12.2099", "")
    assert page.context["rows"][0].at == JournalEntry.objects.about(mandate).first().at


def test_what_was_typed_in_a_form_is_told_by_the_names_of_its_fields(signed_in, nigar, english):
    said = [["changed", "", "Title", "Order"], ["added", "stage"]]
    service = Service.objects.create(slug="xidmet", title="Xidmət", summary="x")
    journal.record("change", on=service, by=nigar, after={"said": said})

    page = signed_in(nigar).get(history(service))

    assert told(page) == [("Nigar Nümunəli", "Changed", "Changed: Title, Order, stage.", "")]


def test_a_long_history_has_pages_and_its_length_costs_no_queries(signed_in, nigar, museum, english):
    client, address = signed_in(nigar), history(museum)
    for number in range(50):
        museum.amend(by=cabinet.user(), short_name=f"Muzey {number}")

    client.get(address)  # the session learns that there is a second factor
    first, second = queries_of(client, address, page=1), queries_of(client, address, page=2)

    assert [row.deed for row in client.get(address, {"page": 2}).context["rows"]] == [
        "Entered in the registry"
    ]
    assert first == second + 1  # the one that reads the names


def queries_of(client, address: str, *, page: int) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(address, {"page": page})
    return len(queries)


def test_a_row_of_which_nothing_is_told_says_so(signed_in, nigar, museum, english):
    page = signed_in(nigar).get(history(museum.registered_unit))

    assert "The journal says nothing about this row yet." in page.content.decode()


def test_every_move_of_a_row_in_the_administration_has_its_words():
    unnamed = {
        model.__name__: set(model.MOVES) - set(model.DEEDS)
        for model in admin.site._registry
        if hasattr(model, "MOVES")
    }

    assert {name: verbs for name, verbs in unnamed.items() if verbs} == {}


def test_the_log_of_the_library_stays_empty(signed_in, nigar):
    cell = {"cluster": registry.a_cluster(), "module": matrix.modules()["BIL"]}
    typed = {name: row.pk for name, row in cell.items()} | {"applicability": "required", "reason": "Layihə"}

    answer = signed_in(nigar).post(reverse("admin:matrix_celloverride_add"), typed)

    assert (answer.status_code, LogEntry.objects.count()) == (302, 0)
