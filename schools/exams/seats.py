"""Which child sits where and when: one seat of an application, told to the family, changed with a trace."""

from datetime import datetime
from typing import Any

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, JSONObject
from django.utils.translation import gettext_lazy as _

from cabinet.models import Person
from eculture import journal, notices
from eculture.lifecycle import lock
from eculture.refusals import Refusal
from schools.admissions.applications import Application
from schools.admissions.campaigns import Campaign
from schools.exams.centres import ExamRoom
from schools.exams.sessions import ExamSession

BEGUN = _("The exam of this sitting has begun. It cannot be moved.")
AS_THE_SITTING = """
    SELECT tstzrange(session.starts_at, session.ends_at), application.child_id
      INTO NEW.span, NEW.child_id
      FROM schools_examsession session, schools_application application
     WHERE session.id = NEW.session_id AND application.id = NEW.application_id
       AND session.direction = application.direction AND NEW.number <= session.seats;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the sitting has no such seat for this child' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


class ExamSeatQuerySet(models.QuerySet["ExamSeat"]):
    def of_campaign(self, campaign: Campaign) -> "ExamSeatQuerySet":
        return self.filter(session__room__centre__campaign=campaign)

    def with_place(self) -> "ExamSeatQuerySet":
        return self.select_related("session__room__centre__institution")

    def tell(self, kind: str, key: Any) -> None:
        """A notice to the family of each seat, in a few statements; `key` tells one change from another."""
        told = self.annotate(
            to=F("application__guardian__user"),
            key=Concat("application__number", Value(":"), key, output_field=models.TextField()),
            context=JSONObject(child="application__child__name", number="application__number"),
        )
        notices.send_to_all(kind, told.exclude(application__guardian__user=None))


class ExamSeat(models.Model):
    """A child's seat in a sitting. The database copies the time and the child, and refuses two at a time."""

    session = models.ForeignKey(
        ExamSession, models.PROTECT, related_name="taken", verbose_name=_("exam sitting")
    )
    application = models.ForeignKey(
        Application, models.CASCADE, related_name="exam_seats", verbose_name=_("application")
    )
    number = models.PositiveSmallIntegerField(_("seat"))
    is_absent = models.BooleanField(_("did not come"), default=False, editable=False)
    round = models.PositiveSmallIntegerField(_("round of scores"), default=1, editable=False)
    child = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False)
    span = DateTimeRangeField(editable=False)

    objects = ExamSeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat at an exam")
        verbose_name_plural = _("seats at an exam")
        ordering = ["session", "number"]
        constraints = [
            models.UniqueConstraint(fields=["application"], name="one_seat_of_an_application"),
            models.UniqueConstraint(fields=["session", "number"], name="a_seat_is_taken_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="seats_begin_at_1"),
            ExclusionConstraint(
                name="one_exam_of_a_child_at_a_time",
                expressions=[("child", RangeOperators.EQUAL), ("span", RangeOperators.OVERLAPS)],
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="as_the_sitting",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("session_id", "application_id", "number"),
                func=AS_THE_SITTING,
            )
        ]

    def __str__(self) -> str:
        return f"{self.session}: {self.number}"

    def refusal_to_move(self, session: ExamSession) -> Refusal | None:
        if self.session.state != "planned" or session.state != "planned":
            return Refusal(BEGUN, code="begun")
        if session.direction != self.application.direction:
            return Refusal(_("The sitting is for another direction."), code="direction")
        if session.taken.count() >= session.seats:
            return Refusal(_("This sitting is full."), code="full")
        return None

    def move_to(self, session: ExamSession, *, by: Any) -> None:
        """The first free seat of another sitting; the family is told."""
        with transaction.atomic():
            lock(session)
            lock(self)
            refusal = self.refusal_to_move(session)
            if refusal:
                raise refusal
            before = self.session_id
            taken = set(session.taken.values_list("number", flat=True))
            self.session = session
            self.number = next(one for one in range(1, session.seats + 1) if one not in taken)
            try:
                with transaction.atomic():
                    self.save(update_fields=["session", "number"])
            except IntegrityError as error:
                raise Refusal(_("The child has another exam at that time."), code="busy") from error
            change = {"before": {"sitting": before}, "after": {"sitting": session.pk}}
            journal.record("move_seat", on=self.application, by=by, **change)
            rows = ExamSeat.objects.filter(pk=self.pk)
            rows.tell("exam-moved", Value(f"{session.pk}:{session.starts_at.isoformat()}"))


def refusal_to_reschedule(
    session: ExamSession, *, room: ExamRoom, starts_at: datetime, ends_at: datetime
) -> Refusal | None:
    if session.state != "planned":
        return Refusal(BEGUN, code="begun")
    if ends_at <= starts_at:
        return Refusal(_("The sitting must end after it begins."), code="order", field="ends_at")
    if room.centre_id != session.room.centre_id:
        return Refusal(_("A sitting stays in its centre."), code="centre", field="room")
    if room.seats < session.seats:
        return Refusal(_("The room has fewer seats than the sitting."), code="room", field="room")
    return None


def reschedule(
    session: ExamSession, *, room: ExamRoom, starts_at: datetime, ends_at: datetime, by: Any
) -> None:
    """Another room or time; the seats follow, and each family is told once for each change."""
    with transaction.atomic():
        lock(session)
        refusal = refusal_to_reschedule(session, room=room, starts_at=starts_at, ends_at=ends_at)
        if refusal:
            raise refusal
        before = {"room": session.room_id, "starts_at": session.starts_at}
        session.room, session.starts_at, session.ends_at = room, starts_at, ends_at
        try:
            with transaction.atomic():
                session.save(update_fields=["room", "starts_at", "ends_at"])
        except IntegrityError as error:
            message = _(
                "At that time the room is taken, or a child or a member of the jury has another exam."
            )
            raise Refusal(message, code="taken", field="starts_at") from error
        after = {"room": room.pk, "starts_at": starts_at}
        journal.record("reschedule", on=session, by=by, before=before, after=after)
        session.taken.all().tell("exam-moved", Value(f"{room.pk}:{starts_at.isoformat()}"))
