"""The exams of a campaign in the administration: centres, sittings, seats, juries, protocols."""

from collections import Counter
from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from eculture.refusals import Refusal
from schools.admissions.campaigns import Campaign
from schools.admissions.course import ROWS, of_campaign
from schools.exams import marking, seating, seats, sessions
from schools.exams.forms import AppointForm, MoveForm, PlanForm
from schools.exams.protocol import protocol_of
from schools.exams.sessions import ExamSession

LOOK, RUN = "schools.view_examsession", "schools.change_examsession"


def urls(guard: Any, at: str) -> list[URLPattern]:
    one = "sittings/<int:session>/"
    views = [
        ("", exams, "exams"),
        ("sittings/", planning, "exam_planning"),
        ("seats/", seating_preview, "exam_seating"),
        ("seats/all/", seating_order, "exam_seating_order"),
        (one, sitting, "exam_sitting"),
        (f"{one}move/", rescheduling, "exam_rescheduling"),
        (f"{one}jury/", appointment, "exam_appointment"),
        (f"{one}jury/<int:member>/", dismissal, "exam_dismissal"),
        (f"{one}seats/<int:seat>/", reseating, "exam_reseating"),
    ]
    return [path(at + end, guard(view), name=f"schools_{name}") for end, view, name in views]


def _page(request: HttpRequest, campaign: Campaign, form: PlanForm | None = None) -> HttpResponse:
    found = ExamSession.objects.visible_to(request.user).of_campaign(campaign)
    page = Paginator(found.with_names().with_seated().in_order(), ROWS).get_page(request.GET.get("page"))
    context = {
        **admin.site.each_context(request),
        "title": _("Exams"),
        "campaign": campaign,
        "centres": campaign.exam_centres.with_names().with_room().in_order()[:ROWS],
        "criteria_incomplete": campaign.exam_criteria.incomplete(),
        "form": form or PlanForm(campaign=campaign),
        "may_run": request.user.has_perm(RUN),
        "page": page,
    }
    return render(request, "admin/schools/exams.html", context, status=422 if form and form.errors else 200)


