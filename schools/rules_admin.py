"""The parts of the rules of a campaign, as tables on its page in the administration."""

from typing import Any

from django.http import HttpRequest
from unfold.admin import TabularInline

from schools.admissions.age_rules import AgeRule
from schools.admissions.campaigns import Campaign
from schools.admissions.fees import Fee
from schools.admissions.papers import NeededPaper
from schools.admissions.priorities import PriorityGroup
from schools.exams.criteria import ExamCriterion


class NamedCells:
    """Cells of a table have no visible label of their own; the name of the column is read out instead."""

    hide_title = True

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **options)
        if field:
            field.widget.attrs.setdefault("aria-label", str(db_field.verbose_name))
        return field


class RuleInline(NamedCells, TabularInline):
    """A part of the rules, which are frozen when registration opens."""

    extra = 0
    tab = True
    autocomplete_fields = ("programme",)

    def has_add_permission(self, request: HttpRequest, obj: Campaign | None = None) -> bool:
        return self._may_change(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Campaign | None = None) -> bool:
        return self._may_change(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Campaign | None = None) -> bool:
        return self._may_change(obj) and super().has_delete_permission(request, obj)

    @staticmethod
    def _may_change(campaign: Campaign | None) -> bool:
        return campaign is None or not campaign.rules_are_frozen


class AgeRuleInline(RuleInline):
    model = AgeRule
    ordering = ("programme__code", "funding")


class FeeInline(RuleInline):
    model = Fee
    ordering = ("programme__code",)


class CriterionInline(RuleInline):
    model = ExamCriterion
    autocomplete_fields = ()
    fields = ("direction", "name_az", "name_en", "name_ru", "most", "order")


class PriorityInline(RuleInline):
    model = PriorityGroup
    autocomplete_fields = ()
    fields = ("rank", "name_az", "name_en", "name_ru", "legal_basis")


class NeededPaperInline(RuleInline):
    model = NeededPaper
    autocomplete_fields = ()
    fields = ("order", "name_az", "name_en", "name_ru", "direction", "group", "is_required")

    def get_formset(self, request: HttpRequest, obj: Campaign | None = None, **kwargs: Any) -> Any:
        """A paper proves a group of its own campaign."""
        self.campaign = obj
        return super().get_formset(request, obj, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "group":
            kwargs["queryset"] = PriorityGroup.objects.filter(campaign=self.campaign)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


RULE_INLINES = (AgeRuleInline, FeeInline, CriterionInline, PriorityInline, NeededPaperInline)
