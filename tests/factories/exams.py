"""Exams of a small admission: a centre with rooms, sittings, a jury, children with seats."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from registry.mandates import grant
from schools.exams import marking
from schools.exams.centres import ExamCentre, ExamRoom
from schools.exams.seats import ExamSeat
from schools.exams.sessions import ExamSession
from schools.models import Application, Campaign, School
from tests.factories import schools as make
from tests.factories.cabinet import with_second_factor

CRITERIA = {"hearing": 40, "rhythm": 30, "memory": 30}


def centre(of: Campaign, at: School, *, directions: str = "music", rooms: dict | None = None) -> ExamCentre:
    """A centre in the house of a school; `rooms` maps a name to its seats, `*` behind it: without steps."""
    made = ExamCentre.objects.create(campaign=of, institution=at.institution, directions=directions.split())
    for name, seats in (rooms or {"101": 4}).items():
        facts = {"name": name.rstrip("*"), "seats": seats, "is_step_free": name.endswith("*")}
        ExamRoom.objects.create(centre=made, **facts)
    return made


def criteria(of: Campaign, direction: str = "music", **points: int) -> None:
    """Before registration opens, for afterwards they are frozen."""
    state = of.state
    Campaign.objects.filter(pk=of.pk).update(state="draft")
    for order, (name, most) in enumerate((points or CRITERIA).items(), start=1):
        of.exam_criteria.create(direction=direction, name_az=name, most=most, order=order)
    Campaign.objects.filter(pk=of.pk).update(state=state)


def session(room: ExamRoom, *, after: float = 24, minutes: int = 60, **fields: Any) -> ExamSession:
    """A sitting that begins so many hours from now."""
    begins = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=after)
    facts = {"direction": "music", "seats": room.seats, "starts_at": begins}
    facts["ends_at"] = begins + timedelta(minutes=minutes)
    return ExamSession.objects.create(room=room, **facts | fields)


def seat(at: ExamSession, application: Application, number: int | None = None) -> ExamSeat:
    made = ExamSeat.objects.create(session=at, application=application, number=number or at.taken.count() + 1)
    return ExamSeat.objects.select_related("session__room__centre__campaign", "application").get(pk=made.pk)


def examiner(name: str, surname: str = "Münsifli") -> Any:
    """The account of somebody who may be called into a jury."""
    user = make.guardian(name, surname).user
    grant(to=user, role="examiner", by=None)
    return with_second_factor(user) or user


def jury(of: ExamSession, *names: str) -> list[Any]:
    """Members of the jury; the first one chairs it."""
    users = [examiner(name) for name in names or ("Vaqif", "Zeynəb", "Tofiq")]
    return [marking.appoint(of, user=user, is_chair=place == 0, by=None) for place, user in enumerate(users)]


def under_way(school: School, *children: Application, campaign: Campaign) -> tuple[ExamSession, list[Any]]:
    """A sitting with these children whose exam has begun, and its jury."""
    criteria(campaign)
    house = centre(campaign, school, rooms={"101": max(4, len(children))})
    sitting = session(house.rooms.get())
    for application in children:
        seat(sitting, application)
    members = jury(sitting)
    sitting = ExamSession.objects.with_names().get(pk=sitting.pk)
    marking.begin(sitting, by=members[0].user)
    return sitting, members


def give(at: ExamSeat, member: Any, *points: Any) -> Any:
    """The sheet of one member: points for each criterion in order."""
    at = ExamSeat.objects.select_related("session__room__centre__campaign").get(pk=at.pk)
    found = at.session.campaign.exam_criteria.of_direction(at.session.direction)
    marks = {one: Decimal(str(given)) for one, given in zip(found, points, strict=True)}
    return marking.score(at, member=member, marks=marks, by=member.user)
