"""Class books of the demo: two groups of the demo teacher, a closed quarter and the one that is running."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eculture.models import User
from eculture.reference import Loader, Say, demo_loaders
from registry.mandates import Mandate
from schools.org.models import School
from schools.study.models import Enrolment
from schools.teaching.groups import GroupMembership, StudyGroup
from schools.teaching.lessons import Lesson, LessonEntry
from schools.teaching.marks import Cell
from schools.teaching.terms import DayOff, Term, year_of

SEED, GROUP_SIZE, RUNNING = 2026, 9, 35
TOPICS = ["Segah ladı, diktant", "Rast ladı", "Ritmik tapşırıqlar", "İntervallar", "Üçsəslilər", "Təkrar"]
SQUARES = ["5", "4", "4", "3", "5", "4", "+", "5 gec", "4 gec", "gec", "q", "üz", "3", "2", "5", "4"]
BOOKS = [("Solfecio", "III qrup", (0, 3)), ("Xor", "kiçik qrup", (2,))]
DAYS_OFF = [(11, 8, "Zəfər Günü", "Victory Day", "День Победы"),
            (11, 9, "Dövlət Bayrağı Günü", "State Flag Day", "День государственного флага"),
            (12, 31, "Həmrəylik Günü", "Solidarity Day", "День солидарности"),
            (1, 1, "Yeni il", "New Year", "Новый год"),
            (3, 8, "Qadınlar Günü", "Women’s Day", "Женский день"),
            (5, 28, "Müstəqillik Günü", "Independence Day", "День независимости")]  # fmt: skip


def load(say: Say) -> None:
    mandate = Mandate.objects.live().filter(role="teacher", user__is_demo=True).first()
    if mandate is None or StudyGroup.objects.filter(teacher=mandate.user).exists():
        say(_("Class books: nothing to add."))
        return
    with transaction.atomic():
        school = School.objects.get(institution=mandate.institution)
        ClassBooks(school, mandate.user).build()
    say(_("Class books: %(groups)s groups with marks.") % {"groups": len(BOOKS)})


class ClassBooks:
    """The same every time, around the day on which they are loaded."""

    def __init__(self, school: School, teacher: User):
        self.school, self.teacher = school, teacher
        self.chance = Random(SEED)  # noqa: S311 -- nothing secret
        self.today = timezone.localdate()
        self.year = year_of(self.today)

    def build(self) -> None:
        closed = self.term(1, ago=RUNNING + 55, ended=RUNNING + 1)
        self.term(2, ago=RUNNING, ended=-60)
        for month, day, *names in DAYS_OFF:
            year = self.year + (month < 9)
            named = dict(zip(("name_az", "name_en", "name_ru"), names, strict=True))
            DayOff.objects.get_or_create(day=date(year, month, day), defaults=named)
        pupils = list(Enrolment.objects.at(self.school).live().order_by("pk"))
        for place, (subject, name, weekdays) in enumerate(BOOKS):
            self.book(subject, name, weekdays, pupils[place * GROUP_SIZE : (place + 1) * GROUP_SIZE])
        closed.close(by=None)

    def term(self, ordinal: int, *, ago: int, ended: int) -> Term:
        days = {"starts_on": self.today - timedelta(ago), "ends_on": self.today - timedelta(ended)}
        return Term.objects.create(school=self.school, year=self.year, ordinal=ordinal, **days)

    def book(self, subject: str, name: str, weekdays: tuple[int, ...], pupils: list[Enrolment]) -> None:
        names = {"school": self.school, "subject": subject, "name": name, "year": self.year}
        group = StudyGroup.objects.create(teacher=self.teacher, **names)
        since = self.today - timedelta(days=RUNNING + 60)
        for pupil in pupils:
            GroupMembership.objects.create(group=group, enrolment=pupil, since=since)
        for number, day in enumerate(self.days(weekdays)):
            lesson = Lesson.objects.create(group=group, held_on=day, topic=TOPICS[number % len(TOPICS)])
            if day < self.today:
                LessonEntry.objects.bulk_create(self.entry(lesson, pupil) for pupil in pupils)

    def days(self, weekdays: tuple[int, ...]) -> Iterator[date]:
        """The days of the week on which the group meets, and today, so that there is something to write."""
        off = set(DayOff.objects.values_list("day", flat=True))
        for ago in range(RUNNING + 50, -8, -1):
            day = self.today - timedelta(days=ago)
            if day == self.today or (day.weekday() in weekdays and day not in off):
                yield day

    def entry(self, lesson: Lesson, pupil: Enrolment) -> LessonEntry:
        cell = Cell.read(self.chance.choice(SQUARES))
        row: dict[str, Any] = {"lesson": lesson, "enrolment": pupil, "by": self.teacher}
        return LessonEntry(mark=cell.mark, attendance=cell.attendance, **row)


demo_loaders.plug(Loader("classbooks", load, 45))
