from matrix.overrides import override
from tests.access import Access, admin_pages
from tests.factories import matrix as make

OPEN = "the matrix is public and shows no person"


def furnish(cast):
    """The matrix knows no sides: one cell, decided by the ministry."""
    cell = {"cluster": make.cluster("MUZ"), "module": make.modules()["BIL"]}
    cast.override = override(
        **cell, applicability="required", reason="Vahid bilet layihəsi", by=cast.ministry
    )


def a_cell(cast):
    return ["MUZ", "BIL"]


TABLE = (
    {
        "matrix:matrix": Access("public"),
        "matrix:csv": Access("public"),
        "matrix:cell": Access("public", a_cell, reason=OPEN),
        "api_matrix": Access("public", style="api"),
        "api_matrix_cell": Access("public", a_cell, style="api", reason=OPEN),
    }
    | admin_pages(
        "matrix.module",
        of=lambda cast: cast.override.module,
        view="ministry auditor superuser",
        add="ministry superuser",
        change="ministry superuser",
    )
    | admin_pages(
        "matrix.celloverride",
        of=lambda cast: cast.override,
        view="ministry auditor superuser",
        add="ministry superuser",
        change="ministry superuser",
    )
)
