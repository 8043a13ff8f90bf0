"""The class book as a table: which columns to show, who stands in the rows, what may be written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

from eculture.azerbaijani import az_lower
from eculture.templatetags.words import azdate
from schools.teaching.groups import GroupMembership, StudyGroup
from schools.teaching.lessons import Lesson
from schools.teaching.marks import Cell, average_text
from schools.teaching.terms import DayOff, Term
from schools.teaching.writing import Answer

WIDTH = 9
AFTER = 2


@dataclass(frozen=True)
class Column:
    """A closed term (its averages), a lesson, or a day without school."""

    kind: str
    title: str
    day: date
    lesson: Lesson | None = None
    is_today: bool = False
    is_open: bool = False
    term: Term | None = None

    @cached_property
    def day_text(self) -> str:
        return azdate(self.day, "day")

    @property
    def month(self) -> str:
        """Short, in lower case except in English, where months are names."""
        name = date_format(self.day, "M")
        return name if get_language() == "en" else az_lower(name)


@dataclass(frozen=True)
class Square:
    """Where a row meets a column."""

    column: Column
    cell: Cell = Cell()
    rev: int = 0
    is_open: bool = False
    average: str = ""
    answer: Answer | None = None

    @property
    def text(self) -> str:
        """What stands here; or what was typed and is not saved, so that nobody has to type it again."""
        return self.answer.typed if self.answer else str(self.cell)

    @property
    def mark(self) -> str:
        return str(self.cell.mark or "")

    @property
    def has_no_mark(self) -> bool:
        """Recorded, but without a mark; an untouched square has chosen nothing yet."""
        return bool(self.cell.attendance and not self.cell.mark)

    @property
    def tint(self) -> str:
        return "" if self.cell.mark else self.cell.sign


@dataclass
class Row:
    enrolment_id: int
    name: str
    memberships: list[GroupMembership] = field(default_factory=list)
    squares: list[Square] = field(default_factory=list)
    average: str = ""

    def belongs(self, day: date) -> bool:
        return any(membership.covers(day) for membership in self.memberships)


class Grid:
    """A window of `WIDTH` lessons of one term around a lesson, with the closed terms before it."""

    def __init__(
        self,
        group: StudyGroup,
        *,
        lesson_id: int | None = None,
        may_write: bool = False,
        problems: Iterable[Answer] = (),
    ):
        self.group = group
        self.may_write = may_write
        self.problems = {(problem.enrolment, problem.lesson): problem for problem in problems}
        self.today = timezone.localdate()
        self.terms = list(group.terms())
        self.lessons = list(group.lessons.order_by("held_on"))
        self.lesson = self._chosen(lesson_id)
        self.term = self._term_of(self.lesson.held_on if self.lesson else self.today)
        self.of_term = [lesson for lesson in self.lessons if self._term_of(lesson.held_on) == self.term]
        self.window = self._window()
        self.columns = sorted(self._columns(), key=lambda column: column.day)
        self.days_of = {term: self._days_of(term) for term in (*self.terms, None)}
        self.written = self._written()
        self.rows = [self._filled(row) for row in self._pupils()]

    @property
    def earlier(self) -> Lesson | None:
        """The lesson whose window comes before this one, also in the term before."""
        first = self.window[0].held_on if self.window else self.today
        return next((lesson for lesson in reversed(self.lessons) if lesson.held_on < first), None)

    @property
    def later(self) -> Lesson | None:
        last = self.window[-1].held_on if self.window else self.today
        coming = [lesson for lesson in self.lessons if lesson.held_on > last]
        return coming[min(WIDTH - AFTER - 1, len(coming) - 1)] if coming else None

    @property
    def open_columns(self) -> list[Column]:
        return [column for column in self.columns if column.is_open]

    @property
    def blocks(self) -> list[tuple[Row, Square]]:
        """The chosen lesson alone, a square per pupil: the form of the phone."""
        return [
            (row, square)
            for row in self.rows
            for square in row.squares
            if square.column.lesson == self.lesson and square.is_open
        ]

    @property
    def lesson_is_open(self) -> bool:
        return any(column.lesson == self.lesson for column in self.open_columns)

    def _chosen(self, lesson_id: int | None) -> Lesson | None:
        """The lesson asked for, or the last one that has come."""
        asked = [lesson for lesson in self.lessons if lesson.pk == lesson_id]
        come = [lesson for lesson in self.lessons if lesson.held_on <= self.today]
        return (asked or come[-1:] or self.lessons[:1] or [None])[0]

    def _term_of(self, day: date) -> Term | None:
        return next((term for term in self.terms if term.covers(day)), None)

    def _days_of(self, term: Term | None) -> set[int]:
        """The lessons of a term; of the year, if there is no term."""
        return {lesson.pk for lesson in self.lessons if term is None or term.covers(lesson.held_on)}

    def _window(self) -> list[Lesson]:
        if self.lesson is None:
            return []
        end = min(self.of_term.index(self.lesson) + AFTER + 1, len(self.of_term))
        start = max(end - WIDTH, 0)
        return self.of_term[start : start + WIDTH]

    def _columns(self) -> Iterator[Column]:
        for term in self.terms:
            if term.is_closed and self.term and term.starts_on < self.term.starts_on:
                yield Column("term", str(term), term.ends_on, term=term)
        for lesson in self.window:
            is_open = self.may_write and self._is_open(lesson)
            is_today = lesson.held_on == self.today
            yield Column("lesson", lesson.topic, lesson.held_on, lesson, is_today, is_open)
        if len(self.window) > 1:
            first, last = self.window[0].held_on, self.window[-1].held_on
            taught = {lesson.held_on for lesson in self.window}
            for off in DayOff.objects.filter(day__range=(first, last)).exclude(day__in=taught):
                yield Column("holiday", off.name, off.day)

    def _is_open(self, lesson: Lesson) -> bool:
        return lesson.held_on <= self.today and not (self.term and self.term.is_closed)

    def _pupils(self) -> list[Row]:
        """Everybody who belonged to the group on some of the days shown."""
        days = [lesson.held_on for lesson in self.window] or [self.today]
        rows: dict[int, Row] = {}
        names = ("group", "enrolment", "since", "until")
        of_pupil = ("enrolment__person__surname", "enrolment__person__name")
        shown = self.group.memberships.during(days[0], days[-1]).in_order().only(*names, *of_pupil)
        for membership in shown:
            person = membership.enrolment.person
            row = Row(membership.enrolment_id, f"{person.surname} {person.name}")
            rows.setdefault(membership.enrolment_id, row).memberships.append(membership)
        return list(rows.values())

    def _written(self) -> dict[int, dict[int, tuple[Cell, int]]]:
        """What is written this year: pupil → lesson → square and revision."""
        written: dict[int, dict[int, tuple[Cell, int]]] = {}
        for pupil, lesson, mark, attendance, rev in self.group.written():
            written.setdefault(pupil, {})[lesson] = (Cell(mark, attendance), rev)
        return written

    def _filled(self, row: Row) -> Row:
        squares = self.written.get(row.enrolment_id, {})
        for column in self.columns:
            if column.lesson:
                cell, rev = squares.get(column.lesson.pk, (Cell(), 0))
                is_open = column.is_open and row.belongs(column.day)
                answer = self.problems.get((row.enrolment_id, column.lesson.pk))
                row.squares.append(Square(column, cell, rev, is_open, answer=answer))
            else:
                row.squares.append(Square(column, average=self._average(squares, column.term)))
        row.average = self._average(squares, self.term)
        return row

    def _average(self, squares: dict[int, tuple[Cell, int]], term: Term | None) -> str:
        days = self.days_of[term]
        return average_text(cell for lesson, (cell, _rev) in squares.items() if lesson in days)
