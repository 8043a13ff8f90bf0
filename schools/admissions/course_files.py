"""Files that staff hand in on the course of a campaign: shown row by row first, written on a second word."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from eculture import loads
from eculture.loads import FileLoad
from eculture.refusals import Refusal
from schools.admissions import plan_files, score_files
from schools.admissions.campaigns import Campaign
from schools.admissions.course import ROWS, of_campaign


class Desk(NamedTuple):
    """What is handed in, who may do it, and what looks at it first."""

    what: str
    permission: str
    preview: Callable[..., FileLoad]

    def loads(self, campaign: Campaign) -> Any:
        return getattr(campaign, f"{self.what}_loads").select_related("job", "loaded_by")

    def take(self, file: UploadedFile | None, *, campaign: Campaign, by: Any) -> FileLoad:
        if file is None:
            raise Refusal(_("Choose a file."), code="no_file")
        if file.size > loads.MAX_BYTES:
            raise loads.too_big(file.size)
        return self.preview(campaign=campaign, name=file.name, content=file.read(), by=by)

    def url(self, page: str, *args: int) -> str:
        return reverse(f"admin:schools_course_{self.what}_{page}", args=args)


DESKS = {
    "score": Desk("score", "schools.load_scores", score_files.preview),
    "plan": Desk("plan", "schools.change_planplace", plan_files.preview),
}


def at_desk(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Fetch the campaign for who may hand in files of this kind."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int, what: str, **kwargs: Any) -> HttpResponse:
        desk = DESKS[what]
        return of_campaign(desk.permission)(view)(request, pk, desk=desk, **kwargs)

    return guarded


@require_POST
@at_desk
def upload(request: HttpRequest, campaign: Campaign, desk: Desk) -> HttpResponse:
    """The file is read and shown, nothing is written."""
    try:
        load = desk.take(request.FILES.get("file"), campaign=campaign, by=request.user)
    except Refusal as refusal:
        raise Refusal(refusal.message, code=refusal.code, field=desk.what) from refusal
    return redirect(desk.url("load", campaign.pk, load.pk))


@require_safe
@at_desk
def file_load(request: HttpRequest, campaign: Campaign, desk: Desk, load: int) -> HttpResponse:
    found = get_object_or_404(desk.loads(campaign), pk=load)
    only_bad = request.GET.get("only") == "bad"
    shown = found.rows.filter(verdict="bad") if only_bad else found.rows.all()
    context = {
        **admin.site.each_context(request),
        "title": found.file_name,
        "campaign": campaign,
        "load": found,
        "counts": found.counts(),
        "page": Paginator(shown.with_all(), ROWS).get_page(request.GET.get("page")),
        "query": "only=bad" if only_bad else "",
        "writing": desk.url("writing", campaign.pk, found.pk),
        "rejection": desk.url("rejection", campaign.pk, found.pk),
    }
    return render(request, "admin/schools/file_load.html", context)


@require_POST
@at_desk
def writing(request: HttpRequest, campaign: Campaign, desk: Desk, load: int) -> HttpResponse:
    found = get_object_or_404(desk.loads(campaign), pk=load)
    found.ask_to_write(by=request.user)
    return redirect("cabinet:job", found.job.pk)


@require_POST
@at_desk
def rejection(request: HttpRequest, campaign: Campaign, desk: Desk, load: int) -> HttpResponse:
    get_object_or_404(desk.loads(campaign), pk=load).discard(by=request.user)
    return redirect("admin:schools_course", campaign.pk)
