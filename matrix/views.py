from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from eculture.reports import as_csv
from matrix.crossing import Crossing, cross
from matrix.models import ModuleDependency
from matrix.reports import MatrixCells
from registry.models import Cluster


@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    crossing = cross()
    chosen = _chosen(crossing, request.GET.get("cluster", ""))
    row = crossing.row(chosen) if chosen else []
    return render(request, "matrix/matrix.html", {"crossing": crossing, "chosen": chosen, "row": row})


def _chosen(crossing: Crossing, code: str) -> Cluster | None:
    """The cluster whose row the phone shows: the one asked for, or the first."""
    found = [cluster for cluster in crossing.clusters if not code or cluster.code == code]
    if code and not found:
        raise Http404
    return found[0] if found else None


@require_safe
def cell(request: HttpRequest, cluster: str, module: str) -> HttpResponse:
    crossing = cross()
    here = crossing.cells.get((cluster, module))
    if here is None:
        raise Http404
    needs = list(ModuleDependency.objects.around(here.module))
    context = {
        "cell": here,
        "before": crossing.needed_by(here, needs),
        "after": crossing.waiting_for(here, needs),
        "row": crossing.row(here.cluster),
        "column": crossing.column(here.module),
        "may_override": request.user.has_perm("matrix.override_cell"),
    }
    return render(request, "matrix/cell.html", context)


@require_safe
def matrix_csv(request: HttpRequest) -> HttpResponse:
    headings = [str(heading) for heading in MatrixCells.columns.values()]
    content = as_csv(headings, [list(cell.as_row().values()) for cell in cross()])
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="matrix.csv"'
    return response