@require_safe
@of_campaign(LOOK)
def exams(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    return _page(request, campaign)


@require_POST
@of_campaign(RUN)
def planning(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    form = PlanForm(request.POST, campaign=campaign)
    if not form.is_valid():
        return _page(request, campaign, form)
    try:
        made = sessions.plan(campaign=campaign, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return _page(request, campaign, form)
    messages.success(request, _("New sittings: %(count)s") % {"count": made})
    return redirect("admin:schools_exams", campaign.pk)


def _preview_page(request: HttpRequest, campaign: Campaign, refusal: Refusal | None = None) -> HttpResponse:
    found = seating.preview(campaign)
    page = Paginator(found.left, ROWS).get_page(request.GET.get("page"))
    sittings = Paginator(_sittings(found), ROWS).get_page(request.GET.get("sittings"))
    numbers = campaign.applications.in_bulk([one for one, _why in page])
    counted = Counter(why for _one, why in found.left)
    context = {
        **admin.site.each_context(request),
        "title": _("Seats for the exam"),
        "campaign": campaign,
        "found": found,
        "reasons": [(seating.WHY[why], count) for why, count in counted.most_common()],
        "rows": [(numbers[one], seating.WHY[why]) for one, why in page],
        "sittings": sittings,
        "rows_of_sittings": _counted(found, sittings),
        "page": page,
        "may_run": request.user.has_perm(RUN),
        "refusal": refusal or seating.refusal_to_seat(campaign),
    }
    return render(request, "admin/schools/exam_seats.html", context, status=409 if refusal else 200)


def _sittings(found: seating.Arrangement) -> Any:
    """The sittings that would be filled."""
    filled = {session for _one, session, _seat in found.seated}
    return ExamSession.objects.filter(pk__in=filled).with_names().in_order()


def _counted(found: seating.Arrangement, sittings: Any) -> list[tuple[ExamSession, int]]:
    """Each with how many children come to it."""
    counted = Counter(session for _one, session, _seat in found.seated)
    return [(row, counted[row.pk]) for row in sittings]


@require_safe
@of_campaign(RUN)
def seating_preview(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Who would sit where, before anybody is told."""
    return _preview_page(request, campaign)


@require_POST
@of_campaign(RUN)
def seating_order(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    try:
        job = seating.ask_to_seat(campaign, fingerprint=request.POST.get("fingerprint", ""), by=request.user)
    except Refusal as refusal:
        return _preview_page(request, campaign, refusal)
    return redirect("cabinet:job", job.pk)


def _of(request: HttpRequest, campaign: Campaign, session: int) -> ExamSession:
    rows = ExamSession.objects.visible_to(request.user).of_campaign(campaign)
    return get_object_or_404(rows.with_names(), pk=session)


def _sitting_page(
    request: HttpRequest, session: ExamSession, refusal: Refusal | None = None, **forms: Any
) -> HttpResponse:
    away = marking.conflicts(session)
    taken = session.taken.select_related("application__child").order_by("number")
    others = ExamSession.objects.of_campaign(session.campaign).filter(
        state="planned", direction=session.direction, room__centre=session.room.centre_id
    )
    bound = [form for form in forms.values() if form.is_bound]
    context = {
        **admin.site.each_context(request),
        "title": session,
        "campaign": session.campaign,
        "session": session,
        "jury": session.jury.with_names(),
        "rows": [(seat, {away[at] for at in away if at[0] == seat.pk}) for seat in taken],
        "others": others.exclude(pk=session.pk).with_names().in_order()[:ROWS],
        "protocol": protocol_of(session),
        "may_run": request.user.has_perm(RUN) and session.state == "planned",
        "refusal": refusal,
        "move_form": MoveForm(session=session),
        "appoint_form": AppointForm(session=session),
        **forms,
    }
    return render(request, "admin/schools/sitting.html", context, status=422 if refusal or bound else 200)


@require_safe
@of_campaign(LOOK)
def sitting(request: HttpRequest, campaign: Campaign, session: int) -> HttpResponse:
    return _sitting_page(request, _of(request, campaign, session))


@require_POST
@of_campaign(RUN)
def rescheduling(request: HttpRequest, campaign: Campaign, session: int) -> HttpResponse:
    found = _of(request, campaign, session)
    form = MoveForm(request.POST, session=found)
    if not form.is_valid():
        return _sitting_page(request, found, move_form=form)
    try:
        seats.reschedule(found, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        return _sitting_page(request, _of(request, campaign, session), refusal)
    messages.success(request, _("The sitting has been moved; the families are told."))
    return redirect("admin:schools_exam_sitting", campaign.pk, session)


@require_POST
@of_campaign(RUN)
def appointment(request: HttpRequest, campaign: Campaign, session: int) -> HttpResponse:
    found = _of(request, campaign, session)
    form = AppointForm(request.POST, session=found)
    if not form.is_valid():
        return _sitting_page(request, found, appoint_form=form)
    try:
        marking.appoint(found, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        return _sitting_page(request, found, refusal)
    return redirect("admin:schools_exam_sitting", campaign.pk, session)


@require_POST
@of_campaign(RUN)
def dismissal(request: HttpRequest, campaign: Campaign, session: int, member: int) -> HttpResponse:
    found = _of(request, campaign, session)
    try:
        marking.dismiss(get_object_or_404(found.jury, pk=member), by=request.user)
    except Refusal as refusal:
        return _sitting_page(request, found, refusal)
    return redirect("admin:schools_exam_sitting", campaign.pk, session)


@require_POST
@of_campaign(RUN)
def reseating(request: HttpRequest, campaign: Campaign, session: int, seat: int) -> HttpResponse:
    """Move one child to another sitting."""
    found = _of(request, campaign, session)
    row = get_object_or_404(found.taken.select_related("application", "session"), pk=seat)
    target = request.POST.get("sitting", "")
    other = _of(request, campaign, int(target) if target.isascii() and target.isdigit() else 0)
    try:
        row.move_to(other, by=request.user)
    except Refusal as refusal:
        return _sitting_page(request, _of(request, campaign, session), refusal)
    return redirect("admin:schools_exam_sitting", campaign.pk, session)
