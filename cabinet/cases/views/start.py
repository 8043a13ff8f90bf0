from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from cabinet.cases.forms import StartForm
from cabinet.cases.models import Case
from cabinet.cases.openings import openings
from cabinet.services.models import Service
from cabinet.views import person_required
from eculture.refusals import Refusal


@login_required
@person_required
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """For whom: told who may ask, and of drafts that are there, before any form."""
    service = get_object_or_404(Service.objects.visible_to(request.user), slug=slug)
    version = service.versions.published().first()
    if version is None:
        raise Http404
    found = openings(version, request.person)
    parties = [one.party for one in found if one.is_open]
    form = StartForm(request.POST or None, parties=parties, needs_region=version.route == "region")
    if form.is_valid() and (draft := _begun(form, request, version)):
        return redirect("cabinet:case_form", draft.number)
    context = {"service": service, "version": version, "form": form, "openings": found}
    context["has_drafts"] = any(one.draft and one.is_open for one in found)
    return render(request, "cabinet/case_start.html", context, status=422 if form.errors else 200)


def _begun(form: StartForm, request: HttpRequest, version: Any) -> Case | None:
    wish = {**form.wish, "instead_of": request.POST.get("instead_of", "")}
    try:
        return Case.begin(version=version, by=request.user, **wish)
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return None
