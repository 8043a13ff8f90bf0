"""Children whom the law puts first among equal scores: the groups of a campaign, and who claims to be of one.

A group parts equal scores only, where the order of equal scores names "priority"; it never lifts a lower
score over a higher one. A claim counts when the office has confirmed it by the paper.
"""

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cabinet.people.desk import not_for_oneself
from eculture import journal
from eculture.lifecycle import Lifecycle, Move, lock, move
from eculture.refusals import Refusal
from registry.mandates import institutions_of, reaches_the_country
from schools.admissions.triggers import FROZEN

LOOK, DECIDE = "schools.view_priorityclaim", "schools.decide_priorityclaim"
LAST = 10_000  # behind every group
DECIDABLE = ("registration", "exams", "results", "appeals", "choice", "placement")


class PriorityGroup(models.Model):
    """Whom the law puts first among equal scores, and which law."""

    campaign = models.ForeignKey(
        "schools.Campaign",
        models.CASCADE,
        related_name="priority_groups",
        verbose_name=_("admissions campaign"),
    )
    name = models.CharField(_("group"), max_length=120)
    legal_basis = models.CharField(_("legal basis"), max_length=300)
    rank = models.PositiveSmallIntegerField(_("order"), default=1, help_text=_("The smaller goes first."))

    class Meta:
        verbose_name = _("priority group")
        verbose_name_plural = _("priority groups")
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "rank"], name="priority_groups_are_in_a_row"),
            models.CheckConstraint(
                condition=Q(rank__range=(1, 99)),
                name="priority_groups_have_an_order",
                violation_error_message=_("Write from 1 to 99."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="priorities_are_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=FROZEN.format(row="NEW"),
            ),
            pgtrigger.Trigger(
                name="priorities_are_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=FROZEN.format(row="OLD"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PriorityClaimQuerySet(models.QuerySet["PriorityClaim"]):
    def visible_to(self, user: Any) -> "PriorityClaimQuerySet":
        """Of the country for the ministry; an office reads those examined in its region."""
        if not user.has_perm(LOOK):
            return self.none()
        if reaches_the_country(user, LOOK):
            return self
        return self.filter(
            application__exam_centre__institution__in=institutions_of(user, "regional-officer")
        )

    def editable_by(self, user: Any) -> "PriorityClaimQuerySet":
        return self.visible_to(user) if user.has_perm(DECIDE) else self.none()

    def sent(self) -> "PriorityClaimQuerySet":
        """With an application that is neither a draft nor withdrawn."""
        return self.exclude(application__state__in=["draft", "withdrawn"])

    def waiting(self) -> "PriorityClaimQuerySet":
        return self.sent().filter(state="claimed")

    def with_names(self) -> "PriorityClaimQuerySet":
        return self.select_related(
            "application__campaign", "application__child", "group", "decided_by__person"
        )


class PriorityClaim(Lifecycle):
    """A family says that its child is of a group; an office looks at the paper."""

    STATES = {
        "claimed": pgettext_lazy("priority", "being checked"),
        "confirmed": pgettext_lazy("priority", "confirmed"),
        "rejected": pgettext_lazy("priority", "not confirmed"),
    }
    TONES = {"claimed": "work", "confirmed": "done", "rejected": "closed"}
    MOVES = {
        "confirm": Move(("claimed", "rejected"), "confirmed"),
        "reject": Move(("claimed", "confirmed"), "rejected", needs_reason=True),
    }
    DEEDS = {
        "confirm": pgettext_lazy("deed", "Priority confirmed"),
        "reject": pgettext_lazy("deed", "Priority not confirmed"),
    }

    application = models.OneToOneField(
        "schools.Application", models.PROTECT, related_name="priority", verbose_name=_("application")
    )
    group = models.ForeignKey(PriorityGroup, models.PROTECT, related_name="claims", verbose_name=_("group"))
    state = models.CharField(_("state"), max_length=16, choices=STATES, default="claimed", editable=False)
    grounds = models.CharField(_("grounds"), max_length=300, blank=True, default="", editable=False)
    claimed_at = models.DateTimeField(_("claimed"), db_default=Now(), editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)

    objects = PriorityClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim of priority")
        verbose_name_plural = _("claims of priority")
        ordering = ["claimed_at", "pk"]
        permissions = [("decide_priorityclaim", _("Can decide claims of priority"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="claimed") | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="a_priority_is_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application.number}: {self.group}"

    @property
    def tone(self) -> str:
        return self.TONES[self.state]

    def refusal_of(self, by: Any, verb: str) -> Refusal | None:
        """Nobody decides for the own family, and nobody after the places are given."""
        try:
            not_for_oneself(by, self.application.child)
        except Refusal as refusal:
            return refusal
        campaign = self.application.campaign
        if campaign.state in DECIDABLE and not campaign.runs.published().exists():
            return None
        return Refusal(_("The placement has been published. The priority cannot change."), code="published")

    @move
    def confirm(self, *, by: Any) -> None:
        """From now on the child goes first among equal scores."""
        self.grounds = ""
        self._decided(by)

    @move
    def reject(self, *, reason: str = "", by: Any) -> None:
        """The child is placed by its score alone."""
        self.grounds = reason.strip()[:300]
        self._decided(by)

    def _decided(self, by: Any) -> None:
        self.decided_by, self.decided_at = by, timezone.now()
        self.application.tell("priority-decided", key=f"{self.pk}:{self.decided_at.isoformat()}")


def rank_of(application: Any) -> int:
    """The place of a child among equal scores by its confirmed group; behind all groups without one."""
    claim = getattr(application, "priority", None)
    return claim.group.rank if claim and claim.state == "confirmed" else LAST


def claim(application: Any, *, group: PriorityGroup | None, by: Any) -> None:
    """Say, or no longer say, that the child is of a group; the same again changes nothing.

    Raises Refusal outside registration and for a group of another campaign.
    """
    with transaction.atomic():
        lock(application)
        refusal = application.campaign.refusal_by_date("registration") or refusal_to_claim(application, group)
        if refusal:
            raise refusal
        found = PriorityClaim.objects.filter(application=application).first()
        if (found.group if found else None) == group:
            return
        if found:
            found.delete()
        if group:
            PriorityClaim.objects.create(application=application, group=group)
        after = {"group": group.pk if group else None}
        journal.record("claim_priority", on=application, by=by, after=after)


def refusal_to_claim(application: Any, group: PriorityGroup | None) -> Refusal | None:
    if application.state not in ("draft", "submitted"):
        return Refusal(_("A priority is claimed until registration closes."), code="too_late")
    if group and group.campaign_id != application.campaign_id:
        return Refusal(_("This is not on offer. Choose another one."), code="group", field="group")
    return None
