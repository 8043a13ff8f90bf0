"""The signs of the class book and what is counted from them. Pure: no database, no request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import TextChoices
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

MARKS = (5, 4, 3, 2)


class Attendance(TextChoices):
    PRESENT = "present", _("present")
    LATE = "late", _("late")
    ABSENT = "absent", _("absent")
    EXCUSED = "excused", _("excused")


# What teachers have always written in the paper book; the same in all three languages of the portal.
SIGNS = {
    Attendance.PRESENT: "+",
    Attendance.LATE: "gec",
    Attendance.ABSENT: "q",
    Attendance.EXCUSED: "üz",
}
_TYPED = {
    **{sign: attendance for attendance, sign in SIGNS.items()},
    "v": Attendance.PRESENT,
    "var": Attendance.PRESENT,
    "g": Attendance.LATE,
    "ü": Attendance.EXCUSED,
    "u": Attendance.EXCUSED,
    "uz": Attendance.EXCUSED,
}
CAME = (Attendance.PRESENT, Attendance.LATE)


@dataclass(frozen=True)
class Cell:
    """One square of the class book: a mark, an attendance, both or neither."""

    mark: int | None = None
    attendance: str = ""

    @classmethod
    def read(cls, text: str) -> Cell:
        """Read what a teacher typed: "4", "q", "üz", "gec", "+", "4 gec" or nothing."""
        mark, attendance = None, ""
        for word in text.lower().split():
            if word.isascii() and word.isdigit() and int(word) in MARKS and mark is None:
                mark = int(word)
            elif word in _TYPED and not attendance:
                attendance = _TYPED[word]
            else:
                raise ValueError(text)
        if mark and attendance not in ("", *CAME):
            raise ValueError(text)
        return cls(mark, attendance or (Attendance.PRESENT if mark else ""))

    @property
    def sign(self) -> str:
        """The attendance as a sign; a mark alone says that the pupil was there."""
        if not self.attendance or (self.mark and self.attendance == Attendance.PRESENT):
            return ""
        return SIGNS[Attendance(self.attendance)]

    def __str__(self) -> str:
        return " ".join(part for part in (str(self.mark or ""), self.sign) if part)


def average(cells: Iterable[Cell]) -> Decimal | None:
    """The mean of the marks, to one decimal, a half rounded up as on paper."""
    marks = [cell.mark for cell in cells if cell.mark]
    if not marks:
        return None
    return (Decimal(sum(marks)) / len(marks)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def average_text(cells: Iterable[Cell]) -> str:
    """The average as the reader's language writes it; nothing where there is no mark yet."""
    mean = average(cells)
    return "" if mean is None else str(localize(mean))


def attendance_percent(cells: Iterable[Cell]) -> int | None:
    """Lessons attended out of lessons recorded; who came late was there."""
    recorded = [cell.attendance for cell in cells if cell.attendance]
    if not recorded:
        return None
    came = sum(attendance in CAME for attendance in recorded)
    return int((Decimal(100 * came) / len(recorded)).quantize(Decimal(1), ROUND_HALF_UP))
