"""Who acts for another adult in the cabinet: asked by the one, accepted by the other, and never for longer
than until a day."""

from datetime import date, timedelta
from typing import Any

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eculture import notices
from eculture.lifecycle import Lifecycle, Move, move
from eculture.refusals import Refusal
from registry.mandates import DateRangeOf

DAYS_TO_ACCEPT = 14
STANDING = ("asked", "accepted")
AS_AGREED = (
    "principal",
    "delegate",
    "delegate_index",
    "delegate_name",
    "covers_all",
    "only_looks",
    "since",
    "until",
)


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def live(self, on: date | None = None) -> "DelegationQuerySet":
        """Accepted and in force on a day (today), whatever the portal has tidied up by then."""
        day = on or timezone.localdate()
        return self.filter(state="accepted", since__lte=day, until__gte=day)

    def acting(self, on: date | None = None) -> "DelegationQuerySet":
        """In force, and not only to look."""
        return self.live(on).filter(only_looks=False)

    def standing(self) -> "DelegationQuerySet":
        """Asked or accepted, whatever the day."""
        return self.filter(state__in=STANDING)

    def held_by(self, user: Any) -> "DelegationQuerySet":
        """Most people hold none: the account of a request knows it (`is_delegate`), and nothing is asked."""
        is_delegate = user.is_authenticated and getattr(user, "is_delegate", True)
        return self.filter(delegate__user=user) if is_delegate else self.none()

    def covering(self, service: Any) -> "DelegationQuerySet":
        """Whose scope takes in a service: a key, or an expression of one."""
        chosen = self.model.services.through.objects.filter(delegation=models.OuterRef("pk"), service=service)
        return self.filter(Q(covers_all=True) | models.Exists(chosen))

    def to_accept(self) -> "DelegationQuerySet":
        """Asked, and still to be answered."""
        first = timezone.now() - timedelta(days=DAYS_TO_ACCEPT)
        return self.filter(state="asked", asked_at__gt=first, until__gte=timezone.localdate())

    def to_lapse(self) -> "DelegationQuerySet":
        """What time has ended and still stands as if it had not."""
        first = timezone.now() - timedelta(days=DAYS_TO_ACCEPT)
        unanswered = Q(state="asked", asked_at__lte=first)
        return self.filter(unanswered | Q(state__in=STANDING, until__lt=timezone.localdate()))

    def visible_to(self, user: Any) -> "DelegationQuerySet":
        if user.has_perm("cabinet.view_delegation"):
            return self
        return self.between(user)

    def editable_by(self, user: Any) -> "DelegationQuerySet":
        """Either of the two may end it; staff only look."""
        return self.between(user).standing()

    def between(self, user: Any) -> "DelegationQuerySet":
        """Given by the person behind the account, or offered to that person."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(principal__user=user) | Q(delegate__user=user))


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["delegate_index"]
)
class Delegation(Lifecycle):
    """The right of one adult to act in the cabinet for another one: in which services, how far, how long.

    Until the other one accepts, the asker sees the own words and nothing else, so that nobody learns from it
    whether a FIN is known.
    """

    STATES = {
        # Translators: the state of a delegation
        "asked": _("waits for acceptance"),
        "accepted": _("in force"),
        "ended": pgettext_lazy("delegation", "ended"),
    }
    MOVES = {
        "accept": Move(("asked",), "accepted"),
        "end": Move(STANDING, "ended"),
        "lapse": Move(STANDING, "ended"),
    }
    DEEDS = {
        "ask": pgettext_lazy("deed", "Asked to act for somebody"),
        "accept": pgettext_lazy("deed", "Accepted"),
        "end": pgettext_lazy("deed", "Ended by one of the two"),
        "lapse": pgettext_lazy("deed", "Ended by its last day"),
    }

    principal = models.ForeignKey(
        "cabinet.Person", models.PROTECT, related_name="delegations", verbose_name=_("for whom")
    )
    delegate = models.ForeignKey(
        "cabinet.Person",
        models.PROTECT,
        null=True,
        related_name="delegations_held",
        verbose_name=_("who acts"),
    )
    delegate_index = models.CharField(max_length=64, editable=False)
    delegate_name = models.CharField(_("name as it was written"), max_length=161)
    covers_all = models.BooleanField(_("all services"), default=False)
    services = models.ManyToManyField("cabinet.Service", blank=True, verbose_name=_("services"))
    only_looks = models.BooleanField(_("only looks"), default=False)
    since = models.DateField(_("valid from"), default=timezone.localdate)
    until = models.DateField(_("last day"))
    state = models.CharField(_("state"), max_length=8, choices=STATES, default="asked", editable=False)
    asked_at = models.DateTimeField(_("asked"), db_default=Now(), editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    reason = models.CharField(_("why it ended"), max_length=200, blank=True)

    objects = DelegationQuerySet.as_manager()
    sensitive = frozenset({"delegate_index", "delegate_name"})

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(principal=F("delegate")), name="delegation_to_another"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="delegation_ends_after_start"),
            models.CheckConstraint(
                condition=Q(state="asked", accepted_at=None)
                | Q(state="accepted", accepted_at__isnull=False, delegate__isnull=False)
                | Q(state="ended", ended_at__isnull=False),
                name="delegation_has_its_times",
            ),
            ExclusionConstraint(
                name="delegation_not_twice_at_a_time",
                condition=Q(state__in=STANDING),
                expressions=[
                    ("principal", RangeOperators.EQUAL),
                    ("delegate_index", RangeOperators.EQUAL),
                    (DateRangeOf("since", "until", Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [
            models.Index(fields=["until"], condition=Q(state__in=STANDING), name="delegation_until"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="as_agreed", fields=AS_AGREED),
        ]

    def __str__(self) -> str:
        return f"№ {self.pk}"

    @property
    def is_live(self) -> bool:
        return self.state == "accepted" and self.since <= timezone.localdate() <= self.until

    @property
    def tone(self) -> str:
        return {"asked": "wait", "accepted": "done"}.get(self.state, "closed")

    @property
    def accept_until(self) -> date:
        """The last day on which the other one may accept."""
        return min(self.until, timezone.localtime(self.asked_at).date() + timedelta(days=DAYS_TO_ACCEPT))

    @property
    def shown_delegate(self) -> str:
        """As the asker has written it, until the other one has accepted."""
        return self.delegate.short_name if self.accepted_at else self.delegate_name

    def refusal_of(self, by: Any, verb: str) -> Refusal | None:
        """Only whom it is offered to accepts; either of the two ends it."""
        if by is None:
            return None
        delegate = self.delegate.user_id if self.delegate else None
        allowed = (delegate,) if verb == "accept" else (delegate, self.principal.user_id)
        return None if by.pk in allowed else Refusal(NOT_YOURS, code="not_yours")

    @move
    def accept(self, *, by: Any) -> None:
        """The delegate agrees; both are told."""
        self.accepted_at = timezone.now()
        self._tell("delegation-accepted")

    def refusal_to_accept(self) -> Refusal | None:
        if not Delegation.objects.to_accept().filter(pk=self.pk).exists():
            return Refusal(_("This was asked too long ago. Let the person ask anew."), code="too_late")
        return None

    @move
    def end(self, *, by: Any, reason: str = "") -> None:
        """Either of the two ends it, at once: taken back, declined or given up."""
        self.ended_at, self.reason = timezone.now(), reason.strip()
        self._tell("delegation-ended")

    @move
    def lapse(self, *, by: Any) -> None:
        """Its last day has passed, or nobody has answered."""
        self.ended_at = timezone.now()
        self._tell("delegation-ended")

    def _tell(self, kind: str) -> None:
        """Both, by name; whoever never accepted stays as the asker has written it."""
        names = {"principal": self.principal.short_name, "delegate": self.shown_delegate}
        names |= {"until": f"{self.until:%d.%m.%Y}", "only_looks": self.only_looks}
        for person in (self.principal, self.delegate):
            if person and person.user_id:
                notices.send(kind, to=person.user, key=str(self.pk), delegation=self.pk, **names)


NOT_YOURS = _("This delegation is between other people.")
