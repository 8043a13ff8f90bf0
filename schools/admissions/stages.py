from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eculture.refusals import Refusal
from eculture.templatetags.words import azdate, azmoment

ONE_AFTER_ANOTHER = """
    IF EXISTS (
        SELECT 1 FROM schools_stage one JOIN schools_stage other USING (campaign_id)
        WHERE one.campaign_id = NEW.campaign_id AND one.id < other.id
          AND tstzrange(one.opens_at, one.closes_at) && tstzrange(other.opens_at, other.closes_at)
    ) THEN
        RAISE EXCEPTION 'stages of a campaign overlap' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""


class Stage(models.Model):
    """When one stage of a campaign begins and ends; families are held to the minute."""

    KINDS = {
        "registration": _("Registration"),
        "exams": _("Entrance exams"),
        "results": _("Exam results"),
        "appeals": _("Appeals"),
        "choice": _("Choice of specialties and schools"),
        "placement": _("Placement"),
        "confirmation": _("Confirmation of places"),
        "further": _("Further rounds"),
    }
    NEEDED = tuple(kind for kind in KINDS if kind != "further")
    SENTENCES = {
        "registration": _("Registration is open %(start)s – %(end)s. You cannot apply today."),
        "appeals": _("Appeals are open %(start)s – %(end)s. You cannot appeal today."),
        "choice": _("Choices are open %(start)s – %(end)s. You cannot change them today."),
        "confirmation": _("Places are confirmed %(start)s – %(end)s. You cannot answer today."),
        "further": _("Further rounds are held %(start)s – %(end)s. You cannot answer today."),
    }

    campaign = models.ForeignKey(
        "schools.Campaign", models.CASCADE, related_name="stages", verbose_name=_("admissions campaign")
    )
    kind = models.CharField(_("stage"), max_length=16, choices=KINDS)
    opens_at = models.DateTimeField(_("begins"))
    closes_at = models.DateTimeField(_("ends"))

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["opens_at", "closes_at"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "kind"], name="one_stage_of_a_kind"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="stage_ends_after_it_begins",
                violation_error_message=_("The stage must end after it begins."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="one_after_another",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                func=ONE_AFTER_ANOTHER,
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.opens_on_text} – {self.closes_on_text}"

    @classmethod
    def refusal_of_order(cls, spans: Mapping[str, tuple[datetime, datetime]]) -> Refusal | None:
        """Why these stages (kind → first and last moment) cannot follow one another, or None."""
        dated = [kind for kind in cls.KINDS if kind in spans]
        for before, after in pairwise(dated):
            if spans[after][0] < spans[before][1]:
                message = _("“%(after)s” begins before “%(before)s” has ended. Stages follow one another.")
                names = {"before": cls.KINDS[before], "after": cls.KINDS[after]}
                return Refusal(message % names, code="overlap")
        return None

    def includes(self, moment: datetime) -> bool:
        return self.opens_at <= moment <= self.closes_at

    @property
    def sentence(self) -> Any:
        return self.SENTENCES.get(self.kind, _("This stage is open %(start)s – %(end)s."))

    @property
    def opens_on_text(self) -> str:
        return azdate(self.opens_at)

    @property
    def closes_on_text(self) -> str:
        return azdate(self.closes_at)

    @property
    def closes_at_text(self) -> str:
        return azmoment(self.closes_at, "short")

    @property
    def as_row(self) -> dict[str, Any]:
        """One line of the dates of a campaign, as the page draws it."""
        now = timezone.now()
        place = "done" if self.closes_at < now else "now" if self.opens_at <= now else "next"
        when = f"{azdate(self.opens_at, 'day')} – {azdate(self.closes_at, 'day')}"
        return {"title": self.KINDS[self.kind], "when": when, "state": place}
