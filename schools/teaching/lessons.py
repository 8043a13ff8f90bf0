from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cabinet.models import Person
from eculture import journal
from eculture.refusals import Refusal
from schools.study.models import Enrolment
from schools.teaching.groups import StudyGroup
from schools.teaching.marks import CAME, MARKS, Attendance, Cell
from schools.teaching.triggers import keep_closed_book, keep_closed_lessons


class LessonQuerySet(models.QuerySet["Lesson"]):
    def visible_to(self, user: Any) -> LessonQuerySet:
        return self.filter(group__in=StudyGroup.objects.visible_to(user))

    def editable_by(self, user: Any) -> LessonQuerySet:
        return self.filter(group__in=StudyGroup.objects.marked_by(user))


@pghistory.track()
class Lesson(models.Model):
    """One meeting of a group: a column of its class book."""

    group = models.ForeignKey(StudyGroup, models.PROTECT, related_name="lessons", verbose_name=_("group"))
    held_on = models.DateField(_("date"), default=timezone.localdate)
    topic = models.CharField(_("topic"), max_length=160, blank=True)

    objects = LessonQuerySet.as_manager()

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        ordering = ["held_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "held_on"],
                name="one_lesson_of_a_group_a_day",
                violation_error_message=_("The class book already has a lesson on this day."),
            )
        ]
        triggers = [
            pgtrigger.ReadOnly(name="lesson_keeps_its_day", fields=["group", "held_on"]),
            keep_closed_lessons,
        ]

    def __str__(self) -> str:
        return f"{self.group}, {date_format(self.held_on, 'j F Y')}"

    @classmethod
    def plan(cls, *, group: StudyGroup, held_on: date, topic: str, by: Any) -> Lesson:
        """Add a column to the class book of a group."""
        refusal = cls.refusal_to_plan(group=group, held_on=held_on)
        if refusal:
            raise refusal
        with refused_by_database(held_on), transaction.atomic():
            lesson = cls.objects.create(group=group, held_on=held_on, topic=topic)
            journal.record("plan_lesson", on=lesson, by=by, after={"held_on": held_on, "topic": topic})
        return lesson

    @classmethod
    def refusal_to_plan(cls, *, group: StudyGroup, held_on: date) -> Refusal | None:
        term = group.terms().covering(held_on).first()
        if term is None:
            message = _now("No term of %(school)s covers this day. The head of the school sets the terms.")
            return Refusal(message % {"school": group.school}, code="no_term", field="held_on")
        if cls.objects.filter(group=group, held_on=held_on).exists():
            message = _now("The class book already has a lesson on this day.")
            return Refusal(message, code="twice", field="held_on")
        return term.refusal_to_write()

    def refusal_to_write(self) -> Refusal | None:
        """Marks are given when the lesson has come and until its term is closed."""
        if self.held_on > timezone.localdate():
            message = _now("This lesson is on %(date)s. It can be marked from that day.")
            return Refusal(message % {"date": date_format(self.held_on, "j F")}, code="locked")
        term = self.group.terms().covering(self.held_on).first()
        return term.refusal_to_write() if term else None


