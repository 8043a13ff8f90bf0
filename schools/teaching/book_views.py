"""The class book on the screen: the grid of a teacher, and what a family sees of it."""

import json
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.models import Person
from schools.models import Lesson, StudyGroup
from schools.teaching.forms import LessonForm, carried_out
from schools.teaching.grid import Grid
from schools.teaching.lessons import entries_of
from schools.teaching.marks import SIGNS, Attendance
from schools.teaching.summary import Summary
from schools.teaching.writing import Answer, Book, typed_in_form, typed_in_json

PAGE = 30


@login_required
@require_safe
def classbook(request: HttpRequest, pk: int) -> HttpResponse:
    groups = StudyGroup.objects.visible_to(request.user).with_names().with_right_to_mark(request.user)
    group = get_object_or_404(groups, pk=pk)
    wish = request.GET.get("lesson", "")
    return _classbook(request, group, int(wish) if wish.isdecimal() else None, may_write=group.may_write)


def _classbook(
    request: HttpRequest,
    group: StudyGroup,
    lesson: int | None,
    answers: Iterable[Answer] = (),
    *,
    may_write: bool,
) -> HttpResponse:
    problems = [answer for answer in answers if not answer.is_saved]
    grid = Grid(group, lesson_id=lesson, may_write=may_write, problems=problems)
    context = {
        "group": group,
        "grid": grid,
        "words": words(),
        "signs": SIGNS.items(),
        "attendances": taps(),
    }
    return render(request, "schools/teaching/classbook.html", context, status=409 if problems else 200)


@login_required
@require_POST
def save_squares(request: HttpRequest, pk: int) -> JsonResponse:
    """What the grid sends as it is typed: each square gets its own answer."""
    group = get_object_or_404(StudyGroup.objects.marked_by(request.user), pk=pk)
    try:
        book = Book(group, typed_in_json(json.loads(request.body)))
    except (ValueError, RecursionError):
        return JsonResponse({"code": "invalid", "message": _("This is not a list of squares.")}, status=400)
    answers = book.save(by=request.user)
    body = {"results": [answer.as_json() for answer in answers], "averages": book.averages(answers)}
    return JsonResponse(body, status=200 if all(answer.is_saved for answer in answers) else 409)


@login_required
@require_POST
def save_column(request: HttpRequest, pk: int, lesson: int) -> HttpResponse:
    """The same without a script: one button saves the column."""
    group = get_object_or_404(StudyGroup.objects.marked_by(request.user).with_names(), pk=pk)
    column = get_object_or_404(group.lessons, pk=lesson)
    answers = Book(group, typed_in_form(column, request.POST)).save(by=request.user)
    if not all(answer.is_saved for answer in answers):
        return _classbook(request, group, column.pk, answers, may_write=True)
    last = max((answer.at for answer in answers), default="")
    messages.success(request, _("Saved at %(time)s.") % {"time": last})
    return redirect(f"{reverse('schools:classbook', args=[group.pk])}?lesson={column.pk}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_lesson(request: HttpRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(StudyGroup.objects.marked_by(request.user).with_names(), pk=pk)
    form = LessonForm(request.POST or None, instance=Lesson(group=group))
    lesson = carried_out(form, form.plan, by=request.user)
    if lesson:
        return redirect(f"{reverse('schools:classbook', args=[group.pk])}?lesson={lesson.pk}")
    status = 422 if form.errors else 200
    return render(request, "schools/teaching/plan_lesson.html", {"form": form, "group": group}, status=status)


@login_required
@require_safe
def child_classbook(request: HttpRequest, pk: int) -> HttpResponse:
    """What the teachers wrote about one child, newest first, for the family."""
    child = get_object_or_404(Person.objects.family_of(request.user), pk=pk)
    entries = entries_of(child)
    page = Paginator(entries.recorded().with_lesson().newest_first(), PAGE).get_page(request.GET.get("page"))
    context = {"child": child, "page": page, "summary": Summary.of(entries)}
    return render(request, "schools/teaching/child_classbook.html", context)


def taps() -> list[tuple[str, str]]:
    """The four buttons of a pupil on the phone."""
    return [
        (Attendance.PRESENT.value, _("Present")),
        (Attendance.LATE.value, _("Late")),
        (Attendance.ABSENT.value, _("Absent")),
        (Attendance.EXCUSED.value, _("Excused")),
    ]


def words() -> dict[str, Any]:
    """The sentences the grid says by itself; the script fills in the values."""
    return {
        "going": _("saving"),
        "saved": _("saved"),
        "offline": _("waits for the network"),
        "conflict": _("another mark was saved"),
        "refused": _("not saved"),
        "empty": _("empty"),
        "keep": _("Keep %(value)s"),
        "time": _("Saved at %(time)s."),
        "unsent": _("Waiting for the network: %(count)s. The rest was saved at %(time)s."),
    }
