"""Seats for all children who have none: siblings together, step-free rooms for who needs them.

`arrange` is a pure function of rows: the same rows in any order give the same seats.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eculture import jobs, journal
from eculture.jobs import Job
from eculture.lifecycle import lock
from eculture.refusals import Refusal
from schools.admissions.campaigns import Campaign
from schools.exams.seats import ExamSeat
from schools.exams.sessions import ExamSession

SLUG = "exam-seating"
WHY = {
    "no_centre": gettext_lazy("No exam centre was chosen."),
    "no_sitting": gettext_lazy("The centre has no sitting for this direction."),
    "no_step_free": gettext_lazy("No room without steps has a free seat."),
    "full": gettext_lazy("All sittings of the centre are full."),
}


class Candidate(NamedTuple):
    """A child without a seat; `family` is the key of who applied."""

    application: int
    number: str
    family: int
    centre: int | None
    direction: str
    step_free: bool


class Sitting(NamedTuple):
    """A sitting with the numbers of its free seats, in order."""

    session: int
    centre: int
    direction: str
    starts_at: datetime
    ends_at: datetime
    is_step_free: bool
    free: tuple[int, ...]


class Arrangement(NamedTuple):
    """Who would sit where (application, session, seat), and who stays without a seat, and why."""

    seated: list[tuple[int, int, int]]
    left: list[tuple[int, str]]

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(json.dumps([self.seated, self.left]).encode()).hexdigest()


class Hall:
    """A sitting that is being filled."""

    def __init__(self, sitting: Sitting):
        self.sitting, self.free = sitting, list(reversed(sitting.free))

    def takes(self, number: int, *, step_free: bool, busy: Sequence[Sitting]) -> bool:
        if len(self.free) < number or (step_free and not self.sitting.is_step_free):
            return False
        return not any(_overlap(self.sitting, other) for other in busy)


def _overlap(one: Sitting, other: Sitting) -> bool:
    at_once = one.starts_at < other.ends_at and other.starts_at < one.ends_at
    return at_once and one.session != other.session


def arrange(candidates: Iterable[Candidate], sittings: Iterable[Sitting]) -> Arrangement:
    """Large families and children who need a room without steps choose first, then by number."""
    halls: dict[tuple[int, str], list[Hall]] = defaultdict(list)
    for sitting in sorted(sittings, key=lambda one: (one.starts_at, one.session)):
        halls[sitting.centre, sitting.direction].append(Hall(sitting))
    families: dict[tuple[int, int], list[Candidate]] = defaultdict(list)
    seated: list[tuple[int, int, int]] = []
    left: list[tuple[int, str]] = []
    for one in sorted(candidates, key=lambda one: one.number):
        if one.centre is None:
            left.append((one.application, "no_centre"))
        else:
            families[one.family, one.centre].append(one)
    ordered = sorted(families.values(), key=lambda family: (*_rank(family), family[0].number))
    for family in ordered:
        _seat_family(family, halls, seated, left)
    return Arrangement(sorted(seated), sorted(left))


def _rank(family: list[Candidate]) -> tuple[bool, int]:
    return not any(one.step_free for one in family), -len(family)


def _seat_family(family: list[Candidate], halls: Any, seated: list, left: list) -> None:
    busy: list[Sitting] = []
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for one in family:
        groups[one.direction].append(one)
    choices = [
        (halls.get((family[0].centre, direction), []), group) for direction, group in sorted(groups.items())
    ]
    for rooms, group in sorted(choices, key=lambda choice: (-len(choice[1]), _open(choice[0]))):
        step_free = any(one.step_free for one in group)
        hall = _best(rooms, len(group), step_free, busy)
        for one in group:
            chosen = hall or _best(rooms, 1, one.step_free, busy) or _best(rooms, 1, one.step_free, ())
            if chosen is None:
                left.append((one.application, _why(rooms, one)))
                continue
            seated.append((one.application, chosen.sitting.session, chosen.free.pop()))
            if chosen.sitting not in busy:
                busy.append(chosen.sitting)


def _open(rooms: list[Hall]) -> int:
    """In how many sittings somebody still fits: who has the fewest chooses first."""
    return sum(bool(hall.free) for hall in rooms)


def _best(rooms: list[Hall], number: int, step_free: bool, busy: Sequence[Sitting]) -> Hall | None:
    """The first that fits, on a day on which the family comes anyway if there is one.

    Who does not need a room without steps leaves it to others while there is another one.
    """
    days = {one.starts_at.date() for one in busy}
    best, rank = None, None
    for place, hall in enumerate(rooms):
        if hall.takes(number, step_free=step_free, busy=busy):
            day = hall.sitting.starts_at.date()
            asks = (days and day not in days, not step_free and hall.sitting.is_step_free, place)
            if rank is None or asks < rank:
                best, rank = hall, asks
            if not asks[0] and not asks[1]:
                break
    return best


def _why(rooms: list[Hall], one: Candidate) -> str:
    if not rooms:
        return "no_sitting"
    return "no_step_free" if one.step_free and any(hall.free for hall in rooms) else "full"


def preview(campaign: Campaign) -> Arrangement:
    """What seating would do now. Nothing is written."""
    return arrange(_candidates(campaign), _sittings(campaign))


def _candidates(campaign: Campaign) -> list[Candidate]:
    rows = campaign.applications.filter(state="submitted", exam_seats=None, score=None)
    columns = ("pk", "number", "guardian", "exam_centre", "direction", "needs_step_free")
    return [Candidate(*row) for row in rows.values_list(*columns)]


def _sittings(campaign: Campaign) -> list[Sitting]:
    taken = defaultdict(set)
    for session, number in ExamSeat.objects.of_campaign(campaign).values_list("session", "number"):
        taken[session].add(number)
    columns = ("pk", "room__centre", "direction", "starts_at", "ends_at", "room__is_step_free", "seats")
    rows = ExamSession.objects.of_campaign(campaign).filter(state="planned").values_list(*columns)
    return [Sitting(*row[:-1], tuple(_free(row[-1], taken[row[0]]))) for row in rows]


def _free(seats: int, taken: set[int]) -> Iterable[int]:
    return (number for number in range(1, seats + 1) if number not in taken)


def refusal_to_seat(campaign: Campaign) -> Refusal | None:
    if campaign.state == "exams":
        return None
    return Refusal(_("Seats are given when registration has closed."), code="wrong_stage")


def ask_to_seat(campaign: Campaign, *, fingerprint: str, by: Any) -> Job:
    """Give the seats of the preview in the background. Raises Refusal when it is not that any more."""
    with transaction.atomic():
        lock(campaign)
        refusal = refusal_to_seat(campaign)
        if refusal is None and preview(campaign).fingerprint != fingerprint:
            message = _("Applications or sittings have changed since this preview. Look at it again.")
            refusal = Refusal(message, code="stale")
        if refusal:
            raise refusal
        return jobs.ask(SLUG, by=by, campaign=campaign.pk)


def work(campaign: Campaign, job: Job) -> None:
    """All seats in one transaction, and a word to each family; run again it finds nothing to do."""
    with job.fenced():
        lock(campaign)
        refusal = refusal_to_seat(campaign)
        if refusal:
            raise refusal
        found = preview(campaign)
        rows = (ExamSeat(application_id=one, session_id=at, number=seat) for one, at, seat in found.seated)
        ExamSeat.objects.bulk_create(rows, batch_size=2000)
        ExamSeat.objects.of_campaign(campaign).tell("exam-seat", Value("seat"))  # once each, however often
        after = {"seated": len(found.seated), "left": len(found.left)}
        journal.record("seat", on=campaign, by=job.by, after=after)
        words = _("Seats given: %(seated)s; without a seat: %(left)s") % after
        job.progress(len(found.seated), len(found.seated), words)
