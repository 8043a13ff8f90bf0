from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from schools.admissions.triggers import FROZEN
from schools.org.models import Direction

WHOLE = 100


class ExamCriterionQuerySet(models.QuerySet["ExamCriterion"]):
    def of_direction(self, direction: str) -> "ExamCriterionQuerySet":
        return self.filter(direction=direction).order_by("order", "pk")

    def incomplete(self) -> list[str]:
        """The directions whose criteria do not make 100 together."""
        sums = self.order_by().values_list("direction").annotate(whole=Sum("most"))
        return [direction for direction, whole in sums if whole != WHOLE]


class ExamCriterion(models.Model):
    """What the jury listens or looks for, and how much it counts of the 100."""

    campaign = models.ForeignKey(
        "schools.Campaign",
        models.CASCADE,
        related_name="exam_criteria",
        verbose_name=_("admissions campaign"),
    )
    direction = models.CharField(_("direction"), max_length=8, choices=Direction)
    name = models.CharField(_("criterion"), max_length=80)
    most = models.PositiveSmallIntegerField(_("most points"))
    order = models.PositiveSmallIntegerField(_("order"), default=1)

    objects = ExamCriterionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exam criterion")
        verbose_name_plural = _("exam criteria")
        ordering = ["direction", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(most__range=(1, WHOLE)),
                name="a_criterion_counts",
                violation_error_message=_("Write from 1 to 100 points."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="criteria_are_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=FROZEN.format(row="NEW"),
            ),
            pgtrigger.Trigger(
                name="criteria_are_not_removed",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=FROZEN.format(row="OLD"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


def whole_of(criteria: Any) -> int:
    return sum(one.most for one in criteria)
