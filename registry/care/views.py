"""The cabinet of an institution: its card, what waits for its people, what they propose."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eculture.refusals import Refusal
from registry.care.confirmations import Confirmation, confirm, due_on, is_due, tone_of
from registry.care.forms import CardForm, ReturnForm
from registry.care.proposals import Proposal, cared_for, propose, told
from registry.institutions import Institution
from registry.quality.scores import score_of

SHOWN = 20


def of_one_that(reach: Callable[[Any], QuerySet[Institution]]) -> Callable[..., Any]:
    """Fetch an institution that the user reaches; for anybody else it is not here."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, code: str, **kwargs: Any) -> HttpResponse:
            found = reach(request.user).with_labels()
            return view(request, get_object_or_404(found, code=code), **kwargs)

        return login_required(guarded)

    return decorate


of_mine = of_one_that(cared_for)  # whose people the user belongs to


@require_safe
@login_required
def care(request: HttpRequest) -> HttpResponse:
    """The institutions one belongs to; the only one opens at once."""
    mine = list(cared_for(request.user).with_labels().in_order()[: SHOWN + 1])
    if len(mine) == 1:
        return redirect("registry:care_of", mine[0].code)
    last = Confirmation.objects.latest_by_institution(mine)
    rows = [(one, last.get(one.pk), tone_of(last.get(one.pk))) for one in mine[:SHOWN]]
    return render(request, "registry/care.html", {"rows": rows})


@require_safe
@of_mine
def care_of(request: HttpRequest, institution: Institution) -> HttpResponse:
    last = Confirmation.objects.latest_by_institution([institution]).get(institution.pk)
    sent = Proposal.objects.visible_to(request.user).filter(institution=institution)
    context = {
        "institution": institution,
        "score": score_of(institution),
        "confirmed": last,
        "tone": tone_of(last),
        "due": due_on(last),
        "is_due": is_due(last),
        "proposals": told(sent[:SHOWN]),
        "has_figures": institution.kind.indicators.exists(),
    }
    return render(request, "registry/care_of.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_mine
def proposals(request: HttpRequest, institution: Institution) -> HttpResponse:
    form = CardForm(institution, *([request.POST] if request.method == "POST" else []))
    if request.method == "POST" and form.is_valid():
        try:
            propose(institution, form.values, by=request.user, note=form.cleaned_data["note"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _sent(request, institution)
    return _page(request, institution, form, _("Propose changes"))


@require_http_methods(["GET", "HEAD", "POST"])
@of_mine
def figures(request: HttpRequest, institution: Institution) -> HttpResponse:
    form = ReturnForm(institution, *([request.POST] if request.method == "POST" else []))
    if request.method == "POST" and form.is_valid():
        note, year = form.cleaned_data["note"], form.cleaned_data["year"]
        try:
            propose(institution, form.values, by=request.user, note=note, year=year)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return _sent(request, institution)
    return _page(request, institution, form, _("Yearly figures"))


def _page(request: HttpRequest, institution: Institution, form: Any, title: str) -> HttpResponse:
    context = {"institution": institution, "form": form, "title": title}
    return render(request, "registry/care_form.html", context, status=422 if form.errors else 200)


def _sent(request: HttpRequest, institution: Institution) -> HttpResponse:
    messages.success(request, _("Sent to the office. You will be told what it decides."))
    return redirect("registry:care_of", institution.code)


@require_POST
@of_mine
def confirmation(request: HttpRequest, institution: Institution) -> HttpResponse:
    confirm(institution, by=request.user)
    messages.success(request, _("Thank you. The card is confirmed for a year."))
    return redirect("registry:care_of", institution.code)


@require_POST
@of_mine
def withdrawal(request: HttpRequest, institution: Institution, pk: int) -> HttpResponse:
    """Take a proposal back that waits."""
    mine = Proposal.objects.visible_to(request.user).filter(institution=institution)
    get_object_or_404(mine, pk=pk).take_back(by=request.user)
    return redirect("registry:care_of", institution.code)
