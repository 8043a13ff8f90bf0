"""The family's appeal against a score: one page to send it, to follow it and to take it back."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from eculture.refusals import Refusal
from schools.admissions.applications import Application
from schools.admissions.views import mine, seen
from schools.exams import appeals
from schools.exams.appeals import Appeal
from schools.exams.forms import AppealForm


def appeal_of(application: Application) -> Appeal | None:
    return application.appeals.order_by("-pk").first()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, number: str) -> HttpResponse:
    """Where the appeal stands; the form while none has been sent."""
    application = mine(request, number) if request.method == "POST" else seen(request, number)
    asks_region = appeals.region_of(application) is None
    form = AppealForm(request.POST or None, asks_region=asks_region)
    refusal = None
    if form.is_valid():
        try:
            appeals.file(application, by=request.user, **{"region": None, **form.cleaned_data})
            return redirect("schools:appeal", number)
        except Refusal as refused:
            refusal = refused
    return _page(request, application, form, refusal)


def _page(
    request: HttpRequest, application: Application, form: AppealForm, refusal: Refusal | None
) -> HttpResponse:
    found = appeal_of(application)
    live = found if found and found.state != "withdrawn" else None
    context: dict[str, Any] = {
        "application": application,
        "appeal": live,
        "stage": application.campaign.stage("appeals"),
        "closed": None if live else appeals.refusal_to_file(application),
        "may_act": application.is_in_the_hands_of(request.user),
        "form": form,
        "refusal": refusal,
    }
    failed = refusal or form.errors
    return render(request, "schools/appeal.html", context, status=422 if failed else 200)


@login_required
@require_POST
def withdrawal(request: HttpRequest, number: str) -> HttpResponse:
    application = mine(request, number)
    found = get_object_or_404(application.appeals.live())
    try:
        found.withdraw(by=request.user)
    except Refusal as refused:
        return _page(request, application, AppealForm(asks_region=False), refused)
    return redirect("schools:appeal", number)
