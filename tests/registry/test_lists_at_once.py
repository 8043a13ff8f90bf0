"""New institutions of a list are written at once; what the database refuses costs its own row."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eculture.journal import JournalEntry
from registry.history.changes import Change
from registry.history.events import LifecycleEvent
from registry.institutions import Institution
from registry.reference import load_classifiers, load_units
from tests.factories import registry as make
from tests.factories.lists import HEADER, a_list, a_row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
VOEN = "1400057421"


@pytest.fixture(autouse=True)
def _units_and_kinds(db):
    load_units()
    load_classifiers()


@pytest.fixture
def written(nigar, pump):
    def of(*rows):
        load = a_list(*rows, by=nigar)
        pump()
        load.refresh_from_db()
        load.ask_to_write(by=nigar)
        with CaptureQueriesContext(connection) as asked:
            pump()
        load.refresh_from_db()
        return load, len(asked)

    return of


@pytest.fixture
def checked(nigar, pump):
    """A list with a column for the institution whose branch a row is."""

    def of(*rows):
        load = a_list(*rows, by=nigar, header=(*HEADER, "Filialı olduğu müəssisə"))
        pump()
        load.refresh_from_db()
        return load

    return of


def test_a_hundred_rows_cost_no_more_questions_than_ten(written):
    _load, few = written(*(a_row(f"Kitabxana {number}") for number in range(10)))
    _load, many = written(*(a_row(f"Muzey {number}", "Muzey") for number in range(100)))
    assert many <= few + 5
    assert Institution.objects.count() == 110


def test_each_has_all_that_a_single_one_would_have(written):
    load, _asked = written(a_row("Birinci"), a_row("İkinci"))
    first, second = Institution.objects.order_by("pk")
    assert int(second.code[-6:]) == int(first.code[-6:]) + 1
    for one in (first, second):
        assert one.versions.count() == 1 and one.traits.exists()
        assert LifecycleEvent.objects.of(one).get().kind == "register"
        assert JournalEntry.objects.about(one).get().after == {"code": one.code}
        assert Change.objects.get(institution=one).kind == "entered"
        row = load.rows.get(institution=one)
        assert (row.events.get(), row.written_at is not None) == (LifecycleEvent.objects.of(one).get(), True)
    assert list(Institution.objects.search("ikinci")) == [second]


def test_what_the_database_refuses_costs_its_own_row(written):
    load, _asked = written(
        a_row("Birinci", "Kitabxana", "Şəki şəhəri", "", VOEN),
        a_row("Tamam başqa ad", "Kitabxana", "Şəki şəhəri", "", VOEN),
        a_row("Üçüncü"),
    )
    told = list(load.rows.order_by("row").exclude(verdict="").values_list("verdict", "problems"))
    assert [verdict for verdict, _problems in told] == ["new", "bad", "new"]
    assert told[1][1][0][0] == "refused"
    assert set(Institution.objects.values_list("name_az", flat=True)) == {"Birinci", "Üçüncü"}


def test_a_branch_of_a_list_finds_its_institution_by_code_or_by_a_name_of_only_one(checked):
    system = make.an_institution("Şəki MKS", voen=VOEN)
    for _number in range(2):
        make.an_institution("İki dəfə")
    load = checked(
        (*a_row("Birinci filial"), system.code),
        (*a_row("İkinci filial", "Kitabxana", "Şəki şəhəri", "", VOEN), "şəki mks"),
        (*a_row("Üçüncü filial"), "İki dəfə"),
        (*a_row("Dördüncü filial", "Kitabxana", "Şəki şəhəri", "", "2000296061"), system.code),
    )
    told = list(load.rows.order_by("row").exclude(verdict="").values_list("verdict", "problems", "remarks"))
    assert [verdict for verdict, _problems, _remarks in told] == ["new", "new", "bad", "bad"]
    assert told[1][2][-1][0] == "inherited"
    assert [told[2][1][0][0], told[3][1][0][0]] == ["parent", "branch_voen"]


def test_a_branch_is_written_as_one_and_one_that_is_known_is_left_where_it_is(checked, nigar, pump):
    system, other = make.an_institution("Şəki MKS"), make.an_institution("Başqa MKS")
    load = checked((*a_row("Birinci filial"), system.code))
    load.ask_to_write(by=nigar)
    pump()
    branch = Institution.objects.get(name_az="Birinci filial")
    assert (branch.parent, branch.versions.get().parent) == (system, system)

    again = checked((*a_row("Birinci filial"), other.code))
    row = again.rows.get(verdict="same")
    assert [str(one) for one in row.sentences] == ["The registry has it as a branch of: Şəki MKS."]
