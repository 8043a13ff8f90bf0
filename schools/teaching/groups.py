from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eculture import journal
from eculture.accounts import User
from eculture.azerbaijani import AzKey
from eculture.refusals import Refusal
from registry.mandates import Mandate
from schools.org.models import School
from schools.study.models import Enrolment
from schools.teaching.marks import Cell
from schools.teaching.terms import Term, this_year

OVERSEERS = ("head", "regional-officer", "ministry-officer", "auditor")


class StudyGroupQuerySet(models.QuerySet["StudyGroup"]):
    def visible_to(self, user: Any) -> StudyGroupQuerySet:
        """A teacher sees his own groups, a head those of her school, the ministry all."""
        if not user.has_perm("schools.view_studygroup"):
            return self.none()
        return self.taught_by(user) | self.filter(school__in=School.objects.run_by(user, *OVERSEERS))

    def editable_by(self, user: Any) -> StudyGroupQuerySet:
        if not user.has_perm("schools.change_studygroup"):
            return self.none()
        return self.filter(school__in=School.objects.run_by(user, "head"))

    def taught_by(self, user: Any) -> StudyGroupQuerySet:
        """A teacher keeps his groups only as long as he works at the school."""
        return self.filter(teacher=user.pk, school__in=School.objects.run_by(user, "teacher"))

    def marked_by(self, user: Any) -> StudyGroupQuerySet:
        """Groups in whose class book this user may write."""
        if not user.has_perm("schools.change_lessonentry"):
            return self.none()
        return self.taught_by(user) | self.filter(school__in=School.objects.run_by(user, "head"))

    def with_right_to_mark(self, user: Any) -> StudyGroupQuerySet:
        """Annotate `may_write`: whether this user may write in the class book."""
        marked = StudyGroup.objects.marked_by(user).filter(pk=OuterRef("pk"))
        return self.annotate(may_write=Exists(marked))

    def of_year(self, year: int) -> StudyGroupQuerySet:
        return self.filter(year=year)

    def with_names(self) -> StudyGroupQuerySet:
        return self.select_related("school__institution", "teacher__person")

    def with_size(self) -> StudyGroupQuerySet:
        return self.annotate(size=Count("memberships", Q(memberships__until=None)))

    def in_order(self) -> StudyGroupQuerySet:
        return self.order_by(AzKey("subject"), AzKey("name"), "pk")


@pghistory.track()
class StudyGroup(models.Model):
    """Pupils who learn one subject together with one teacher during an academic year."""

    school = models.ForeignKey(School, models.PROTECT, related_name="groups", verbose_name=_("school"))
    subject = models.CharField(_("subject"), max_length=80)
    name = models.CharField(_("name of the group"), max_length=40)
    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="groups_taught", verbose_name=_("teacher")
    )
    year = models.PositiveSmallIntegerField(_("academic year"), default=this_year)
    pupils = models.ManyToManyField(Enrolment, through="GroupMembership", related_name="groups")

    objects = StudyGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        constraints = [
            models.UniqueConstraint(
                fields=["school", "year", "subject", "name"],
                name="group_named_once_a_year",
                violation_error_message=_(
                    "The school already has a group of this subject and name this year."
                ),
            )
        ]
        # Marks belong to the terms of the school: a group that moved would slip out of closed ones.
        triggers = [pgtrigger.ReadOnly(name="group_stays_at_its_school", fields=["school"])]

    def __str__(self) -> str:
        return f"{self.subject}, {self.name}"

    @property
    def years(self) -> str:
        return f"{self.year}/{self.year + 1}"

    @property
    def teacher_name(self) -> str:
        person = getattr(self.teacher, "person", None)
        return person.full_name if person else str(self.teacher)

    @property
    def percent_recorded(self) -> int | None:
        """Of a group with its completeness; before the first lesson there is no share, not 0."""
        return 100 * self.recorded // self.expected if self.expected else None

    def terms(self) -> models.QuerySet[Term]:
        return Term.objects.filter(school=self.school_id, year=self.year).order_by("starts_on")

    def written(self, **wish: Any) -> models.QuerySet[Any]:
        """The squares of the class book as plain rows: pupil, lesson, mark, attendance, revision."""
        names = ("entries__enrolment", "pk", "entries__mark", "entries__attendance", "entries__rev")
        return self.lessons.filter(entries__isnull=False, **wish).values_list(*names)

    def cells(self, term: Term | None, pupils: set[int]) -> dict[int, list[Cell]]:
        """The squares of a term (of the year, if there is no term) of some pupils."""
        days = (term.starts_on, term.ends_on) if term else (date.min, date.max)
        cells: dict[int, list[Cell]] = {pupil: [] for pupil in pupils}
        rows = self.written(entries__enrolment__in=pupils, held_on__range=days)
        for pupil, _lesson, mark, attendance, _rev in rows:
            cells[pupil].append(Cell(mark, attendance))
        return cells

    @classmethod
    def open(
        cls, *, school: School, subject: str, name: str, teacher: Any, pupils: Any, by: Any
    ) -> StudyGroup:
        """Set up a group with its teacher and its first pupils, all or nothing."""
        if teacher not in teachers_of(school):
            raise Refusal(
                _now("This person does not teach at the school."), code="not_a_teacher", field="teacher"
            )
        with named_once(), transaction.atomic():
            group = cls.objects.create(school=school, subject=subject, name=name, teacher=teacher)
            journal.record("open_group", on=group, by=by, after={"teacher": teacher, "title": str(group)})
            group.add_all(pupils, by=by)
        return group

    def add_all(self, enrolments: Any, *, by: Any) -> None:
        with transaction.atomic():
            for enrolment in enrolments:
                self.add(enrolment, by=by)

    def refusal_to_add(self, enrolment: Enrolment) -> Refusal | None:
        if enrolment.school_id != self.school_id or enrolment.ended_on:
            message = _now("%(pupil)s does not study at this school now.")
            return Refusal(message % {"pupil": enrolment.person}, code="not_a_pupil", field="pupils")
        return None

    def add(self, enrolment: Enrolment, *, by: Any, since: date | None = None) -> GroupMembership:
        """Let a pupil of the school join from a day on; a pupil who is in the group stays in it."""
        refusal = self.refusal_to_add(enrolment)
        if refusal:
            raise refusal
        with transaction.atomic():
            StudyGroup.objects.select_for_update(of=("self",)).get(pk=self.pk)
            days = {"since": since or timezone.localdate()}
            membership, is_new = self.memberships.get_or_create(
                enrolment=enrolment, until=None, defaults=days
            )
            if is_new:
                journal.record("join_group", on=self, by=by, after={"enrolment": enrolment, **days})
        return membership


