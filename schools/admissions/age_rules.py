"""The age rules of the 2025/26 admission as a starting point: a campaign copies and then owns them."""

import csv
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from eculture import journal
from eculture.refusals import Refusal
from schools.admissions.campaigns import AgeRule, Campaign
from schools.org.models import Funding, Programme

PUBLISHED_2025 = Path(__file__).with_name("age_rules.csv")
OLDEST_PAID = 29


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
        raise Refusal(_("The rules are frozen when registration opens."), code="frozen")
    rules, ages = [], published_2025()
    for programme in Programme.objects.select_related("specialty"):
        youngest, oldest = ages[programme.specialty.code, programme.years]
        for funding, limit in ((Funding.FREE, oldest), (Funding.PAID, OLDEST_PAID)):
            row = {"programme": programme, "funding": funding, "min_age": youngest, "max_age": limit}
            rules.append(AgeRule(campaign=campaign, **row))
    with transaction.atomic():
        AgeRule.objects.bulk_create(rules, ignore_conflicts=True)
        journal.record("give_age_rules", on=campaign, by=by, after={"of": 2025})
