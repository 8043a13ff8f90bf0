from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from eculture.jobs import kinds
from eculture.reports import Report
from matrix.crossing import cross


@kinds.plug
class MatrixCells(Report):
    slug = "matrix-cells"
    title = _("Cells of the matrix")
    description = _("Each cluster with each module: what holds, what was computed and why.")
    permission = "matrix.view_module"
    columns = {
        "cluster": _("Cluster"),
        "module": _("Module"),
        "answer": _("Applicability"),
        "value": _("Value"),
        "computed": _("Computed"),
        "institutions": _("Working institutions"),
        "why": _("Reason"),
    }

    def rows(self, user: Any) -> Iterable[dict[str, Any]]:
        return [cell.as_row() for cell in cross()]
