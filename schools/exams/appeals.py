"""A family that does not agree with a score: asked once, decided by two of the region's commission."""

from decimal import Decimal
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eculture import journal
from eculture.lifecycle import STAYS, Lifecycle, Move, lock, move
from eculture.refusals import Refusal
from registry.mandates import mandates_for, reaches_the_country
from registry.models import Unit
from schools.admissions.applications import Application
from schools.admissions.campaigns import PERCENT, Campaign
from schools.exams.jury import JurySheet

DECIDE, LOOK = "schools.decide_appeal", "schools.view_appeal"
OPEN = ("filed", "proposed")
BY_OTHERS = """
    IF EXISTS (SELECT FROM schools_jurysheet sheet
                 JOIN schools_jurymember member ON member.id = sheet.member_id
                 JOIN schools_examseat seat ON seat.id = sheet.seat_id
                WHERE seat.application_id = NEW.application_id
                  AND member.user_id IN (NEW.proposed_by_id, NEW.decided_by_id)) THEN
        RAISE EXCEPTION 'who scored a child does not decide its appeal' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""
WORDS = "'{reason,grounds}'::text[]"  # they may go when the person is forgotten; the decision stays
DECIDED_STAYS = (
    "OLD.state NOT IN ('filed', 'proposed') AND"
    f" (to_jsonb(OLD) - {WORDS} IS DISTINCT FROM to_jsonb(NEW) - {WORDS}"
    " OR NEW.reason NOT IN ('', OLD.reason) OR NEW.grounds NOT IN ('', OLD.grounds))"
    " OR OLD.application_id <> NEW.application_id OR OLD.points_before <> NEW.points_before"
)


class AppealQuerySet(models.QuerySet["Appeal"]):
    def visible_to(self, user: Any) -> "AppealQuerySet":
        """Of the whole country for the ministry; a commission reads those of its region."""
        if not user.has_perm(LOOK):
            return self.none()
        if reaches_the_country(user, LOOK):
            return self
        return self.filter(region__in=[one.region_id for one in mandates_for(user, LOOK)])

    def editable_by(self, user: Any) -> "AppealQuerySet":
        """Those that the user's commission decides."""
        if not user.has_perm(DECIDE):
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(region__in=[one.region_id for one in mandates_for(user, DECIDE)])

    def live(self) -> "AppealQuerySet":
        return self.exclude(state="withdrawn")

    def waiting(self) -> "AppealQuerySet":
        return self.filter(state__in=OPEN)

    def with_names(self) -> "AppealQuerySet":
        return self.select_related(
            "application__campaign",
            "application__child",
            "region",
            "proposed_by__person",
            "decided_by__person",
        )


