"""What a paid place costs to accept. The sums are data of a campaign: none is known to the code."""

from decimal import Decimal
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from schools.admissions.campaigns import Campaign
from schools.admissions.triggers import FROZEN
from schools.org.models import Funding, Programme


class FeeQuerySet(models.QuerySet["Fee"]):
    def due_for(self, place: Any) -> "Fee | None":
        """The fee of the place's programme, else the one for all; none where nothing is to be paid."""
        if place.funding != Funding.PAID:
            return None
        rows = self.filter(Q(programme=place.programme_id) | Q(programme=None), campaign=place.campaign_id)
        return rows.order_by(F("programme").asc(nulls_last=True)).first()


class Fee(models.Model):
    """The first payment for a paid place, made with the acceptance."""

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="fees", verbose_name=_("admissions campaign")
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("programme"),
        help_text=_("Empty: for all programmes without a fee of their own."),
    )  # fmt: skip
    amount = models.DecimalField(_("sum, manat"), max_digits=9, decimal_places=2)
    basis = models.CharField(_("legal basis"), max_length=200, blank=True)

    objects = FeeQuerySet.as_manager()

    class Meta:
        verbose_name = _("fee for a paid place")
        verbose_name_plural = _("fees for paid places")
        ordering = ["programme__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "programme"], nulls_distinct=False, name="one_fee_of_a_programme"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=Decimal(0)),
                name="a_fee_is_a_sum",
                violation_error_message=_("Write a sum above zero; where nothing is paid, there is no fee."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="fees_are_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=FROZEN.format(row="NEW"),
            ),
            pgtrigger.Trigger(
                name="fees_are_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=FROZEN.format(row="OLD"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme or _('all programmes')}: {self.amount}"
