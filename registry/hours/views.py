"""The hours of an institution, set by its people."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from eculture.refusals import Refusal
from registry.care.proposals import cared_for
from registry.care.views import of_one_that
from registry.history.days import read_day
from registry.hours.forms import DayForm, WeekForm
from registry.hours.week import drop_day, set_day, set_week, whose_hours_may_be_set
from registry.institutions import Institution


@require_http_methods(["GET", "HEAD", "POST"])
@of_one_that(whose_hours_may_be_set)
def hours(request: HttpRequest, institution: Institution) -> HttpResponse:
    """The week that is in the address by its first day, or that of all the year."""
    openings = list(institution.openings.all())
    asked = request.GET.get("since", "")
    since = read_day(asked) if asked else None
    form = WeekForm([one for one in openings if one.since == since], *_sent(request, "week"))
    day_form = DayForm(*_sent(request, "day"))
    if request.method == "POST" and _is_set(request, institution, form, day_form):
        return redirect("registry:care_hours", institution.code)
    context = {
        "institution": institution,
        "form": form,
        "day_form": day_form,
        "since": since,
        "seasons": sorted({(one.since, one.until) for one in openings if one.since}),
        "back": _back(request, institution),
        "special": institution.special_days.filter(day__gte=timezone.localdate()),
    }
    failed = form.errors or day_form.errors
    return render(request, "registry/care_hours.html", context, status=422 if failed else 200)


def _back(request: HttpRequest, institution: Institution) -> str:
    """Its people come from their cabinet, an office from the card."""
    is_mine = cared_for(request.user).filter(pk=institution.pk).exists()
    return reverse("registry:care_of", args=[institution.code]) if is_mine else institution.get_absolute_url()


def _sent(request: HttpRequest, what: str) -> list[Any]:
    return [request.POST] if request.method == "POST" and request.POST.get("what") == what else []


def _is_set(request: HttpRequest, institution: Institution, form: WeekForm, day_form: DayForm) -> bool:
    try:
        if form.is_bound and form.is_valid():
            set_week(institution, form.week, by=request.user, **form.season)
            return True
        if day_form.is_bound and day_form.is_valid():
            told = day_form.cleaned_data
            set_day(institution, told["day"], told["hours"], by=request.user, note=told["note"])
            return True
    except Refusal as refusal:
        asked = form if form.is_bound else day_form
        asked.add_error(refusal.field if refusal.field in asked.fields else None, str(refusal))
    return False


@require_POST
@of_one_that(whose_hours_may_be_set)
def special_day(request: HttpRequest, institution: Institution, pk: int) -> HttpResponse:
    """A special day is as its week again."""
    drop_day(get_object_or_404(institution.special_days, pk=pk), by=request.user)
    return redirect("registry:care_hours", institution.code)
