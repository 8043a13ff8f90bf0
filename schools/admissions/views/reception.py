"""The desk: an application for the child of who stands there, and the paper with the code."""

from django.contrib.auth.decorators import login_required, permission_required
from django.core.files.base import ContentFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.cases.reception import new_code, who_stands
from cabinet.models import Person
from cabinet.views.documents import as_download, qr
from eculture.refusals import Refusal
from schools.admissions.applications import Application
from schools.admissions.applying import openings
from schools.admissions.forms import ApplyForm
from schools.admissions.receipts import paper_with_code
from schools.admissions.reception import apply_at_desk
from schools.admissions.views import running_campaign

serves = permission_required("cabinet.serve_at_desk", raise_exception=True)
PAGE = 20


@login_required
@serves
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """For which child of the guardian who stands here; what this officer still holds stands beneath."""
    guardian = who_stands(request.session)
    if guardian is None:
        return redirect("cabinet:desk_person")
    campaign = running_campaign(request)
    children = Person.objects.children_of(guardian)
    form = ApplyForm(request.POST or None, children=children, campaign=campaign)
    if campaign and form.is_valid():
        try:
            wish = {"campaign": campaign, "guardian": guardian, "by": request.user}
            return redirect(apply_at_desk(**wish, **form.cleaned_data))
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    held = Application.objects.at_the_desk_of(request.user).with_names()
    context = {
        "form": form,
        "person": guardian,
        "campaign": campaign,
        "closed": campaign and campaign.refusal_by_date("registration"),
        "openings": openings(campaign, children),
        "page": Paginator(held, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "schools/desk_start.html", context, status=422 if form.errors else 200)


def _at_desk(request: HttpRequest, number: str) -> Application:
    rows = Application.objects.at_the_desk_of(request.user).exclude(submitted_at=None)
    return get_object_or_404(rows.with_names(), number=number)


@login_required
@require_safe
def opened(request: HttpRequest, number: str) -> HttpResponse:
    return render(request, "schools/desk_application.html", {"application": _at_desk(request, number)})


@login_required
@require_POST
def code(request: HttpRequest, number: str) -> HttpResponse:
    """The paper with the code: shown once, kept nowhere."""
    application = _at_desk(request, number)
    printed = new_code(application, by=request.user)
    if "paper" in request.POST:
        pdf = ContentFile(paper_with_code(application, **printed))
        return as_download(pdf, f"{application.number}.pdf", "application/pdf")
    context = {"application": application, **printed, "qr": qr(printed["address"])}
    return render(request, "schools/desk_application.html", context)
