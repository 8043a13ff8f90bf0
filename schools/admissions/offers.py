from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eculture.lifecycle import Lifecycle, Move, move
from eculture.refusals import Refusal
from eculture.templatetags.words import azmoment
from schools.admissions import billing
from schools.admissions.applications import Application
from schools.admissions.plan import PlanPlace
from schools.admissions.runs import PlacementRun


class Offer(Lifecycle):
    """A place held out to a child until a moment; afterwards it goes to the next candidate."""

    STATES = {
        "open": _("waits for an answer"),
        "accepted": _("accepted"),
        "declined": pgettext_lazy("offer", "refused"),
        "lapsed": pgettext_lazy("offer", "expired"),
    }
    MOVES = {
        "accept": Move(("open",), "accepted"),
        "decline": Move(("open",), "declined"),
        "lapse": Move(("open",), "lapsed"),
    }

    application = models.ForeignKey(Application, models.PROTECT, related_name="offers")
    place = models.ForeignKey(PlanPlace, models.PROTECT, related_name="offers", verbose_name=_("place"))
    run = models.ForeignKey(PlacementRun, models.PROTECT, related_name="offers")
    state = models.CharField(_("state"), max_length=16, choices=STATES, default="open", editable=False)
    made_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("answer until"))

    class Meta:
        verbose_name = _("offer of a place")
        verbose_name_plural = _("offers of places")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(state="open"), name="one_open_offer_of_an_application"
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state="accepted"),
                name="one_accepted_offer_of_an_application",
            ),
            models.UniqueConstraint(fields=["application", "run"], name="one_offer_in_a_run"),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.place}"

    @property
    def expires_at_text(self) -> str:
        return azmoment(self.expires_at, "short")

    @property
    def is_overdue(self) -> bool:
        return self.expires_at < timezone.now()

    def refusal_to_accept(self) -> Refusal | None:
        if not self.is_overdue:
            return None
        message = _("The offer was open until %(date)s. The place goes to the next candidate.")
        return Refusal(message % {"date": self.expires_at_text}, code="expired")

    refusal_to_decline = refusal_to_accept

    def refusal_to_lapse(self) -> Refusal | None:
        if billing.is_being_paid(self):
            return Refusal(_("A payment for this place is under way."), code="being_paid")
        if self.is_overdue:
            return None
        message = _("The family may answer until %(date)s.")
        return Refusal(message % {"date": self.expires_at_text}, code="not_expired")

    @move
    def accept(self, *, by: Any) -> None:
        """The family takes the place."""

    @move
    def decline(self, *, by: Any) -> None:
        """The family gives the place back."""

    @move
    def lapse(self, *, by: Any) -> None:
        """Nobody answered in time."""
