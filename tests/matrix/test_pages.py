import csv
import io

import pytest
from django.test import Client
from django.utils import translation

from matrix.crossing import cross
from matrix.overrides import override
from registry.models import Institution
from registry.reference import load_units
from tests.factories import matrix as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def modules():
    return make.modules()


@pytest.fixture
def museums(modules):
    return make.cluster("MUZ", 5, adm=4, vis=5, coll=5, evt=3)


def page(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_each_square_of_the_page_shows_what_the_formula_says(museums):
    make.cluster("KIT", 3, vis=3, coll=3, order=2)

    html = page("/en/matrix/")

    for cell in cross():
        value = f"<small>{cell.short_value}</small>" if cell.shows_value else ""
        with translation.override("en"):
            address = cell.get_absolute_url()
        assert f'href="{address}"><span>{cell.mark}</span>{value}</a>' in html


def test_the_legend_counts_the_cells_of_each_class(museums):
    html = page("/en/matrix/")

    with translation.override("en"):
        for entry in cross().counts:
            assert f"{entry['label']}: {entry['count']}" in html
    assert sum(entry["count"] for entry in cross().counts) == 16


def test_the_worked_example_is_the_live_derivation(museums):
    example = cross().example

    html = page("/en/matrix/")

    assert f"{example.cluster.name} × {example.module.name_en}" in html
    assert f"<td>{example.derivation.value}</td>" in html


def test_the_phone_shows_the_row_of_the_chosen_cluster(museums):
    make.cluster("KIT", 1, vis=1, order=2)

    html = page("/en/matrix/?cluster=KIT")

    assert "Chosen row: Klaster KIT." in html
    assert '<option value="KIT" selected>' in html


def test_an_empty_registry_gets_a_sentence_and_no_table(modules):
    html = page("/en/matrix/")

    assert "The matrix has nothing to cross yet" in html
    assert "<table" not in html


@pytest.mark.parametrize(
    "address", ["/matrix/?cluster=XXX", "/matrix/XXX/BIL/", "/matrix/MUZ/XXX/", "/matrix/muz/bil/"]
)
def test_an_unknown_code_is_not_found(museums, address):
    assert Client().get(f"/matrix/{address}").status_code == 404


@pytest.mark.parametrize("address", ["/matrix/", "/matrix/MUZ/BIL/", "/matrix/matrix.csv"])
def test_the_pages_only_answer_questions(museums, address):
    assert Client().post(address).status_code == 405


@pytest.mark.parametrize(
    ("language", "address", "words"),
    [
        ("az", "/matrix/MUZ/BIL/", ["Biletləşdirmə", "0,8200"]),
        ("en", "/en/matrix/MUZ/BIL/", ["Ticketing", "0.8200"]),
        ("ru", "/ru/matrix/MUZ/BIL/", ["Билеты", "0,8200"]),
    ],
)
def test_a_cell_is_told_in_three_languages(museums, language, address, words):
    html = page(address)

    assert f'lang="{language}"' in html
    assert all(word in html for word in words)


def test_the_derivation_prints_factors_that_multiply_to_the_number(museums):
    html = page("/en/matrix/MUZ/BIL/")

    assert "<td>× 0.2000</td>" in html
    assert "<td>× 0.9000</td>" in html
    assert "<td>0.1800</td>" in html
    assert "<td>0.8200</td>" in html


def test_each_count_opens_the_list_of_the_institutions_counted(museums):
    load_units()
    html = page("/en/matrix/MUZ/BIL/")

    assert '<a href="/en/institutions/?cluster=MUZ&amp;trait=adm">4 of 5 institutions</a>' in html
    opened = Client().get("/en/institutions/?cluster=MUZ&trait=adm")
    assert opened.context["total"] == 4


def test_a_list_opened_from_a_cell_leaves_out_what_does_not_work(museums):
    load_units()
    Institution.objects.filter(traits__code="adm").first().suspend(by=None, reason="sınaq")

    assert "3 of 4 institutions" in page("/en/matrix/MUZ/BIL/")
    assert Client().get("/institutions/?cluster=MUZ&trait=adm").context["total"] == 3


def test_a_closed_gate_is_named_on_the_page(modules):
    make.cluster("KIT", 2, vis=2)

    html = page("/en/matrix/KIT/BIL/")

    assert "Why it is not applicable" in html
    assert "<td>closed</td>" in html


def test_a_cluster_without_institutions_has_no_value(modules):
    make.cluster("QAL")

    html = page("/en/matrix/QAL/BIL/")

    assert "Why there is no value" in html
    assert "The registry has no working institution in this cluster" in html
    assert "0.0000" not in html


def test_an_override_stands_with_its_reason_beside_the_computed_answer(museums, modules, nigar):
    override(
        cluster=museums, module=modules["TDR"], applicability="optional", reason="Muzey dərsləri", by=nigar
    )

    html = page("/en/matrix/MUZ/TDR/")

    assert "The ministry’s decision: optional" in html
    assert "Muzey dərsləri" in html
    assert "The formula says: not applicable." in html
    assert nigar.email not in html


def test_prerequisites_lead_to_their_cells_and_idle_ones_hold_nobody_up(museums):
    html = page("/en/matrix/MUZ/ANL/")

    assert 'href="/en/matrix/MUZ/STA/">Statistics and reports</a>' in html
    assert "maturity level 2 or higher" in html
    for institution in Institution.objects.filter(traits__code="adm"):
        institution.suspend(by=None, reason="sınaq")
    assert "holds nobody up here" in page("/en/matrix/MUZ/ANL/")


def test_only_who_may_override_is_offered_it(museums, nigar, signed_in):
    assert "Decide this cell" not in page("/en/matrix/MUZ/BIL/")
    assert "Decide this cell" in signed_in(nigar).get("/en/matrix/MUZ/BIL/").content.decode()


def test_the_download_holds_every_cell_with_its_reason(museums):
    response = Client().get("/en/matrix/matrix.csv")

    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    ticketing = next(row for row in rows if row["Module"] == "Ticketing")
    assert len(rows) == 16
    assert (ticketing["Applicability"], ticketing["Value"], ticketing["Working institutions"]) == (
        "required",
        "0.82",
        "5",
    )


@pytest.mark.parametrize(
    ("address", "queries"), [("/matrix/", 5), ("/matrix/MUZ/BIL/", 6), ("/matrix/matrix.csv", 5)]
)
def test_the_queries_of_a_page_do_not_grow_with_the_registry(
    museums, django_assert_num_queries, address, queries
):
    with django_assert_num_queries(queries):
        page(address)

    for code in ("KIT", "TEA"):
        make.cluster(code, 3, vis=1)

    with django_assert_num_queries(queries):
        page(address)
