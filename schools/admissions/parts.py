"""What belongs to an application: its number, its score, its wishes."""

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schools.admissions import lottery
from schools.admissions.campaigns import PERCENT, Campaign
from schools.org.models import Programme, School

PREFIX = "MQ"


class NumberSeries(models.Model):
    """The last number given in a campaign; its row lock makes numbers unique and without gaps."""

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="+")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")

    def __str__(self) -> str:
        return f"{self.campaign} {self.last}"

    @classmethod
    def next_number(cls, campaign: Campaign) -> str:
        cls.objects.get_or_create(campaign=campaign)
        series = cls.objects.select_for_update(of=("self",)).get(campaign=campaign)
        series.last += 1
        series.save(update_fields=["last"])
        return f"{PREFIX}-{campaign.year}-{series.last:06}"


@pghistory.track()
class Score(models.Model):
    """The result of a child's entrance exam, out of 100."""

    application = models.OneToOneField("schools.Application", models.CASCADE, related_name="score")
    points = models.DecimalField(_("score"), max_digits=4, decimal_places=1, validators=PERCENT)
    load = models.ForeignKey(
        "schools.ScoreLoad",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="scores",
        verbose_name=_("file"),
    )
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.CheckConstraint(condition=Q(points__range=(0, 100)), name="score_out_of_100"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="no_score_before_the_draw",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=lottery.DRAWN_FIRST,
            )
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.points}"


class Preference(models.Model):
    """One wish of a family: this specialty, at this school."""

    application = models.ForeignKey("schools.Application", models.CASCADE, related_name="preferences")
    rank = models.PositiveSmallIntegerField(_("place of the specialty"))
    order = models.PositiveSmallIntegerField(_("place of the school"))
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+", verbose_name=_("programme"))
    school = models.ForeignKey(School, models.PROTECT, related_name="+", verbose_name=_("school"))

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        ordering = ["rank", "order"]
        constraints = [
            models.UniqueConstraint(fields=["application", "rank", "order"], name="one_wish_on_a_rank"),
            models.UniqueConstraint(
                fields=["application", "programme", "school"], name="a_school_is_wished_once"
            ),
            models.CheckConstraint(
                condition=Q(rank__range=(1, 10), order__range=(1, 10)), name="ranks_begin_at_1"
            ),
            ExclusionConstraint(
                name="one_specialty_on_a_rank",
                expressions=[
                    ("application", RangeOperators.EQUAL),
                    ("rank", RangeOperators.EQUAL),
                    ("programme", RangeOperators.NOT_EQUAL),
                ],
            ),
            ExclusionConstraint(
                name="one_rank_of_a_specialty",
                expressions=[
                    ("application", RangeOperators.EQUAL),
                    ("programme", RangeOperators.EQUAL),
                    ("rank", RangeOperators.NOT_EQUAL),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank}.{self.order} {self.programme}, {self.school}"
