"""A school with its people, and groups with lessons on the days a test names."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from cabinet.models import Guardianship, Person
from eculture.models import User
from registry.mandates import grant
from registry.models import Cluster, Kind
from schools.models import Enrolment, GroupMembership, Lesson, Programme, School, Specialty, StudyGroup, Term
from schools.teaching.terms import year_of
from tests.factories.matrix import institution

today = timezone.localdate


def school(name: str = "Nümunə musiqi məktəbi № 1") -> School:
    cluster, _new = Cluster.objects.get_or_create(code="EDU", defaults={"name": "Təhsil"})
    kind, _new = Kind.objects.get_or_create(
        code="music-school", defaults={"name": "musiqi məktəbi", "cluster": cluster, "is_school": True}
    )
    return School.objects.create(institution=institution(kind, name_az=name))


def programme() -> Programme:
    specialty, _new = Specialty.objects.get_or_create(code="PNO", defaults={"name": "fortepiano"})
    found, _new = Programme.objects.get_or_create(code="PNO7", defaults={"specialty": specialty, "years": 7})
    return found


def user(name: str, *, role: str = "", at: School | None = None) -> User:
    """An account with its person; with a role, at a school or in the whole country."""
    made = User.objects.create_user(f"{name.lower()}@example.org")
    Person.objects.create(user=made, surname="Nümunəli", name=name, birth_date=date(1985, 5, 5))
    if role:
        grant(to=made, role=role, by=None, institution=at.institution if at else None)
    return made


def pupil(
    at: School, name: str = "Aylin", surname: str = "Örnəkzadə", *, guardian: User | None = None
) -> Enrolment:
    child = Person.objects.create(surname=surname, name=name, birth_date=date(2017, 3, 3))
    if guardian:
        Guardianship.objects.create(guardian=guardian.person, child=child, since=date(2020, 1, 1))
    return Enrolment.objects.create(
        person=child,
        programme=programme(),
        school=at,
        funding="free",
        started_on=today() - timedelta(days=400),
    )


def term(at: School, *, days_ago: int = 60, days_left: int = 60, ordinal: int = 2, **fields: Any) -> Term:
    """A term around today, so that no test depends on the calendar."""
    starts, ends = today() - timedelta(days=days_ago), today() + timedelta(days=days_left)
    year = year_of(today())
    return Term.objects.create(
        school=at, year=year, ordinal=ordinal, starts_on=starts, ends_on=ends, **fields
    )


def group(at: School, teacher: User, *pupils: Enrolment, name: str = "III qrup") -> StudyGroup:
    made = StudyGroup.objects.create(school=at, subject="Solfecio", name=name, teacher=teacher)
    since = today() - timedelta(days=300)
    for enrolment in pupils:
        GroupMembership.objects.create(group=made, enrolment=enrolment, since=since)
    return made


def lesson(of: StudyGroup, *, days_ago: int = 0, topic: str = "") -> Lesson:
    return Lesson.objects.create(group=of, held_on=today() - timedelta(days=days_ago), topic=topic)