@contextmanager
def named_once() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        if "group_named_once_a_year" not in str(error):
            raise
        message = _now("The school already has a group of this subject and name this year.")
        raise Refusal(message, code="twice", field="name") from error


def teachers_of(school: School) -> models.QuerySet[User]:
    held = Mandate.objects.live().filter(role="teacher", institution=school.institution_id)
    return (
        User.objects.filter(pk__in=held.values("user"), is_active=True)
        .select_related("person")
        .order_by("pk")
    )


class GroupMembershipQuerySet(models.QuerySet["GroupMembership"]):
    def visible_to(self, user: Any) -> GroupMembershipQuerySet:
        return self.filter(group__in=StudyGroup.objects.visible_to(user))

    def editable_by(self, user: Any) -> GroupMembershipQuerySet:
        return self.filter(group__in=StudyGroup.objects.editable_by(user))

    def live(self) -> GroupMembershipQuerySet:
        return self.filter(until=None)

    def during(self, first: date, last: date) -> GroupMembershipQuerySet:
        """Everybody who belonged to the group on some of these days."""
        return self.filter(Q(until=None) | Q(until__gt=first), since__lte=last)

    def in_order(self) -> GroupMembershipQuerySet:
        names = (AzKey("enrolment__person__surname"), AzKey("enrolment__person__name"), "enrolment")
        return self.select_related("enrolment__person").order_by(*names)


@pghistory.track()
class GroupMembership(models.Model):
    """A pupil in a group, from a day on and, after leaving, up to a day."""

    group = models.ForeignKey(StudyGroup, models.PROTECT, related_name="memberships", verbose_name=_("group"))
    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, related_name="memberships", verbose_name=_("pupil")
    )
    since = models.DateField(_("since"), default=timezone.localdate)
    until = models.DateField(
        pgettext_lazy("member of a group", "until"),
        null=True,
        blank=True,
        help_text=_("The first day outside the group."),
    )

    objects = GroupMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of a group")
        verbose_name_plural = _("members of groups")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "enrolment"], condition=Q(until=None), name="pupil_once_in_a_group"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="membership_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} · {self.group}"

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)

    def end(self, *, by: Any) -> None:
        """Take the pupil out from tomorrow on; what was marked stays."""
        with transaction.atomic():
            left_on = max(self.since, timezone.localdate() + timezone.timedelta(days=1))
            ended = GroupMembership.objects.filter(pk=self.pk, until=None).update(until=left_on)
            if ended:
                journal.record(
                    "leave_group",
                    on=self.group,
                    by=by,
                    after={"enrolment": self.enrolment_id, "until": left_on},
                )
        self.until = left_on
