"""What anybody may look at and calculate again."""

from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cabinet.views.documents import as_download
from schools.admissions.campaigns import Campaign
from schools.admissions.checker import program
from schools.admissions.rulebook import RuleBook, book_of
from schools.admissions.runs import PlacementRun
from schools.listing import Names, ages

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


def _published(request: HttpRequest, year: int) -> Campaign:
    return get_object_or_404(Campaign.objects.published(), year=year)


@require_safe
def rules(request: HttpRequest, year: int) -> HttpResponse:
    """The rules of one admission, and since when they are kept under which fingerprint."""
    campaign = _published(request, year)
    criteria: dict[str, list[Any]] = {}
    for one in campaign.exam_criteria.order_by("direction", "order", "pk"):
        criteria.setdefault(one.get_direction_display(), []).append(one)
    context = {
        "campaign": campaign,
        "book": book_of(campaign),
        "ages": ages(campaign, Names.in_language().titles()),
        "order": [Campaign.TIE_BREAKS[step] for step in campaign.tie_break],
        "criteria": criteria,
        "groups": campaign.priority_groups.all(),
        "papers": campaign.needed_papers.select_related("group"),
        "fees": campaign.fees.select_related("programme__specialty"),
    }
    return render(request, "schools/rules.html", context)


@require_safe
def rules_text(request: HttpRequest, year: int) -> HttpResponse:
    """The text whose SHA-256 is the fingerprint, byte for byte."""
    book: RuleBook = book_of(_published(request, year))
    name = f'attachment; filename="admission-rules-{year}.json"'
    return HttpResponse(book.text, "application/json", headers={"Content-Disposition": name})
