import pytest
from django.test import Client

from matrix.overrides import override
from tests.factories import matrix as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def museums():
    make.modules()
    return make.cluster("MUZ", 5, adm=4, vis=5)


def answer(address):
    return Client().get(address).json()


def test_the_matrix_comes_in_one_page_with_all_cells(museums):
    make.cluster("QAL")

    found = answer("/api/v1/matrix/")

    assert (found["next"], found["previous"], len(found["results"])) == (None, None, 32)


def test_no_data_is_null_and_not_zero(museums):
    make.cluster("QAL")

    cell = answer("/api/v1/matrix/QAL/BIL/")

    assert (cell["value"], cell["applicability"], cell["basis"], cell["steps"]) == (None, None, "no_data", [])


def test_a_cell_carries_its_whole_derivation(museums):
    cell = answer("/api/v1/matrix/MUZ/BIL/")

    assert (cell["value"], cell["product"], cell["applicability"], cell["institutions"]) == (
        "0.8200",
        "0.1800",
        "required",
        5,
    )
    first = cell["steps"][0]
    assert first.pop("trait")["code"] == "adm"
    assert first == {
        "is_gate": True,
        "having": 4,
        "of": 5,
        "share": "0.8000",
        "weight": "1.0000",
        "effect": "0.8000",
        "factor": "0.2000",
    }
    assert cell["prerequisites"] == [{"module": "TDB", "min_level": 2, "counts": False}]


def test_an_override_is_told_with_its_reason_and_without_names(museums, nigar):
    override(
        cluster=museums, module=make.modules()["TDR"], applicability="optional", reason="Dərslər", by=nigar
    )

    cell = answer("/api/v1/matrix/MUZ/TDR/")

    assert (cell["applicability"], cell["computed"], cell["override"]["reason"]) == (
        "optional",
        "not_applicable",
        "Dərslər",
    )
    assert set(cell["override"]) == {"applicability", "reason", "at"}


def test_an_unknown_cell_is_not_found(museums):
    assert Client().get("/api/v1/matrix/MUZ/XXX/").status_code == 404


@pytest.mark.parametrize(("address", "queries"), [("/api/v1/matrix/", 5), ("/api/v1/matrix/MUZ/BIL/", 6)])
def test_the_queries_do_not_grow_with_the_registry(museums, django_assert_num_queries, address, queries):
    with django_assert_num_queries(queries):
        answer(address)

    make.cluster("KIT", 3, vis=1)

    with django_assert_num_queries(queries):
        answer(address)