class LessonEntryQuerySet(models.QuerySet["LessonEntry"]):
    def visible_to(self, user: Any) -> LessonEntryQuerySet:
        """Who sees the group sees its class book; a family sees the squares of its own children."""
        if not user.is_authenticated:
            return self.none()
        groups = StudyGroup.objects.visible_to(user).values("pk")
        family = Person.objects.family_of(user)
        return self.filter(Q(lesson__group__in=groups) | Q(enrolment__person__in=family))

    def editable_by(self, user: Any) -> LessonEntryQuerySet:
        return self.filter(lesson__group__in=StudyGroup.objects.marked_by(user).values("pk"))

    def of(self, child: Person) -> LessonEntryQuerySet:
        """What was written about one child, in all schools and programmes."""
        return self.filter(enrolment__person=child)

    def recorded(self) -> LessonEntryQuerySet:
        return self.exclude(attendance="")

    def newest_first(self) -> LessonEntryQuerySet:
        return self.order_by("-lesson__held_on", "-pk")

    def with_lesson(self) -> LessonEntryQuerySet:
        return self.select_related("lesson__group")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class LessonEntry(models.Model):
    """One square of the class book. `rev` counts its changes: who writes must have seen the last one.

    Who changed it, when, and what stood there before is kept by the database in the history of the row.
    """

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="entries", verbose_name=_("lesson"))
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="entries", verbose_name=_("pupil"))
    mark = models.PositiveSmallIntegerField(_("mark"), null=True, blank=True)
    attendance = models.CharField(_("attendance"), max_length=8, choices=Attendance, blank=True)
    rev = models.PositiveIntegerField(default=1, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = LessonEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("class book entry")
        verbose_name_plural = _("class book entries")
        constraints = [
            models.UniqueConstraint(fields=["lesson", "enrolment"], name="one_entry_per_lesson_and_pupil"),
            models.CheckConstraint(condition=Q(mark=None) | Q(mark__in=MARKS), name="mark_is_2_to_5"),
            models.CheckConstraint(
                condition=Q(attendance__in=["", *Attendance.values]), name="attendance_is_known"
            ),
            models.CheckConstraint(
                condition=Q(mark=None) | Q(attendance__in=CAME), name="mark_only_for_who_came"
            ),
        ]
        indexes = [models.Index(fields=["enrolment", "lesson"], name="entries_of_a_pupil")]
        triggers = [
            pgtrigger.ReadOnly(name="entry_keeps_its_square", fields=["lesson", "enrolment"]),
            keep_closed_book,
        ]

    def __str__(self) -> str:
        return str(self.cell)

    @property
    def cell(self) -> Cell:
        return Cell(self.mark, self.attendance)

    @property
    def time(self) -> str:
        return time_format(timezone.localtime(self.at), "H:i")

    def write(self, *, mark: int | None = None, attendance: str = "", rev: int, by: Any) -> LessonEntry:
        """Put a mark and an attendance in the square if it is still as the writer saw it (`rev`, 0 = empty).

        One conditional statement decides between two writers. Writing again what already stands there is
        no conflict, so that a request that was lost on its way back may be repeated.
        """
        wanted = Cell(mark, attendance)
        square = LessonEntry.objects.filter(lesson=self.lesson_id, enrolment=self.enrolment_id)
        values = {"mark": mark, "attendance": attendance, "by": by}
        with refused_by_database(self.lesson.held_on), transaction.atomic():
            if rev:
                seen = square.filter(rev=rev).exclude(mark=mark, attendance=attendance)
                seen.update(**values, rev=F("rev") + 1, at=Now())
            elif wanted != Cell():
                row = LessonEntry(lesson_id=self.lesson_id, enrolment_id=self.enrolment_id, **values)
                LessonEntry.objects.bulk_create([row], ignore_conflicts=True)
        stands = square.select_related("by__person").first() or LessonEntry(by=by, rev=0)
        if stands.cell != wanted:
            raise stands.conflict_with(wanted)
        return stands

    def conflict_with(self, mine: Cell) -> Refusal:
        empty = _now("empty")
        person = getattr(self.by, "person", None)
        words = {
            "user": person.short_name if person else self.by,
            "time": self.time,
            "mine": str(mine) or empty,
            "theirs": str(self) or empty,
        }
        message = _now(
            "This mark has changed. By: %(user)s, at %(time)s. Yours: %(mine)s, new: %(theirs)s. Choose one."
        )
        return Refusal(message % words, code="conflict", mine=str(mine), value=str(self), rev=self.rev)


@contextmanager
def refused_by_database(day: date) -> Iterator[None]:
    """Say in words what the triggers refuse: a term closed, or a pupil taken out, at this very moment."""
    try:
        yield
    except IntegrityError as error:
        constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if constraint not in REFUSED:
            raise
        message = REFUSED[constraint] % {"date": date_format(day, "j F")}
        raise Refusal(message, code="locked", field="held_on") from error


REFUSED = {
    "term_is_open": _("The term of %(date)s is closed. To change a mark, ask the head of the school."),
    "pupil_is_in_the_group": _("The pupil was not in the group on %(date)s."),
    "one_lesson_of_a_group_a_day": _("The class book already has a lesson on this day."),
}


def entries_of(child: Person) -> LessonEntryQuerySet:
    """All that was written about a child whom the asker has already been allowed to see."""
    return LessonEntry.objects.of(child)
