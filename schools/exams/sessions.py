from datetime import date, datetime, time, timedelta
from typing import Any

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models, transaction
from django.db.models import Case, Count, F, Func, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eculture import journal
from eculture.lifecycle import Lifecycle, Move, move
from eculture.refusals import Refusal
from eculture.templatetags.words import azmoment
from registry.mandates import institutions_of, reaches_the_country
from schools.admissions.campaigns import Campaign
from schools.exams.centres import ExamRoom
from schools.org.models import Direction

MOST_DAYS, MOST_SESSIONS = 31, 2_000
SEATS_FOLLOW = """
    IF (OLD.starts_at, OLD.ends_at) IS DISTINCT FROM (NEW.starts_at, NEW.ends_at) THEN
        UPDATE schools_examseat SET span = tstzrange(NEW.starts_at, NEW.ends_at) WHERE session_id = NEW.id;
        UPDATE schools_jurymember SET span = tstzrange(NEW.starts_at, NEW.ends_at) WHERE session_id = NEW.id;
    END IF;
    RETURN NULL;
"""
SAME_DIRECTION = "OLD.direction <> NEW.direction OR NEW.seats < OLD.seats"


class ExamSessionQuerySet(models.QuerySet["ExamSession"]):
    def visible_to(self, user: Any) -> "ExamSessionQuerySet":
        """All for the ministry; a regional office sees what is held in its region."""
        if not user.has_perm("schools.view_examsession"):
            return self.none()
        if reaches_the_country(user, "schools.view_examsession"):
            return self
        return self.filter(room__centre__institution__in=institutions_of(user, "regional-officer"))

    def editable_by(self, user: Any) -> "ExamSessionQuerySet":
        return self if user.has_perm("schools.change_examsession") else self.none()

    def judged_by(self, user: Any) -> "ExamSessionQuerySet":
        """Where the user is one of the jury, as long as the mandate of an examiner lasts."""
        return self.filter(jury__user=user) if user.has_perm("schools.judge_exams") else self.none()

    def of_campaign(self, campaign: Campaign) -> "ExamSessionQuerySet":
        return self.filter(room__centre__campaign=campaign)

    def with_names(self) -> "ExamSessionQuerySet":
        return self.select_related("room__centre__institution", "room__centre__campaign")

    def with_seated(self) -> "ExamSessionQuerySet":
        """Annotate `seated`: children who have a seat."""
        return self.annotate(seated=Count("taken"))

    def with_open_first(self) -> "ExamSessionQuerySet":
        """What is not signed yet comes first, then the latest."""
        is_signed = Case(When(state="signed", then=1), default=0)
        return self.order_by(is_signed, "starts_at", "pk")

    def in_order(self) -> "ExamSessionQuerySet":
        return self.order_by("starts_at", "room", "pk")


class Span(Func):
    """From the first moment to the last, which does not belong to it."""

    function = "tstzrange"


