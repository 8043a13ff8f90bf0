"""How long the law keeps what: rules as data, which staff correct without code."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cabinet.trust.planning import Rule
from eculture.erasure import portions


def known_portion(slug: str) -> None:
    if portions.get(slug) is None:
        raise ValidationError(_("The portal has no data of this name."), code="unknown")


class RetentionRule(models.Model):
    """What happens to a portion of the data of somebody who asks to be forgotten, and by which law."""

    slug = models.SlugField(_("which data"), unique=True, validators=[known_portion])
    is_kept = models.BooleanField(_("kept by law"), default=True)
    years = models.PositiveSmallIntegerField(
        _("for how many years"), null=True, blank=True, help_text=_("Empty: without an end.")
    )
    law = models.CharField(_("law"), max_length=200, blank=True)
    article = models.CharField(_("article"), max_length=60, blank=True)
    why = models.CharField(_("why, in plain words"), max_length=300)
    is_assumption = models.BooleanField(
        _("assumption"), default=True, help_text=_("Not confirmed by the lawyers of the ministry yet.")
    )

    class Meta:
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_kept=True) | Q(years=None),
                name="years_of_what_is_kept",
                violation_error_message=_("Only what is kept has years."),
            ),
            models.CheckConstraint(
                condition=Q(is_kept=False) | ~Q(law=""),
                name="kept_by_a_law",
                violation_error_message=_("Name the law that keeps it."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def title(self) -> Any:
        return getattr(portions.get(self.slug), "title", self.slug)

    @property
    def rule(self) -> Rule:
        return Rule(self.is_kept, self.years)
