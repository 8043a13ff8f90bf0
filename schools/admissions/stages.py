from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eculture.templatetags.words import azdate, azmoment


class Stage(models.Model):
    """When one stage of a campaign begins and ends; families are held to the minute."""

    KINDS = {
        "registration": _("Registration"),
        "exams": _("Entrance exams"),
        "results": _("Exam results"),
        "choice": _("Choice of specialties and schools"),
        "placement": _("Placement"),
        "confirmation": _("Confirmation of places"),
    }
    SENTENCES = {
        "registration": _("Registration is open %(start)s – %(end)s. You cannot apply today."),
        "choice": _("Choices are open %(start)s – %(end)s. You cannot change them today."),
        "confirmation": _("Places are confirmed %(start)s – %(end)s. You cannot answer today."),
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

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.opens_on_text} – {self.closes_on_text}"

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
