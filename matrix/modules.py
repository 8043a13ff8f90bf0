"""The digital modules of the strategy, which traits call for them and what must stand before them."""

from decimal import Decimal
from typing import Any

import pghistory
import pgtrigger
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from matrix.formulas.prerequisites import circle_in

NO_CIRCLE = """
    PERFORM pg_advisory_xact_lock(hashtext('matrix_moduledependency'));
    IF EXISTS (
        WITH RECURSIVE needed (id) AS (
            SELECT NEW.requires_id
            UNION
            SELECT d.requires_id FROM matrix_moduledependency d JOIN needed ON needed.id = d.module_id
            WHERE d.id IS DISTINCT FROM NEW.id
        )
        SELECT FROM needed WHERE id = NEW.module_id
    ) THEN
        RAISE EXCEPTION 'a module cannot wait for itself' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


@pghistory.track()
class Module(models.Model):
    """One of the digital modules that the strategy offers to every cluster: ticketing, e-archive …"""

    code = models.CharField(_("code"), max_length=3, unique=True)
    name = models.CharField(_("name"), max_length=120)
    purpose = models.CharField(_("what it does"), max_length=300)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z]{3}$"),
                name="module_code_form",
                violation_error_message=_("Write the code with three capital Latin letters."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def as_ruled(self) -> dict[str, Any]:
        """What decides about its cells, for the journal."""
        rules = self.rules.values_list("trait__code", "weight_bp", "is_must")
        needs = self.needs.values_list("requires__code", "min_level")
        return {"rules": [list(rule) for rule in rules], "needs": [list(need) for need in needs]}


@pghistory.track()
class ModuleRule(models.Model):
    """How strongly a trait of institutions calls for a module; a module without rules is for everyone."""

    WHOLE = 10000

    module = models.ForeignKey(Module, models.CASCADE, related_name="rules", verbose_name=_("module"))
    trait = models.ForeignKey("registry.Trait", models.PROTECT, related_name="+", verbose_name=_("trait"))
    weight_bp = models.PositiveSmallIntegerField(
        _("weight, in ten-thousandths"),
        validators=[MaxValueValidator(WHOLE)],
        help_text=_("10000: the trait alone makes the module required. 1000: a tenth of that."),
    )
    is_must = models.BooleanField(
        _("must"),
        default=False,
        help_text=_("Where no institution has this trait, the module is not applicable."),
    )

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering = ["module__order", "-is_must", "-weight_bp", "trait__order"]
        constraints = [
            models.UniqueConstraint(fields=["module", "trait"], name="rule_once_per_trait"),
            models.CheckConstraint(
                condition=Q(weight_bp__lte=10000),
                name="rule_weight_is_a_share",
                violation_error_message=_("Write a weight from 0 to 10000."),
            ),
            models.CheckConstraint(
                condition=Q(weight_bp__gt=0) | Q(is_must=True),
                name="rule_says_something",
                violation_error_message=_("Give the rule a weight, or make it a gate."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module} ← {self.trait}"

    @property
    def weight(self) -> Decimal:
        return Decimal(self.weight_bp) / self.WHOLE


class ModuleDependencyQuerySet(models.QuerySet["ModuleDependency"]):
    def around(self, module: Module) -> "ModuleDependencyQuerySet":
        both = self.select_related("module", "requires")
        return both.filter(Q(module=module) | Q(requires=module))


@pghistory.track()
class ModuleDependency(models.Model):
    """A module that needs another one at some level of maturity first."""

    module = models.ForeignKey(Module, models.CASCADE, related_name="needs", verbose_name=_("module"))
    requires = models.ForeignKey(
        Module, models.PROTECT, related_name="needed_by", verbose_name=_("needs first")
    )
    min_level = models.PositiveSmallIntegerField(
        _("at level"), default=2, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )

    objects = ModuleDependencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("prerequisite")
        verbose_name_plural = _("prerequisites")
        ordering = ["module__order", "requires__order"]
        constraints = [
            models.UniqueConstraint(fields=["module", "requires"], name="prerequisite_once"),
            models.CheckConstraint(
                condition=~Q(module=F("requires")),
                name="prerequisite_is_another_module",
                violation_error_message=_("A module cannot wait for itself. Choose another one."),
            ),
            models.CheckConstraint(
                condition=Q(min_level__range=(1, 5)),
                name="prerequisite_level_exists",
                violation_error_message=_("Write a level of maturity from 1 to 5."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="no_circle",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=NO_CIRCLE,
            )
        ]

    def __str__(self) -> str:
        return f"{self.module} ← {self.requires}"

    def clean(self) -> None:
        """The trigger would refuse too; here the circle has names."""
        others = ModuleDependency.objects.exclude(pk=self.pk).values_list("module__code", "requires__code")
        if self.module_id and self.requires_id:
            circle = circle_in([*others, (self.module.code, self.requires.code)])
            if circle:
                way = " → ".join(circle)
                raise ValidationError(
                    {"requires": _("These modules would wait for each other: %(way)s.") % {"way": way}}
                )
