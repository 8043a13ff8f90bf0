"""The assisted desk: an officer opens a case for who stands there; the person takes it over later."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.files.base import ContentFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.cases.forms import ClaimForm, DeskStartForm
from cabinet.cases.joining import give_fin
from cabinet.cases.models import Case
from cabinet.cases.parties import parties_of
from cabinet.cases.receipts import paper_with_code
from cabinet.cases.reception import begin_at_desk, claim_case, new_code, note_who_stands, who_stands
from cabinet.people.desk import child_at_desk, person_at_desk
from cabinet.people.forms import ChildAtDeskForm, GiveFinForm, StandingForm
from cabinet.people.models import Person
from cabinet.people.views.desk import served
from cabinet.views import carried_out
from cabinet.views.documents import as_download, qr
from eculture import limits
from eculture.refusals import Refusal
from eculture.requests import client_address
from eculture.sections import desk_entries

serves = permission_required("cabinet.serve_at_desk", raise_exception=True)
TRIES, HOUR = 10, 3600
PAGE = 20


@login_required
@serves
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest) -> HttpResponse:
    """Who stands here, by the paper in hand; the cases that this officer still holds stand beneath."""
    form = StandingForm(request.POST or None)
    found: list[Person] = []
    verb = partial(_known, found, by=request.user)
    if form.is_valid() and carried_out(form, verb, request.user):
        note_who_stands(request.session, found[0])
        return redirect("cabinet:desk_start")
    held = Case.objects.at_the_desk_of(request.user).with_labels()
    context = {"form": form, "page": Paginator(held, PAGE).get_page(request.GET.get("page"))}
    return render(request, "cabinet/desk_person.html", context, status=422 if form.errors else 200)


def _known(found: list[Person], **wish: Any) -> None:
    found.append(person_at_desk(**wish))


@login_required
@serves
@require_http_methods(["GET", "POST"])
def child(request: HttpRequest) -> HttpResponse:
    """A child of who stands here, by the birth certificate in hand."""
    stands = who_stands(request.session)
    if stands is None:
        return redirect("cabinet:desk_person")
    form = ChildAtDeskForm(request.POST or None)
    verb = partial(child_at_desk, guardian=stands, by=request.user)
    if form.is_valid() and carried_out(form, verb, request.user):
        messages.success(request, _("Done. It stands in the journal under your name."))
        return redirect("cabinet:desk_start")
    context = {"form": form, "title": _("Enter a child")}
    return render(request, "cabinet/desk_form.html", context, status=422 if form.errors else 200)


@login_required
@serves
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Which service, for whom; then the same form as at home."""
    stands = who_stands(request.session)
    if stands is None:
        return redirect("cabinet:desk_person")
    form = DeskStartForm(request.POST or None, parties=parties_of(stands))
    if form.is_valid() and (case := _begun(form, request.user)):
        return redirect("cabinet:case_form", case.number)
    context = {"form": form, "person": stands, "entries": desk_entries}
    return render(request, "cabinet/desk_start.html", context, status=422 if form.errors else 200)


def _begun(form: DeskStartForm, user: Any) -> Case | None:
    try:
        return begin_at_desk(by=user, **form.wish)
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return None


@login_required
@serves
@require_http_methods(["GET", "POST"])
def fin(request: HttpRequest) -> HttpResponse:
    """A foreigner has got a FIN: the cases opened by passport go over to it."""
    return served(request, GiveFinForm(request.POST or None), give_fin, _("Bring cases over to a FIN"))


def _at_desk(request: HttpRequest, number: str) -> Case:
    rows = Case.objects.at_the_desk_of(request.user).exclude(submitted_at=None)
    return get_object_or_404(rows.with_labels().select_related("region", "institution"), number=number)


@login_required
@require_safe
def opened(request: HttpRequest, number: str) -> HttpResponse:
    return render(request, "cabinet/desk_case.html", {"case": _at_desk(request, number)})


@login_required
@require_POST
def code(request: HttpRequest, number: str) -> HttpResponse:
    """The paper with the code: shown once, kept nowhere."""
    case = _at_desk(request, number)
    printed = new_code(case, by=request.user)
    if "paper" in request.POST:
        pdf = ContentFile(paper_with_code(case, **printed))
        return as_download(pdf, f"{case.number}.pdf", "application/pdf")
    context = {"case": case, **printed, "qr": qr(printed["address"])}
    return render(request, "cabinet/desk_case.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest) -> HttpResponse:
    """The person takes over what the desk has opened."""
    form = ClaimForm(request.POST or None)
    if form.is_valid() and (case := _claimed(form, request)):
        messages.success(request, _("The case is in your cabinet now."))
        return redirect(case)
    return render(request, "cabinet/claim.html", {"form": form}, status=422 if form.errors else 200)


def _claimed(form: ClaimForm, request: HttpRequest) -> Any:
    """A code is not tried out: few tries for an account, and for an address whatever the account."""
    mine = limits.allowed("claim", request.user.pk, times=TRIES, seconds=HOUR)
    here = limits.allowed("claim-from", client_address(request), times=3 * TRIES, seconds=HOUR)
    if not (mine and here):
        form.add_error(None, _("There were too many tries. Try again in an hour."))
        return None
    try:
        return claim_case(by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(refusal.field, refusal.message)
        return None