class ExamSession(Lifecycle):
    """One sitting of an exam: a room, a direction, a time, so many seats, and its jury."""

    MOVES = {
        "begin": Move(("planned",), "open"),
        "close": Move(("open",), "signed"),
    }
    STATES = {
        "planned": pgettext_lazy("exam", "planned"),
        "open": pgettext_lazy("exam", "under way"),
        "signed": pgettext_lazy("exam", "protocol signed"),
    }
    TONES = {"planned": "wait", "open": "work", "signed": "done"}
    DEEDS = {
        "reschedule": pgettext_lazy("deed", "Sitting moved"),
        "appoint": pgettext_lazy("deed", "Jury changed"),
        "begin": pgettext_lazy("deed", "Exam begun"),
        "mark_absent": pgettext_lazy("deed", "Absence noted"),
        "abstain": pgettext_lazy("deed", "A member does not score a child"),
        "score": pgettext_lazy("deed", "Score sheet given"),
        "ask_again": pgettext_lazy("deed", "Scores asked for again"),
        "sign": pgettext_lazy("deed", "Protocol signed by a member"),
        "close": pgettext_lazy("deed", "Protocol signed by all"),
    }

    room = models.ForeignKey(ExamRoom, models.PROTECT, related_name="sessions", verbose_name=_("exam room"))
    direction = models.CharField(_("direction"), max_length=8, choices=Direction)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    seats = models.PositiveSmallIntegerField(_("seats"))
    state = models.CharField(_("state"), max_length=16, choices=STATES, default="planned", editable=False)

    objects = ExamSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exam sitting")
        verbose_name_plural = _("exam sittings")
        ordering = ["starts_at", "room"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="a_sitting_ends_after_it_begins",
                violation_error_message=_("The sitting must end after it begins."),
            ),
            models.CheckConstraint(condition=Q(seats__range=(1, 500)), name="a_sitting_has_seats"),
            ExclusionConstraint(
                name="one_sitting_in_a_room_at_a_time",
                expressions=[
                    ("room", RangeOperators.EQUAL),
                    (Span("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Another sitting is in this room at that time."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="seats_follow_their_sitting",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("starts_at", "ends_at"),
                func=SEATS_FOLLOW,
            ),
            pgtrigger.Protect(
                name="sitting_stays_of_its_kind",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(SAME_DIRECTION),
            ),
        ]

    def __str__(self) -> str:
        return f"{azmoment(self.starts_at, 'short')}, {self.room}"

    @property
    def tone(self) -> str:
        return self.TONES[self.state]

    @property
    def campaign(self) -> Campaign:
        return self.room.centre.campaign

    @move
    def begin(self, *, by: Any) -> None:
        """From now on the jury may score; the sitting and its seats stay as they are."""

    @move
    def close(self, *, by: Any) -> None:
        """All members have signed: the scores are final, except for an appeal."""


def plan(
    *, campaign: Campaign, centre: Any, direction: str, first_day: date, last_day: date,
    begins: time, ends: time, minutes: int, seats: int, by: Any,
) -> int:  # fmt: skip
    """Sittings one after another in every room of a centre on each day; what is there already stays.

    Answers how many are new. `seats` is the most for one sitting; a smaller room takes fewer.
    """
    refusal = refusal_to_plan(campaign, centre, direction, first_day, last_day, begins, ends, minutes)
    if refusal:
        raise refusal
    starts = list(_starts(first_day, last_day, begins, ends, minutes))
    length = timedelta(minutes=minutes)
    rows = [
        ExamSession(
            room=room,
            direction=direction,
            starts_at=moment,
            ends_at=moment + length,
            seats=min(seats, room.seats),
        )
        for room in centre.rooms.in_order()
        for moment in starts
    ]
    if len(rows) > MOST_SESSIONS:
        message = _("These are %(count)s sittings. Plan at most %(most)s at a time.")
        raise Refusal(
            message % {"count": len(rows), "most": MOST_SESSIONS}, code="too_many", field="last_day"
        )
    with transaction.atomic():
        before = ExamSession.objects.of_campaign(campaign).count()
        ExamSession.objects.bulk_create(rows, ignore_conflicts=True)
        made = ExamSession.objects.of_campaign(campaign).count() - before
        after = {"centre": centre.pk, "direction": direction, "sittings": made}
        journal.record("plan", on=campaign, by=by, after=after)
    return made


def refusal_to_plan(
    campaign: Campaign,
    centre: Any,
    direction: str,
    first_day: date,
    last_day: date,
    begins: time,
    ends: time,
    minutes: int,
) -> Refusal | None:
    if direction not in centre.directions:
        return Refusal(
            _("This direction is not examined at this centre."), code="direction", field="direction"
        )
    if last_day < first_day or (last_day - first_day).days >= MOST_DAYS:
        message = _("Write from 1 to %(most)s days, the first one first.") % {"most": MOST_DAYS}
        return Refusal(message, code="days", field="last_day")
    if not any(_starts(first_day, first_day, begins, ends, minutes)):
        return Refusal(_("No sitting fits between these hours."), code="hours", field="ends")
    stage = campaign.stage("exams")
    if (
        stage is None
        or first_day < timezone.localdate(stage.opens_at)
        or last_day > timezone.localdate(stage.closes_at)
    ):
        return Refusal(
            _("Exams are held within the dates of the campaign."), code="outside", field="first_day"
        )
    if not centre.rooms.exists():
        return Refusal(_("The centre has no rooms yet."), code="no_rooms", field="centre")
    return None


def _starts(first_day: date, last_day: date, begins: time, ends: time, minutes: int) -> Any:
    for number in range((last_day - first_day).days + 1):
        day = first_day + timedelta(days=number)
        moment = timezone.make_aware(datetime.combine(day, begins))
        end = timezone.make_aware(datetime.combine(day, ends))
        while moment + timedelta(minutes=minutes) <= end:
            yield moment
            moment += timedelta(minutes=minutes)
