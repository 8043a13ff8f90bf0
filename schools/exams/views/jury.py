"""The jury's pages, made for a tablet: my sittings, one sitting, one child."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eculture.refusals import Refusal
from schools.exams import marking
from schools.exams.forms import AbstainForm, SheetForm
from schools.exams.jury import JuryMember
from schools.exams.protocol import protocol_of
from schools.exams.seats import ExamSeat
from schools.exams.sessions import ExamSession

PAGE = 20


@login_required
@require_safe
def sittings(request: HttpRequest) -> HttpResponse:
    """Where the examiner is one of the jury; what lies ahead first."""
    if not request.user.has_perm("schools.judge_exams"):
        raise Http404
    rows = ExamSession.objects.judged_by(request.user).with_names().with_seated().with_open_first()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "schools/jury/sittings.html", {"page": page})


def _mine(request: HttpRequest, session: int) -> tuple[ExamSession, JuryMember]:
    found = get_object_or_404(ExamSession.objects.judged_by(request.user).with_names(), pk=session)
    return found, marking.member_of(found, request.user)


def _page(request: HttpRequest, session: int, refusal: Refusal | None = None) -> HttpResponse:
    found, member = _mine(request, session)
    rows = marking.lines(found, member)
    context = {
        "session": found,
        "member": member,
        "rows": rows,
        "done": sum(line.is_complete for line in rows),
        "mine": sum(not line.is_open for line in rows),
        "jury": found.jury.with_names(),
        "protocol": protocol_of(found) if found.state == "signed" else None,
        "refusal": refusal,
    }
    return render(request, "schools/jury/sitting.html", context, status=409 if refusal else 200)


@login_required
@require_safe
def sitting(request: HttpRequest, session: int) -> HttpResponse:
    return _page(request, session)


@login_required
@require_POST
def opening(request: HttpRequest, session: int) -> HttpResponse:
    """The chair begins the exam."""
    found, member = _mine(request, session)
    try:
        if not member.is_chair:
            raise Refusal(_("The chair of the jury does this."), code="not_chair")
        marking.begin(found, by=request.user)
    except Refusal as refusal:
        return _page(request, session, refusal)
    return redirect("schools:jury_sitting", session)


@login_required
@require_POST
def signature(request: HttpRequest, session: int) -> HttpResponse:
    found, member = _mine(request, session)
    try:
        marking.sign(found, member=member, by=request.user)
    except Refusal as refusal:
        return _page(request, session, refusal)
    messages.success(request, _("You have signed the protocol."))
    return redirect("schools:jury_sitting", session)


def _seat(session: ExamSession, number: int) -> ExamSeat:
    return get_object_or_404(session.taken.select_related("session__room__centre__campaign"), number=number)


@login_required
@require_POST
def absence(request: HttpRequest, session: int, number: int) -> HttpResponse:
    found, member = _mine(request, session)
    is_absent = request.POST.get("absent") == "yes"
    try:
        marking.mark_absent(_seat(found, number), is_absent=is_absent, member=member, by=request.user)
    except Refusal as refusal:
        return _page(request, session, refusal)
    return redirect("schools:jury_sitting", session)


@login_required
@require_POST
def second_round(request: HttpRequest, session: int, number: int) -> HttpResponse:
    found, member = _mine(request, session)
    try:
        marking.ask_again(_seat(found, number), member=member, by=request.user)
    except Refusal as refusal:
        return _page(request, session, refusal)
    return redirect("schools:jury_sitting", session)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, session: int, number: int) -> HttpResponse:
    """One member's points for one child; then comes the next child."""
    found, member = _mine(request, session)
    seat = _seat(found, number)
    form = SheetForm(
        request.POST or None, criteria=found.campaign.exam_criteria.of_direction(found.direction)
    )
    refusal = None
    if form.is_valid():
        try:
            marking.score(seat, member=member, marks=form.marks, by=request.user)
            return _next(found, member, number)
        except Refusal as refused:
            refusal = refused
    return _sheet(request, found, member, seat, form=form, refusal=refusal)


def _sheet(
    request: HttpRequest, session: ExamSession, member: JuryMember, seat: ExamSeat, **more: Any
) -> HttpResponse:
    line = next(line for line in marking.lines(session, member) if line.seat.pk == seat.pk)
    why = marking.sentence_of(line.away) if line.away else ""
    context = {"session": session, "line": line, "why": why, "abstain_form": AbstainForm(), **more}
    context["is_open"] = line.is_open and not marking.refusal_to_work(session, member)
    failed = more.get("refusal") or any(more[name].errors for name in more if name.endswith("form"))
    return render(request, "schools/jury/sheet.html", context, status=422 if failed else 200)


def _next(session: ExamSession, member: JuryMember, number: int) -> HttpResponse:
    open_ones = [line.seat.number for line in marking.lines(session, member) if line.is_open]
    after = [one for one in open_ones if one > number] or open_ones
    if after:
        return redirect("schools:jury_sheet", session.pk, after[0])
    return redirect("schools:jury_sitting", session.pk)


@login_required
@require_POST
def abstention(request: HttpRequest, session: int, number: int) -> HttpResponse:
    found, member = _mine(request, session)
    seat = _seat(found, number)
    form = AbstainForm(request.POST)
    criteria = found.campaign.exam_criteria.of_direction(found.direction)
    refusal = None
    if form.is_valid():
        try:
            marking.abstain(seat, member=member, by=request.user, **form.cleaned_data)
            return _next(found, member, number)
        except Refusal as refused:
            refusal = refused
    blank = SheetForm(criteria=criteria)
    return _sheet(request, found, member, seat, form=blank, abstain_form=form, refusal=refusal)
