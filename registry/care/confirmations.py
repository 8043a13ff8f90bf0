"""Once a year the people of an institution say that its card is right."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eculture import journal
from eculture.refusals import NotAllowed
from registry.care.proposals import cared_for
from registry.institutions import Institution

YEAR = timedelta(days=365)
REMINDED = timedelta(days=30)  # so long before the year is over it is asked for
LATE = timedelta(days=90)  # so long after it the card is red


def last_confirmation(of: str = "pk") -> models.Subquery:
    """The day of the last confirmation of an institution, to annotate rows with; `of`: where its key is."""
    rows = Confirmation.objects.filter(institution=models.OuterRef(of)).order_by("-on")
    return models.Subquery(rows.values("on")[:1])


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    def latest_by_institution(self, institutions: Any) -> dict[int, date]:
        """Institution → the day of its last confirmation; one query."""
        rows = self.filter(institution__in=institutions).order_by("institution", "-on")
        return dict(rows.distinct("institution").values_list("institution", "on"))


class Confirmation(models.Model):
    """The card was right on this day; so somebody said who belongs to the institution."""

    DEEDS = {"confirm": pgettext_lazy("deed", "Card confirmed")}

    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="confirmations", verbose_name=_("institution")
    )
    on = models.DateField(_("day"), default=timezone.localdate)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("confirmed by")
    )

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation of a card")
        verbose_name_plural = _("confirmations of cards")
        ordering = ["-on"]
        constraints = [models.UniqueConstraint(fields=["institution", "on"], name="one_confirmation_a_day")]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.on}"


def confirm(institution: Institution, *, by: Any) -> Confirmation:
    """The card is right today; a second click changes nothing."""
    if not cared_for(by).filter(pk=institution.pk).exists():
        raise NotAllowed(_("You do not belong to this institution."), code="not_yours")
    with transaction.atomic():
        said, is_new = Confirmation.objects.get_or_create(
            institution=institution, on=timezone.localdate(), defaults={"by": by}
        )
        if is_new:
            journal.record("confirm", on=said, by=by, after={"code": institution.code})
    return said


def tone_of(last: date | None) -> str:
    """`done` within a year, `wait` from then on, `bad` when it is long overdue or never was."""
    if last is None:
        return "bad"
    age = timezone.localdate() - last
    return "done" if age <= YEAR else "wait" if age <= YEAR + LATE else "bad"


def is_due(last: date | None) -> bool:
    """The year is nearly over, or long over."""
    return last is None or timezone.localdate() - last >= YEAR - REMINDED


def due_on(last: date | None) -> date | None:
    return last + YEAR if last else None
