"""Which exam centre a family may choose. Before the ministry has entered centres nobody is asked for one."""

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from eculture import journal
from eculture.lifecycle import lock
from eculture.refusals import Refusal

SIGNED = _("The jury has signed this score. It changes by an appeal only.")


def centres_of(campaign: Any, direction: str) -> Any:
    return campaign.exam_centres.examining(direction)


def refusal(campaign: Any, centre: Any, direction: str) -> Refusal | None:
    """Why a child who is examined in `direction` cannot come to `centre` (None: none chosen)."""
    if centre is None:
        if centres_of(campaign, direction).exists():
            return Refusal(_("Choose the exam centre."), code="no_centre", field="centre")
        return None
    if centre.campaign_id != campaign.pk or direction not in centre.directions:
        message = _("This centre does not examine in this direction. Choose another one.")
        return Refusal(message, code="centre", field="centre")
    return None


class Examined(models.Model):
    """What an application says about its exam: where the family would like it, and where it is."""

    exam_centre = models.ForeignKey(
        "schools.ExamCentre",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="applications",
        verbose_name=_("exam centre"),
    )
    needs_step_free = models.BooleanField(_("needs a room without steps"), default=False, db_default=False)

    class Meta:
        abstract = True

    @property
    def exam(self) -> Any:
        """Where and when the child is examined; None until the seats are given."""
        return self.exam_seats.with_place().first()

    @property
    def appeal_link(self) -> str:
        """Whether the family finds the way to an appeal: "sent", "open", or nothing."""
        if self.points is None:
            return ""
        if self.appeals.exclude(state="withdrawn").exists():
            return "sent"
        return "open" if self.campaign.is_open_for("appeals") and self.state == "examined" else ""

    @property
    def takes_centre(self) -> bool:
        """Until the seats are given the family may still choose where its child is examined."""
        return self.state in ("draft", "submitted") and not self.exam_seats.exists()

    def refusal_to_choose_centre(self, *, centre: Any) -> Refusal | None:
        if not self.takes_centre:
            return Refusal(_("The seats for the exam have been given already."), code="seated")
        return refusal(self.campaign, centre, self.direction)

    def choose_centre(self, *, centre: Any, needs_step_free: bool, by: Any) -> None:
        """Where the child is examined, and whether the room has to be one without steps."""
        with transaction.atomic():
            lock(self)
            no = self.campaign.refusal_by_date("registration") or self.refusal_to_choose_centre(centre=centre)
            if no:
                raise no
            before, self.exam_centre, self.needs_step_free = self.exam_centre_id, centre, needs_step_free
            self.save(update_fields=["exam_centre", "needs_step_free"])
            change = {"before": {"centre": before}, "after": {"centre": centre.pk if centre else None}}
            journal.record("choose_centre", on=self, by=by, **change)
