from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eculture.refusals import Refusal
from schools.admissions import choices as lists
from schools.admissions.applications import Application
from schools.admissions.forms import WishForm, posted_schools, programmes_for, schools_for
from schools.admissions.standing import step, steps
from schools.admissions.views import mine
from schools.admissions.wishes import board, nearby
from schools.org.models import Programme


@login_required
@require_safe
def choices(request: HttpRequest, number: str) -> HttpResponse:
    application = mine(request, number)
    stage = application.choice_stage
    context = {"application": application, "board": board(application), "stage": stage}
    context |= {"steps": steps(application), "step": step(application)}
    context["refusal"] = application.refusal_to_choose_now()
    context["open"] = application.can_choose and context["refusal"] is None
    context["nearby"] = nearby(application) if context["open"] else []
    return render(request, "schools/choices.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def wish(request: HttpRequest, number: str, rank: int) -> HttpResponse:
    """One rank of the list: first the specialty, then its schools."""
    application = mine(request, number)
    wishes, programmes = application.wishes, programmes_for(application)
    if not 1 <= rank <= min(len(wishes) + 1, application.campaign.max_specialties):
        raise Http404
    now = wishes[rank - 1] if rank <= len(wishes) else None
    programme = _programme(request, programmes, now)
    offered = schools_for(application, programme)
    known = {"application": application, "programmes": programmes, "initial": _initial(now, programme)}
    refusal = None
    if request.method == "POST":
        sent = WishForm(request.POST, schools=offered.with_codes(posted_schools(request.POST)), **known)
        if sent.is_valid():
            refusal = _refusal(application, lists.replaced(wishes, rank, sent.wish), request)
            if refusal is None:
                return redirect("schools:choices", number)
    form = WishForm(request.POST or None, schools=offered, **known)  # only a page needs all that is on offer
    if refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    context = {"application": application, "form": form, "rank": rank, "programme": programme, "now": now} | {
        "version": lists.version(wishes)
    }
    return render(request, "schools/wish.html", context, status=422 if form.errors else 200)


def _programme(request: HttpRequest, programmes: object, now: lists.Wish | None) -> Programme | None:
    code = (
        request.POST.get("programme") or request.GET.get("programme") or (now.programme.code if now else "")
    )
    return next((one for one in programmes if one.code == code), None)


def _initial(now: lists.Wish | None, programme: Programme | None) -> dict[str, str]:
    known = {"programme": programme.code} if programme else {}
    if now is None or now.programme != programme:
        return known
    return known | {f"school_{place}": one.code for place, one in enumerate(now.schools, start=1)}


def _refusal(application: Application, wishes: list[lists.Wish], request: HttpRequest) -> Refusal | None:
    """None once the list is saved."""
    try:
        application.choose(wishes=wishes, seen=request.POST.get("version"), by=request.user)
    except Refusal as refusal:
        return refusal
    return None


@login_required
@require_POST
def movement(request: HttpRequest, number: str, rank: int) -> HttpResponse:
    step = -1 if request.POST.get("to") == "up" else 1
    return _changed(request, number, lambda wishes: lists.moved(wishes, rank, step))


@login_required
@require_POST
def removal(request: HttpRequest, number: str, rank: int) -> HttpResponse:
    return _changed(request, number, lambda wishes: lists.removed(wishes, rank))


def _changed(request: HttpRequest, number: str, change: object) -> HttpResponse:
    """A button of an older list (a double click, a second tab) changes nothing and shows the newest one."""
    application = mine(request, number)
    seen = request.POST.get("version", "")
    try:
        application.choose(wishes=change(application.wishes), seen=seen, by=request.user)
    except Refusal as refusal:
        if refusal.code != "changed":
            raise
        messages.info(request, refusal.message)
    return redirect("schools:choices", number)


@login_required
@require_POST
def confirmation(request: HttpRequest, number: str) -> HttpResponse:
    application = mine(request, number)
    application.confirm_choices(by=request.user)
    return redirect("schools:choices", number)


@login_required
@require_POST
def payment(request: HttpRequest, number: str) -> HttpResponse:
    application = mine(request, number)
    application.consent_to_paid(consents=request.POST.get("consents") == "yes", by=request.user)
    return redirect("schools:choices", number)
