"""What anybody may look at and calculate again."""

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cabinet.views.documents import as_download
from schools.admissions.checker import program
from schools.admissions.runs import PlacementRun

PAGE = 20


@require_safe
def placements(request: HttpRequest) -> HttpResponse:
    """Published placements, newest first, each with its record and how to check it."""
    runs = PlacementRun.objects.published().select_related("campaign")
    page = Paginator(runs, PAGE).get_page(request.GET.get("page"))
    return render(request, "schools/placements.html", {"page": page})


@require_safe
def placement_record(request: HttpRequest, pk: int) -> FileResponse:
    run = get_object_or_404(PlacementRun.objects.published().select_related("campaign"), pk=pk)
    if not run.record:
        raise Http404
    return as_download(run.record, f"placement-{run.campaign.year}-{run.pk}.json", "application/json")


@require_safe
def placement_check(request: HttpRequest) -> HttpResponse:
    name = 'attachment; filename="placement-check.pyz"'
    return HttpResponse(program(), "application/zip", headers={"Content-Disposition": name})
