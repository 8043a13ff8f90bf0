"""The rules of a campaign as one text with a fingerprint: kept when registration opens, and never changed.

The text is canonical JSON (keys sorted, no spaces, UTF-8); who keeps its fingerprint can tell next year
whether a rule was touched. A rulebook is one object:

format         "e-culture/admission-rules/1"
campaign       {"year", "name"}
choice         {"pass_mark", "paid_from", "max_specialties", "max_schools", "tie_break": [...], "answer_days",
               "late_choice_days"}
age            {"counted_on", "limits": [[programme, "free" | "paid", youngest, oldest], ...]}
priorities     [[order, group, legal basis], ...], used where tie_break names "priority"
exams          {"jury_size", "jury_spread", "criteria": [[direction, criterion, most points], ...]}
papers         [[paper, direction or "", group or "", must be there], ...]
fees           [[programme or "", sum in manat, legal basis], ...]
lot            SHA-256 of the seed that parts what is still equal
placement      version of the rules of placement
"""

import json
from decimal import Decimal
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from schools.admissions.placement import RULES_VERSION
from schools.admissions.record import canonical, fingerprint

FORMAT = "e-culture/admission-rules/1"


class RuleBook(models.Model):
    """What the families could read on the first day of registration."""

    campaign = models.OneToOneField(
        "schools.Campaign", models.PROTECT, related_name="rulebook", verbose_name=_("admissions campaign")
    )
    text = models.TextField(_("text"))
    sha256 = models.CharField(_("fingerprint"), max_length=64)
    frozen_at = models.DateTimeField(_("kept since"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("rules of an admission")
        verbose_name_plural = _("rules of admissions")
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="rules_have_a_print"),
        ]
        triggers = [
            pgtrigger.Protect(name="kept_rules_stay", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.sha256


def freeze(campaign: Any) -> None:
    """Keep the text of today, once. Call it in the move that opens registration."""
    said = as_json(campaign)
    facts = {"text": canonical(said).decode(), "sha256": fingerprint(said)}
    RuleBook.objects.get_or_create(campaign=campaign, defaults=facts)


def book_of(campaign: Any) -> RuleBook:
    """The kept text; before registration what it would be today, not saved."""
    kept = RuleBook.objects.filter(campaign=campaign).first()
    if kept:
        return kept
    said = as_json(campaign)
    return RuleBook(campaign=campaign, text=canonical(said).decode(), sha256=fingerprint(said))


def as_json(campaign: Any) -> dict[str, Any]:
    """The rules as the frozen rows say them, in an order that does not depend on the rows."""
    ages = campaign.age_rules.values_list("programme__code", "funding", "min_age", "max_age")
    criteria = campaign.exam_criteria.order_by("direction", "order", "name_az", "pk")
    groups = campaign.priority_groups.order_by("rank", "name_az")
    papers = campaign.needed_papers.order_by("order", "name_az", "direction")
    fees = campaign.fees.values_list("programme__code", "amount", "basis")
    return {
        "format": FORMAT,
        "campaign": {"year": campaign.year, "name": campaign.name_az},
        "choice": {
            "pass_mark": _number(campaign.pass_mark),
            "paid_from": _number(campaign.paid_from),
            "max_specialties": campaign.max_specialties,
            "max_schools": campaign.max_schools,
            "tie_break": list(campaign.tie_break),
            "answer_days": campaign.answer_days,
            "late_choice_days": campaign.late_choice_days,
        },
        "age": {
            "counted_on": campaign.age_counted_on.isoformat(),
            "limits": sorted([*row] for row in ages.order_by()),
        },
        "priorities": [[one.rank, one.name_az, one.legal_basis] for one in groups],
        "exams": {
            "jury_size": campaign.jury_size,
            "jury_spread": _number(campaign.jury_spread),
            "criteria": [[one.direction, one.name_az, one.most] for one in criteria],
        },
        "papers": [
            [one.name_az, one.direction, one.group.name_az if one.group else "", one.is_required]
            for one in papers.select_related("group")
        ],
        "fees": sorted([code or "", f"{amount:.2f}", basis] for code, amount, basis in fees.order_by()),
        "lot": campaign.lot_commitment,
        "placement": RULES_VERSION,
    }


def is_true_to(campaign: Any, book: RuleBook) -> bool:
    """Do the rows still say what the kept text says?"""
    return json.loads(book.text) == json.loads(canonical(as_json(campaign)))


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.1f}"
