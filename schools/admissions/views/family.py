from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.models import Person
from cabinet.views import once, person_required
from eculture.refusals import Refusal
from schools.admissions import papers
from schools.admissions.applications import Application
from schools.admissions.applying import draft, openings
from schools.admissions.billing import ask_for_payment, fee_of
from schools.admissions.forms import ApplyForm, CentreForm
from schools.admissions.lottery import lot_of
from schools.admissions.outcome import exam_of, outcome, vacancies
from schools.admissions.receipts import receipt_for
from schools.admissions.standing import standing, step, steps
from schools.admissions.told import told
from schools.admissions.views import mine, running_campaign, seen


@login_required
@person_required
@require_http_methods(["GET", "POST"])
def applications(request: HttpRequest) -> HttpResponse:
    """My applications, and the way to a new one."""
    campaign = running_campaign(request)
    children = Person.objects.children_of(request.person)
    if request.method == "POST" and request.POST.get("child"):
        get_object_or_404(children, pk=_number(request.POST["child"]))
    form = ApplyForm(request.POST or None, children=children, campaign=campaign)
    if campaign and form.is_valid():
        try:
            return redirect(
                draft(campaign=campaign, guardian=request.person, by=request.user, **form.cleaned_data)
            )
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
    context = {"form": form, "campaign": campaign, "openings": openings(campaign, children)}
    context["closed"] = campaign and campaign.refusal_by_date("registration")
    context["rows"] = Application.objects.of_family(request.user).with_names()
    return render(request, "schools/applications.html", context, status=422 if form.errors else 200)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


@login_required
@require_safe
def application(request: HttpRequest, number: str) -> HttpResponse:
    subject = seen(request, number)
    context = {
        "application": subject,
        "standing": standing(subject),
        "steps": steps(subject),
        "step": step(subject),
        "outcome": outcome(subject),
        "exam": exam_of(subject),
        "lot": lot_of(subject),
        "vacancies": vacancies(subject),
        "fee": fee_of(subject.offer) if subject.may("accept") else None,
        "receipt": receipt_for(subject, request.user),
        **_brought(subject),
        **_hands(subject, request.user),
    }
    return render(request, "schools/application.html", context)


def _brought(subject: Application) -> dict[str, Any]:
    """The papers and the priority, and whether they may still be changed."""
    is_open = subject.campaign.is_open_for("registration")
    return {
        "papers": papers.overview(subject),
        "priority": getattr(subject, "priority", None),
        "changes_papers": is_open,
        "changes_centre": is_open and subject.takes_centre,
        "asks_more": is_open and subject.campaign.priority_groups.exists(),
    }


def _hands(subject: Application, user: Any) -> dict[str, bool]:
    """Who acts: the guardian, or the officer at whose desk it was opened."""
    at_desk = subject.waits_at_the_desk and subject.desk_officer_id == user.pk
    return {"may_act": subject.is_in_the_hands_of(user), "at_desk": at_desk}


@login_required
@require_safe
def result(request: HttpRequest, number: str) -> HttpResponse:
    """What was published last, as light as a page can be: on that day all families ask at once."""
    found = told(number, request.user)
    if found is None:
        raise Http404
    return render(request, "schools/told.html", {"told": found})


@login_required
@require_http_methods(["GET", "POST"])
def centre(request: HttpRequest, number: str) -> HttpResponse:
    """Where the child is examined."""
    subject = mine(request, number)
    known = {"centre": str(subject.exam_centre_id or ""), "needs_step_free": subject.needs_step_free}
    about = {"campaign": subject.campaign, "direction": subject.direction}
    form = CentreForm(request.POST or None, initial=known, **about)
    if form.is_valid() and form.fields:
        try:
            subject.choose_centre(by=request.user, **form.cleaned_data)
            return redirect(subject)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    context = {"application": subject, "form": form}
    return render(request, "schools/exam_centre.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def submission(request: HttpRequest, number: str) -> HttpResponse:
    subject = mine(request, number)
    once(subject, ("submitted",), subject.submit, by=request.user)
    if subject.waits_at_the_desk and subject.desk_officer_id == request.user.pk:
        return redirect("schools:desk_application", number)
    return redirect(subject)


@login_required
@require_http_methods(["GET", "POST"])
def withdrawal(request: HttpRequest, number: str) -> HttpResponse:
    subject = mine(request, number)
    if request.method == "POST":
        once(subject, ("withdrawn",), subject.withdraw, by=request.user)
        return redirect(subject)
    return render(request, "schools/withdrawal.html", {"application": subject})


@login_required
@require_POST
def acceptance(request: HttpRequest, number: str) -> HttpResponse:
    subject = mine(request, number)
    bill = ask_for_payment(subject, by=request.user)
    if bill:
        return redirect("cabinet:bill", bill.pk)
    once(subject, ("accepted", "enrolled"), subject.accept, by=request.user)
    return redirect(subject)


@login_required
@require_http_methods(["GET", "POST"])
def refusal(request: HttpRequest, number: str) -> HttpResponse:
    subject = mine(request, number)
    if request.method == "POST":
        once(subject, ("declined",), subject.decline, by=request.user)
        return redirect(subject)
    return render(request, "schools/refusal_of_place.html", {"application": subject, "offer": subject.offer})


@login_required
@require_POST
def vacancy(request: HttpRequest, number: str) -> HttpResponse:
    subject = mine(request, number)
    place = get_object_or_404(subject.campaign.plan_places, pk=_number(request.POST.get("place", "")))
    once(subject, ("accepted", "enrolled"), subject.take_vacancy, place=place, by=request.user)
    return redirect(subject)
