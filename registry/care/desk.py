"""Proposals in the administration: what waits, what it would change, accepted or sent back."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from eculture.refusals import Refusal
from registry.care import returns
from registry.care.proposals import Proposal, told

ROWS = 50
DECISIONS = ("accept", "send_back")


def urls(guard: Any) -> list[URLPattern]:
    return [
        path("proposals/", guard(proposals), name="registry_proposals"),
        path("proposals/<int:pk>/", guard(proposal), name="registry_proposal"),
    ]


@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """What waits for this office, the oldest first; what was decided, the newest first."""
    if not request.user.has_perm("registry.change_institution"):
        raise PermissionDenied
    is_decided = request.GET.get("show") == "decided"
    rows = Proposal.objects.editable_by(request.user).with_names()
    rows = rows.exclude(state="waiting").order_by("-pk") if is_decided else rows.waiting().order_by("pk")
    context = {
        **admin.site.each_context(request),
        "title": _("Proposals of institutions"),
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "is_decided": is_decided,
    }
    return render(request, "admin/registry/proposals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """The difference that was proposed, and the two answers to it."""
    if not request.user.has_perm("registry.change_institution"):
        raise PermissionDenied
    found = get_object_or_404(Proposal.objects.editable_by(request.user).with_names(), pk=pk)
    refusal = None
    if request.method == "POST":
        try:
            _decide(request, found)
        except Refusal as said:
            refusal = said
            found.refresh_from_db()
        else:
            return redirect("admin:registry_proposals")
    context = {
        **admin.site.each_context(request),
        "title": found.institution.name_az,
        "proposal": found,
        "differences": told([found])[0][1],
        "doubts": returns.doubts(found.institution, found.after) if found.year else [],
        "is_own": found.proposed_by_id == request.user.pk,
        "reason": request.POST.get("reason", ""),
        "refusal": refusal,
    }
    return render(request, "admin/registry/proposal.html", context, status=409 if refusal else 200)


def _decide(request: HttpRequest, found: Proposal) -> None:
    decision = request.POST.get("decision")
    if decision not in DECISIONS:
        raise Refusal(_("There is no such step."), code="no_verb")
    if decision == "accept":
        found.accept(by=request.user)
    else:
        found.send_back(by=request.user, reason=request.POST.get("reason", "")[:1000])
