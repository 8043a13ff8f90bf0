"""What the family brings with the application: the priority that it claims, and the papers."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from eculture.refusals import Refusal
from schools.admissions import papers as brought_papers
from schools.admissions import priorities
from schools.admissions.applications import Application
from schools.admissions.forms import PapersForm
from schools.admissions.papers import NeededPaper
from schools.admissions.views import mine


@login_required
@require_http_methods(["GET", "POST"])
def papers(request: HttpRequest, number: str) -> HttpResponse:
    """One form for both; who claims a group is asked for its proof next."""
    application = mine(request, number)
    closed = application.campaign.refusal_by_date("registration") or brought_papers.refusal_to_bring(
        application
    )
    form = PapersForm(request.POST or None, request.FILES or None, application=application, user=request.user)
    if form.is_valid() and not closed:
        try:
            return _carried_out(request, application, form)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    context = {"application": application, "form": form, "closed": closed}
    context["groups"] = application.campaign.priority_groups.all()
    status = 422 if form.errors else 409 if closed and request.method == "POST" else 200
    return render(request, "schools/papers.html", context, status=status)


def _carried_out(request: HttpRequest, application: Application, form: PapersForm) -> HttpResponse:
    """All of the form or, when one file cannot be taken, nothing."""
    before = set(form.needed)
    with transaction.atomic():
        for needed, wish in form.wishes:
            brought_papers.put(application, needed, wish, by=request.user)
        if "group" in form.fields:
            priorities.claim(application, group=form.cleaned_data["group"], by=request.user)
    asked_anew = set(NeededPaper.objects.missing_from(mine(request, application.number))) - before
    return redirect("schools:papers", application.number) if asked_anew else redirect(application)