class Appeal(Lifecycle):
    """The wish that a commission look at a score again."""

    STATES = {
        "filed": pgettext_lazy("appeal", "being considered"),
        "proposed": pgettext_lazy("appeal", "waits for a second member"),
        "upheld": pgettext_lazy("appeal", "score changed"),
        "rejected": pgettext_lazy("appeal", "score stays"),
        "withdrawn": pgettext_lazy("appeal", "withdrawn"),
    }
    TONES = {
        "filed": "work",
        "proposed": "work",
        "upheld": "done",
        "rejected": "closed",
        "withdrawn": "closed",
    }
    MOVES = {
        "propose": Move(("filed",), "proposed"),
        "send_back": Move(("proposed",), "filed", needs_reason=True),
        "confirm": Move(("proposed",), STAYS),
        "withdraw": Move(("filed", "proposed"), "withdrawn"),
    }
    DEEDS = {
        "file": pgettext_lazy("deed", "Appeal sent"),
        "propose": pgettext_lazy("deed", "Decision on the appeal proposed"),
        "send_back": pgettext_lazy("deed", "Proposal sent back"),
        "confirm": pgettext_lazy("deed", "Decision on the appeal confirmed"),
        "withdraw": pgettext_lazy("deed", "Appeal withdrawn"),
    }
    journaled = ("proposed_points",)

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="appeals", verbose_name=_("application")
    )
    region = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("economic region"))
    reason = models.TextField(_("reason"), max_length=2000)
    state = models.CharField(_("state"), max_length=16, choices=STATES, default="filed", editable=False)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sent by")
    )
    filed_at = models.DateTimeField(_("sent"), db_default=Now(), editable=False)
    points_before = models.DecimalField(_("score before"), max_digits=4, decimal_places=1, validators=PERCENT)
    proposed_points = models.DecimalField(
        _("score after"), max_digits=4, decimal_places=1, null=True, validators=PERCENT
    )
    grounds = models.TextField(_("grounds"), max_length=2000, blank=True, default="")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("proposed by")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal against a score")
        verbose_name_plural = _("appeals against scores")
        ordering = ["filed_at", "pk"]
        permissions = [("decide_appeal", _("Can decide appeals against scores"))]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=~Q(state="withdrawn"), name="one_appeal_of_an_application"
            ),
            models.CheckConstraint(
                condition=Q(points_before__range=(0, 100))
                & (Q(proposed_points=None) | Q(proposed_points__range=(0, 100))),
                name="appeal_about_0_to_100",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["upheld", "rejected"])
                | Q(proposed_by__isnull=False, decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(decided_by=F("proposed_by")),
                name="an_appeal_is_decided_by_two",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="appeal_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="decided_appeal_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(DECIDED_STAYS),
            ),
            pgtrigger.Trigger(
                name="decided_by_others_than_the_jury",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=BY_OTHERS,
            ),
        ]

    def __str__(self) -> str:
        return self.application.number

    @property
    def tone(self) -> str:
        return self.TONES[self.state]

    @property
    def is_decided(self) -> bool:
        return self.state in ("upheld", "rejected")

    @property
    def changes_score(self) -> bool:
        return self.proposed_points is not None and self.proposed_points != self.points_before

    def refusal_of(self, by: Any, verb: str) -> Refusal | None:
        if verb not in ("propose", "confirm", "send_back"):
            return None
        scored = JurySheet.objects.filter(seat__application=self.application, member__user=by)
        if scored.exists():
            return Refusal(_("You scored this child. Others of the commission decide."), code="examiner")
        if verb == "confirm" and by.pk == self.proposed_by_id:
            return Refusal(_("You proposed this decision. Another member confirms it."), code="own")
        return None

    def refusal_to_propose(self, *, points: Decimal, grounds: str) -> Refusal | None:
        if not 0 <= points <= 100:
            return Refusal(_("A score is a number from 0 to 100."), code="points", field="points")
        if not grounds.strip():
            return Refusal(
                _("Write the grounds. The family will read them."), code="grounds", field="grounds"
            )
        return None

    @move
    def propose(self, *, points: Decimal, grounds: str, by: Any) -> None:
        """One member says what the score should be; the same score rejects the appeal."""
        self.proposed_points, self.grounds, self.proposed_by = points, grounds.strip(), by

    @move
    def send_back(self, *, by: Any) -> None:
        """Another member does not agree; the proposal is made anew."""

    def refusal_to_confirm(self) -> Refusal | None:
        if not self.changes_score:
            return None
        return self.application.refusal_to("examine", points=self.proposed_points, is_signed=True)

    @move
    def confirm(self, *, by: Any) -> None:
        """A second member agrees: the score changes with all that hangs on it, and the family is told."""
        self.decided_by, self.decided_at = by, timezone.now()
        self.state = "upheld" if self.changes_score else "rejected"
        if self.changes_score:
            self.application.examine(points=self.proposed_points, is_signed=True, by=by)
        self.application.tell("appeal-decided", key=str(self.pk))

    @move
    def withdraw(self, *, by: Any) -> None:
        """The family leaves the score as it is."""


def refusal_to_file(application: Application) -> Refusal | None:
    campaign: Campaign = application.campaign
    if application.points is None or application.state not in ("examined", "choosing"):
        return Refusal(_("There is no score yet against which to appeal."), code="no_score")
    return campaign.refusal_by_date("appeals")


def region_of(application: Application) -> Unit | None:
    """The region whose commission decides: that of the exam centre; None where the family has to say."""
    centre = application.exam_centre
    return centre.institution.registered_unit.region if centre else None


def file(application: Application, *, reason: str, region: Unit | None, by: Any) -> Appeal:
    """Ask for another look at the score. Raises Refusal outside the dates and for a second appeal."""
    with transaction.atomic():
        lock(application)
        refusal = refusal_to_file(application)
        at = region_of(application) or region
        if refusal is None and not reason.strip():
            refusal = Refusal(_("Write why you do not agree."), code="no_reason", field="reason")
        if refusal is None and at is None:
            refusal = Refusal(_("Choose the region."), code="no_region", field="region")
        if refusal:
            raise refusal
        facts = {"region": at, "reason": reason.strip(), "points_before": application.points, "filed_by": by}
        try:
            with transaction.atomic():
                appeal = Appeal.objects.create(application=application, **facts)
        except IntegrityError as error:
            message = _("An appeal for this application has been sent already.")
            raise Refusal(message, code="filed") from error
        application.tell("appeal-filed", key=str(appeal.pk))
        journal.record("file", on=appeal, by=by, after={"points": application.points})
    return appeal
