"""A school with its people, and groups with lessons on the days a test names."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from cabinet.models import Person
from eculture.models import User
from registry.mandates import grant
from schools.models import (
    Enrolment,
    GroupMembership,
    Lesson,
    LessonEntry,
    Programme,
    School,
    Specialty,
    StudyGroup,
    Term,
)
from schools.teaching.marks import Cell
from schools.teaching.terms import year_of
from tests.factories import cabinet, schools

today = timezone.localdate


def school(name: str = "Nümunə musiqi məktəbi № 1") -> School:
    return schools.school(name)


def programme(code: str = "PNO") -> Programme:
    specialty, _new = Specialty.objects.get_or_create(code=code, defaults={"name": code})
    days = {"specialty": specialty, "years": 7}
    return Programme.objects.get_or_create(code=f"{code}7", defaults=days)[0]


def enrolment(person: Person, at: School, *, code: str = "PNO") -> Enrolment:
    started = today() - timedelta(days=400)
    return Enrolment.objects.create(
        person=person, programme=programme(code), school=at, funding="free", started_on=started
    )


def user(name: str, *, role: str = "", at: School | None = None) -> User:
    """An account with its person; with a role, its second factor, at a school or everywhere."""
    made = cabinet.user(f"{name.lower()}@numune.example")
    cabinet.person(made, surname="Nümunəli", name=name)
    if role:
        since = today() - timedelta(days=30)
        grant(to=made, role=role, by=None, institution=at.institution if at else None, since=since)
        cabinet.with_second_factor(made)
    return made


def pupil(
    at: School, name: str = "Aylin", surname: str = "Örnəkzadə", *, guardian: User | None = None
) -> Enrolment:
    who = {"surname": surname, "name": name, "birth_date": date(2017, 3, 3)}
    child = cabinet.child_of(guardian.person, **who) if guardian else cabinet.person(**who)
    return enrolment(child, at)


def term(at: School, *, days_ago: int = 60, days_left: int = 60, ordinal: int = 2, **fields: Any) -> Term:
    """A term around today, so that no test depends on the calendar."""
    starts, ends = today() - timedelta(days=days_ago), today() + timedelta(days=days_left)
    year = year_of(today())
    return Term.objects.create(
        school=at, year=year, ordinal=ordinal, starts_on=starts, ends_on=ends, **fields
    )


def group(at: School, teacher: User, *pupils: Enrolment, name: str = "III qrup") -> StudyGroup:
    made = StudyGroup.objects.create(school=at, subject="Solfecio", name=name, teacher=teacher)
    for enrolment in pupils:
        join(made, enrolment)
    return made


def lesson(of: StudyGroup, *, days_ago: int = 0, topic: str = "") -> Lesson:
    return Lesson.objects.create(group=of, held_on=today() - timedelta(days=days_ago), topic=topic)


def join(group: StudyGroup, enrolment: Enrolment) -> GroupMembership:
    since = today() - timedelta(days=300)
    return GroupMembership.objects.create(group=group, enrolment=enrolment, since=since)


def entry(lesson: Lesson, enrolment: Enrolment, text: str, *, by: User | None = None) -> LessonEntry:
    cell = Cell.read(text)
    square = LessonEntry(lesson=lesson, enrolment=enrolment)
    return square.write(mark=cell.mark, attendance=cell.attendance, rev=0, by=by or lesson.group.teacher)
