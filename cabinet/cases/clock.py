"""The clock of a case: working days, standing still while the citizen owes an answer. Pure: no database.

Day 1 is the first working day after the case came in. The day on which something is asked still counts, the
days after it do not, up to and including the day of the answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from eculture.workdays import IsWorking, days_after


class Pause(NamedTuple):
    """From the day of the question to the day of the answer; `until` is None while it is open."""

    since: date
    until: date | None


@dataclass(frozen=True)
class Clock:
    """How far a case is. `day` of `term` working days have been used up by `today`."""

    term: int
    day: int
    due: date
    is_paused: bool

    @property
    def left(self) -> int:
        """Working days that remain; negative when late."""
        return self.term - self.day

    @property
    def is_late(self) -> bool:
        return self.day > self.term


def read(
    *,
    start: date,
    term: int,
    pauses: Sequence[Pause],
    today: date,
    is_working: IsWorking,
    stop: date | None = None,
) -> Clock:
    """The clock on `today`, or on the day of the decision when it has `stop`ped.

    While a pause is open, `due` is the last day if the answer came today.
    """
    now = min(today, stop) if stop else today
    standing = [Pause(one.since, one.until or now) for one in pauses]
    due, used, counted = start, 0, 0
    for day in days_after(start, is_working):
        if counted >= term and day > now:
            break
        if _stands(day, standing):
            continue
        counted += 1
        used += day <= now
        due = day if counted == term else due
    is_paused = any(one.until is None for one in pauses) and stop is None
    return Clock(term=term, day=used, due=due, is_paused=is_paused)


def _stands(day: date, pauses: Sequence[Pause]) -> bool:
    return any(one.until and one.since < day <= one.until for one in pauses)
