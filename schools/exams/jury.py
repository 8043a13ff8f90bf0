"""Who scores, and what was scored: written once, by a member, while the sitting is under way."""

from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from schools.exams.criteria import ExamCriterion
from schools.exams.seats import ExamSeat
from schools.exams.sessions import ExamSession

AS_LONG = """
    SELECT tstzrange(starts_at, ends_at) INTO NEW.span FROM schools_examsession WHERE id = NEW.session_id;
    RETURN NEW;
"""
NOT_SIGNED = """
    IF (SELECT state FROM schools_examsession WHERE id = {row}.session_id) = 'signed' THEN
        RAISE EXCEPTION 'the protocol is signed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN {row};
"""
BY_A_MEMBER = """
    PERFORM 1
       FROM schools_examsession session
       JOIN schools_examseat seat ON seat.session_id = session.id
       JOIN schools_jurymember member ON member.session_id = session.id
      WHERE seat.id = NEW.seat_id AND member.id = NEW.member_id
        AND session.state = 'open' AND member.signed_at IS NULL
        {more}
        FOR SHARE OF session;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'only a member of the jury, once, before signing' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""
NO_RELATIVE = """
        AND NOT seat.is_absent AND seat.round = NEW.round
        AND NOT EXISTS (SELECT FROM schools_juryabstention away
                         WHERE away.seat_id = seat.id AND away.member_id = member.id)
        AND NOT EXISTS (SELECT FROM cabinet_guardianship bond
                          JOIN cabinet_person person ON person.id = bond.guardian_id
                         WHERE bond.child_id = seat.child_id AND person.user_id = member.user_id)
"""
NO_SHEET_YET = """
        AND NOT EXISTS (SELECT FROM schools_jurysheet sheet
                         WHERE sheet.seat_id = seat.id AND sheet.member_id = member.id)
"""
OUT_OF_ITS_MOST = """
    PERFORM 1
       FROM schools_examcriterion criterion
       JOIN schools_jurysheet sheet ON sheet.id = NEW.sheet_id
       JOIN schools_examseat seat ON seat.id = sheet.seat_id
       JOIN schools_application application ON application.id = seat.application_id
      WHERE criterion.id = NEW.criterion_id AND NEW.points BETWEEN 0 AND criterion.most
        AND criterion.campaign_id = application.campaign_id AND criterion.direction = application.direction;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'points of a criterion of this exam' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


def once(name: str) -> pgtrigger.Trigger:
    """What a jury has written stays as it is."""
    return pgtrigger.Protect(name=f"{name}_stays", operation=pgtrigger.Delete | pgtrigger.Update)


class JuryMemberQuerySet(models.QuerySet["JuryMember"]):
    def with_names(self) -> "JuryMemberQuerySet":
        return self.select_related("user__person")


class JuryMember(models.Model):
    """One of the jury of a sitting."""

    session = models.ForeignKey(
        ExamSession, models.PROTECT, related_name="jury", verbose_name=_("exam sitting")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="jury_seats",
        verbose_name=_("member of the jury"),
    )
    is_chair = models.BooleanField(_("chairs the jury"), default=False)
    signed_at = models.DateTimeField(_("signed"), null=True, editable=False)
    span = DateTimeRangeField(null=True, editable=False)

    objects = JuryMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of the jury")
        verbose_name_plural = _("jury")
        ordering = ["-is_chair", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="one_seat_of_a_member"),
            models.UniqueConstraint(
                fields=["session"], condition=Q(is_chair=True), name="one_chair_of_a_jury"
            ),
            ExclusionConstraint(
                name="one_jury_of_a_member_at_a_time",
                expressions=[("user", RangeOperators.EQUAL), ("span", RangeOperators.OVERLAPS)],
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="as_long_as_the_sitting",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("session_id"),
                func=AS_LONG,
            ),
            pgtrigger.Trigger(
                name="jury_until_signed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=NOT_SIGNED.format(row="NEW"),
            ),
            pgtrigger.Trigger(
                name="jury_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=NOT_SIGNED.format(row="OLD"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        person = getattr(self.user, "person", None)
        return person.full_name if person else str(self.user)


class JuryAbstention(models.Model):
    """A member who does not score a child: a relative, an own pupil, or for a reason of their own."""

    seat = models.ForeignKey(ExamSeat, models.PROTECT, related_name="abstentions", verbose_name=_("seat"))
    member = models.ForeignKey(
        JuryMember, models.PROTECT, related_name="abstentions", verbose_name=_("member of the jury")
    )
    reason = models.CharField(_("reason"), max_length=200)
    given_at = models.DateTimeField(_("given"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("abstention from scoring")
        verbose_name_plural = _("abstentions from scoring")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["seat", "member"], name="a_member_abstains_once")]
        triggers = [
            pgtrigger.Trigger(
                name="abstains_before_scoring",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=BY_A_MEMBER.format(more=NO_SHEET_YET),
            ),
            once("abstention"),
        ]

    def __str__(self) -> str:
        return f"{self.seat}: {self.member}"


class JurySheet(models.Model):
    """What one member gave one child in one round: `points` is the sum of the marks, out of 100."""

    seat = models.ForeignKey(ExamSeat, models.PROTECT, related_name="sheets", verbose_name=_("seat"))
    member = models.ForeignKey(
        JuryMember, models.PROTECT, related_name="sheets", verbose_name=_("member of the jury")
    )
    round = models.PositiveSmallIntegerField(_("round of scores"), default=1)
    points = models.DecimalField(_("score"), max_digits=4, decimal_places=1)
    given_at = models.DateTimeField(_("given"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("score sheet")
        verbose_name_plural = _("score sheets")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["seat", "member", "round"], name="a_member_scores_once"),
            models.CheckConstraint(
                condition=Q(points__range=(Decimal(0), Decimal(100))), name="sheet_out_of_100"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="scored_by_a_member",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=BY_A_MEMBER.format(more=NO_RELATIVE),
            ),
            once("sheet"),
        ]

    def __str__(self) -> str:
        return f"{self.seat}: {self.member}"


class JuryMark(models.Model):
    """The points of one criterion on a sheet."""

    sheet = models.ForeignKey(JurySheet, models.PROTECT, related_name="marks", verbose_name=_("score sheet"))
    criterion = models.ForeignKey(
        ExamCriterion, models.PROTECT, related_name="+", verbose_name=_("exam criterion")
    )
    points = models.DecimalField(_("points"), max_digits=4, decimal_places=1)

    class Meta:
        verbose_name = _("mark of a criterion")
        verbose_name_plural = _("marks of criteria")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="a_criterion_is_marked_once")
        ]
        triggers = [
            pgtrigger.Trigger(
                name="within_its_most",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=OUT_OF_ITS_MOST,
            ),
            once("mark"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.points}"
