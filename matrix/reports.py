from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from eculture.jobs import kinds
from eculture.reports import Report
from matrix.crossing import Cell, Crossing, cross

COLUMNS = {
    "cluster": _("Cluster"),
    "module": _("Module"),
    "answer": _("Applicability"),
    "value": _("Value"),
    "computed": _("Computed"),
    "institutions": _("Working institutions"),
    "why": _("Reason"),
}


@kinds.plug
class MatrixCells(Report):
    slug = "matrix-cells"
    title = _("Cells of the matrix")
    description = _("Each cluster with each module: what holds, what was computed and why.")
    permission = "matrix.view_module"
    columns = COLUMNS

    def rows(self, user: Any) -> Iterable[dict[str, Any]]:
        return [dict(zip(COLUMNS, line, strict=True)) for line in table_of(cross())]


def table_of(crossing: Crossing) -> list[list[Any]]:
    return [_line(cell) for cell in crossing]


def _line(cell: Cell) -> list[Any]:
    value = None if cell.derivation.value is None else float(cell.derivation.value)
    why = cell.override.reason if cell.override else cell.reason
    answers = [str(cell.label), value, str(cell.computed_label), cell.cluster.institutions]
    return [cell.cluster.name, cell.module.name, *answers, why]
