from decimal import Decimal

import pytest
from django.utils.translation import override as language

from matrix.crossing import cross
from matrix.formulas.applicability import Applicability, Basis
from matrix.models import ModuleRule
from matrix.overrides import override
from registry.models import Cluster, Institution
from tests.factories import matrix as make
from tests.matrix import grid

pytestmark = pytest.mark.django_db


@pytest.fixture
def modules():
    return make.modules()


def test_the_live_crossing_equals_the_grid_worked_out_by_hand(modules):
    for order, (code, having) in enumerate(grid.HAVING.items()):
        make.cluster(code, grid.ACTIVE, order=order, **having)

    found = {key: grid.MARKS[cell.applicability] for key, cell in cross().cells.items()}

    assert found == grid.EXPECTED


def test_the_matrix_redraws_when_an_institution_starts_selling_tickets(modules):
    make.cluster("KIT", 3, vis=3)
    assert cross().cells["KIT", "BIL"].applicability is Applicability.NOT_APPLICABLE

    Institution.objects.first().traits.add(make.traits()["adm"])

    cell = cross().cells["KIT", "BIL"]
    assert (cell.derivation.value, cell.applicability) == (Decimal("0.4000"), Applicability.RECOMMENDED)


def test_a_closed_institution_is_not_counted(modules):
    make.cluster("KIT", 2, adm=1)
    for institution in Institution.objects.filter(traits__code="adm"):
        institution.suspend(by=None, reason="sınaq")

    assert cross().cells["KIT", "BIL"].applicability is Applicability.NOT_APPLICABLE


def test_a_cluster_without_institutions_has_no_data_instead_of_zeros(modules):
    make.cluster("QAL")

    cells = cross().row(Cluster.objects.get())

    assert {(cell.applicability, cell.short_value, cell.derivation.basis) for cell in cells} == {
        (None, None, Basis.NO_DATA)
    }


def test_a_cell_never_shows_a_threshold_that_it_has_not_reached(modules):
    make.cluster("MUZ", 10, evt=0, vis=10)
    ModuleRule.objects.filter(module__code="WEB", trait__code="vis").update(weight_bp=5999)

    cell = cross().cells["MUZ", "WEB"]

    assert (str(cell.short_value), cell.applicability) == ("0.59", Applicability.RECOMMENDED)


def test_an_override_wins_and_the_computed_answer_stays(modules, nigar):
    museums = make.cluster("MUZ", 2, vis=2)
    override(
        cluster=museums,
        module=modules["BIL"],
        applicability="required",
        reason="Vahid bilet layihəsi",
        by=nigar,
    )

    cell = cross().cells["MUZ", "BIL"]

    assert (cell.applicability, cell.computed) == (Applicability.REQUIRED, Applicability.NOT_APPLICABLE)
    assert cell.override.reason == "Vahid bilet layihəsi"


@pytest.mark.parametrize(
    ("module", "reason"),
    [
        ("REG", "This module is for every cluster, whatever its institutions do."),
        ("BIL", "No institution of this cluster has what the module is made for: paid admission."),
        ("WEB", "It follows from what the institutions of this cluster do: visitors."),
    ],
)
@pytest.mark.usefixtures("english")
def test_a_cell_says_why(modules, module, reason):
    make.cluster("KIT", 2, vis=1)

    with language("en"):
        assert cross().cells["KIT", module].reason == reason


def test_the_example_is_the_cell_with_the_most_to_explain(modules):
    make.cluster("QMI", 10, prm=3, lrn=1, vis=1, evt=5)

    assert cross().example.module.code == "EXD"


def test_the_crossing_takes_five_queries_however_many_clusters(modules, django_assert_num_queries):
    make.cluster("KIT", 2, vis=1)
    with django_assert_num_queries(5):
        cross()

    for code in ("MUZ", "TEA", "QAL"):
        make.cluster(code, 2, vis=1)

    with django_assert_num_queries(5):
        assert len(list(cross())) == 64
