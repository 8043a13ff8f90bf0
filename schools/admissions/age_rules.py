"""Who may study what at which age; the rules of 2025/26 are a starting point that a campaign then owns."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pgtrigger
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from eculture import journal
from eculture.refusals import Refusal
from schools.admissions.campaigns import Campaign
from schools.admissions.triggers import FROZEN
from schools.org.models import Funding, Programme

PUBLISHED_2025 = Path(__file__).with_name("age_rules.csv")
OLDEST_PAID = 29


class AgeRule(models.Model):
    """Who may study a programme, by age in whole years on the campaign's day; rules change yearly."""

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="age_rules", verbose_name=_("admissions campaign")
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="age_rules", verbose_name=_("programme")
    )
    funding = models.CharField(_("funding"), max_length=4, choices=Funding)
    min_age = models.PositiveSmallIntegerField(_("youngest"))
    max_age = models.PositiveSmallIntegerField(_("oldest"))

    class Meta:
        verbose_name = _("age rule")
        verbose_name_plural = _("age rules")
        ordering = ["programme__code", "funding"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "programme", "funding"], name="one_age_rule_for_each_programme"
            ),
            models.CheckConstraint(
                condition=Q(max_age__gte=F("min_age"), min_age__gte=3, max_age__lte=99),
                name="age_rule_is_a_range",
                violation_error_message=_("Write ages from 3 to 99, the youngest first."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="ages_are_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=FROZEN.format(row="NEW"),
            ),
            pgtrigger.Trigger(
                name="ages_are_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=FROZEN.format(row="OLD"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme}: {self.min_age}–{self.max_age}"

    def born_between(self, day: date) -> Q:
        """Applications for children whose age on `day` the rule allows."""
        youngest, oldest = _years_before(day, self.min_age), _years_before(day, self.max_age + 1)
        return Q(child__birth_date__lte=youngest, child__birth_date__gt=oldest)

    def allows(self, age: int) -> bool:
        return self.min_age <= age <= self.max_age


def _years_before(day: date, years: int) -> date:
    """The birthday of who turns so old on that day; of 29 February the day before."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def published_2025() -> dict[tuple[str, int], tuple[int, int]]:
    """Specialty code and length → youngest and oldest for a free place."""
    with PUBLISHED_2025.open(encoding="utf-8") as file:
        return {
            (code, int(row["years"])): (int(row["free_min"]), int(row["free_max"]))
            for row in csv.DictReader(file)
            for code in row["specialties"].split()
        }


def give_rules_of_2025(campaign: Campaign, *, by: Any) -> None:
    """Fill what is missing; rules that somebody has already entered stay."""
    if campaign.rules_are_frozen:
        raise Refusal(gettext("The rules are frozen when registration opens."), code="frozen")
    rules, ages = [], published_2025()
    for programme in Programme.objects.select_related("specialty"):
        youngest, oldest = ages[programme.specialty.code, programme.years]
        for funding, limit in ((Funding.FREE, oldest), (Funding.PAID, OLDEST_PAID)):
            row = {"programme": programme, "funding": funding, "min_age": youngest, "max_age": limit}
            rules.append(AgeRule(campaign=campaign, **row))
    with transaction.atomic():
        AgeRule.objects.bulk_create(rules, ignore_conflicts=True)
        journal.record("give_age_rules", on=campaign, by=by, after={"of": 2025})
