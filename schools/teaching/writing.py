"""Saving squares of a class book: many at once, each with its own answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from eculture.refusals import Refusal
from schools.teaching.groups import GroupMembership, StudyGroup
from schools.teaching.lessons import Lesson, LessonEntry
from schools.teaching.marks import SIGNS, Cell, average_text

MOST = 200
LONGEST = 16
SQUARE = re.compile(r"[eam](?P<pupil>[0-9]{1,9})r(?P<rev>[0-9]{1,9})")


@dataclass(frozen=True)
class Typed:
    """What a teacher typed in a square, and the revision of the square that was on the screen."""

    lesson: int
    enrolment: int
    value: str
    rev: int

    def __post_init__(self) -> None:
        numbers = (self.lesson, self.enrolment, self.rev)
        whole = all(type(number) is int and 0 <= number < 2**31 for number in numbers)
        if not whole or not isinstance(self.value, str) or len(self.value) > LONGEST:
            raise ValueError("not a square of a class book")


@dataclass(frozen=True)
class Answer:
    """What became of it: saved, conflict, locked or invalid. `value` and `rev` are what stands now."""

    lesson: int
    enrolment: int
    typed: str
    state: str
    value: str = ""
    rev: int = 0
    at: str = ""
    message: str = ""

    @property
    def is_saved(self) -> bool:
        return self.state == "saved"

    @property
    def is_conflict(self) -> bool:
        return self.state == "conflict"

    @property
    def choices(self) -> list[str]:
        """Both values of a conflict: the writer's own and the one that stands."""
        return [self.typed, self.value]

    as_json = asdict


def typed_in_json(body: Any) -> list[Typed]:
    """`{"cells": [{lesson, enrolment, value, rev}, …]}`, or one such cell; ValueError for anything else."""
    cells = body.get("cells", [body]) if isinstance(body, dict) else None
    if (
        not isinstance(cells, list)
        or not 0 < len(cells) <= MOST
        or not all(isinstance(c, dict) for c in cells)
    ):
        raise ValueError("not a list of squares")
    names = ("lesson", "enrolment", "value", "rev")
    return [Typed(**{name: cell.get(name) for name in names}) for cell in cells]


def typed_in_form(lesson: Lesson, data: Mapping[str, str]) -> list[Typed]:
    """The inputs of one column: `e<pupil>r<revision>`, or the buttons `a…` and `m…` of the phone's form.

    `rest` is what to write in the squares left empty ("all others were present").
    """
    squares: dict[tuple[int, int], str] = {}
    for name, value in data.items():
        found = SQUARE.fullmatch(name)
        if found:
            key = (int(found["pupil"]), int(found["rev"]))
            squares[key] = f"{squares.get(key, '')} {SIGNS.get(value, value)}".strip()
    rest = data.get("rest", "")
    cells = [Typed(lesson.pk, pupil, text[:LONGEST] or rest, rev) for (pupil, rev), text in squares.items()]
    return cells[:MOST]


class Book:
    """The class book of one group, opened once to save a handful of squares."""

    def __init__(self, group: StudyGroup, typed: Iterable[Typed]):
        self.group = group
        self.typed = list(typed)
        pupils = {square.enrolment for square in self.typed}
        wanted = {square.lesson for square in self.typed}
        self.lessons = {lesson.pk: lesson for lesson in group.lessons.filter(pk__in=wanted)}
        for lesson in self.lessons.values():
            lesson.group = group
        self.refusals = {pk: lesson.refusal_to_write() for pk, lesson in self.lessons.items()}
        self.members: dict[int, list[GroupMembership]] = {}
        for membership in group.memberships.filter(enrolment__in=pupils):
            self.members.setdefault(membership.enrolment_id, []).append(membership)
        entries = LessonEntry.objects.filter(lesson__in=self.lessons, enrolment__in=pupils)
        self.standing = {(entry.lesson_id, entry.enrolment_id): entry for entry in entries}

    def save(self, *, by: Any) -> list[Answer]:
        """Each square is saved or refused by itself: one wrong sign does not cost the teacher the column."""
        return [self._answer(square, by) for square in self.typed]

    def _answer(self, square: Typed, by: Any) -> Answer:
        address = {"lesson": square.lesson, "enrolment": square.enrolment, "typed": square.value}
        try:
            entry = self._written(square, by)
        except Refusal as refusal:
            now = {name: refusal.extra[name] for name in ("value", "rev") if name in refusal.extra}
            return Answer(**address, state=refusal.code, message=str(refusal), **now)
        return Answer(**address, state="saved", value=str(entry), rev=entry.rev, at=entry.time)

    def _written(self, square: Typed, by: Any) -> LessonEntry:
        lesson = self.lessons.get(square.lesson)
        if lesson is None or not self._belongs(square.enrolment, lesson.held_on):
            raise Refusal(_("The pupil was not in the group on the day of this lesson."), code="locked")
        cell = read(square.value)
        blank = LessonEntry(lesson=lesson, enrolment_id=square.enrolment, rev=0)
        standing = self.standing.get((square.lesson, square.enrolment), blank)
        if standing.cell == cell:
            return standing
        if self.refusals[lesson.pk]:
            raise self.refusals[lesson.pk]
        return blank.write(mark=cell.mark, attendance=cell.attendance, rev=square.rev, by=by)

    def _belongs(self, enrolment: int, day: date) -> bool:
        return any(membership.covers(day) for membership in self.members.get(enrolment, []))

    def averages(self, answers: list[Answer]) -> dict[int, str]:
        """The averages of the term for the pupils whose squares were saved, as the grid shows them."""
        saved = [answer for answer in answers if answer.is_saved]
        if not saved:
            return {}
        term = self.group.terms().covering(self.lessons[saved[0].lesson].held_on).first()
        pupils = {answer.enrolment for answer in saved}
        return {pupil: average_text(cells) for pupil, cells in self.group.cells(term, pupils).items()}


def read(text: str) -> Cell:
    try:
        return Cell.read(text)
    except ValueError:
        message = _("“%(typed)s” is not a sign of the class book. Write 2–5, q, üz, gec or +.")
        raise Refusal(message % {"typed": text}, code="invalid") from None
