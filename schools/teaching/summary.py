"""What a family wants to know of a class book at one glance."""

from __future__ import annotations

from dataclasses import dataclass

from schools.teaching.lessons import LessonEntry, LessonEntryQuerySet
from schools.teaching.marks import attendance_percent, average_text
from schools.teaching.terms import this_year

SHOWN = 6


@dataclass(frozen=True)
class Summary:
    """The academic year of one child: lessons recorded, share attended, average and the last marks."""

    recorded: int
    attended: int | None
    average: str
    last_marks: list[LessonEntry]

    @classmethod
    def of(cls, entries: LessonEntryQuerySet) -> Summary:
        of_year = entries.recorded().filter(lesson__group__year=this_year())
        rows = list(of_year.with_lesson().newest_first())
        cells = [entry.cell for entry in rows]
        marked = [entry for entry in rows if entry.mark]
        return cls(len(rows), attendance_percent(cells), average_text(cells), marked[:SHOWN])
