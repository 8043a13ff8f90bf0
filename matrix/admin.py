"""Where ministry staff keep modules, rules and prerequisites, and decide cells."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from eculture import journal
from matrix.models import CellOverride, Module, ModuleDependency, ModuleRule
from matrix.overrides import override


class ModuleForm(forms.ModelForm):
    change_reason = forms.CharField(
        label=_("Reason for the change"),
        max_length=300,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("It is kept in the journal: a rule redraws the matrix of the whole country."),
    )


class RuleInline(TabularInline):
    model = ModuleRule
    extra = 0
    fields = ("trait", "weight_bp", "is_must")


class PrerequisiteInline(TabularInline):
    model = ModuleDependency
    fk_name = "module"
    extra = 0
    fields = ("requires", "min_level")


@admin.register(Module)
class ModuleAdmin(ModelAdmin):
    form = ModuleForm
    inlines = (RuleInline, PrerequisiteInline)
    list_display = ("code", "name", "purpose", "order")
    list_display_links = ("code", "name")
    search_fields = ("code", "name_az", "name_en", "name_ru")
    fieldsets = (
        (None, {"fields": ("code", "order", "change_reason")}),
        (_("Name"), {"fields": ("name_az", "name_en", "name_ru")}),
        (_("What it does"), {"fields": ("purpose_az", "purpose_en", "purpose_ru")}),
    )

    def get_readonly_fields(self, request: Any, obj: Module | None = None) -> tuple[str, ...]:
        return ("code",) if obj else ()

    def has_delete_permission(self, request: Any, obj: Module | None = None) -> bool:
        return False

    def save_related(self, request: Any, form: ModuleForm, formsets: Any, change: bool) -> None:
        module, reason = form.instance, form.cleaned_data["change_reason"]
        before = module.as_ruled()
        super().save_related(request, form, formsets, change)
        deed = "change" if change else "add"
        journal.record(
            deed, on=module, by=request.user, reason=reason, before=before, after=module.as_ruled()
        )


class WithdrawalForm(forms.ModelForm):
    withdrawal = forms.CharField(
        label=_("Why it is withdrawn"),
        widget=UnfoldAdminTextareaWidget,
        help_text=_("Saving withdraws the decision: from then on the computed class holds."),
    )

    class Meta:
        model = CellOverride
        fields: tuple[str, ...] = ()


@admin.register(CellOverride)
class CellOverrideAdmin(ModelAdmin):
    """Adding decides a cell, saving a decision in force withdraws it; nothing is ever edited or deleted."""

    list_display = ("cluster", "module", "applicability", "state", "by", "at")
    list_filter = ("state", "applicability", "cluster", "module")
    list_select_related = ("cluster", "module", "by")
    told = ("cluster", "module", "applicability", "reason", "state", "by", "at", "withdrawn_at")

    def get_fields(self, request: Any, obj: CellOverride | None = None) -> tuple[str, ...]:
        if obj is None:
            return ("cluster", "module", "applicability", "reason")
        return (*self.told, "withdrawal") if self.has_change_permission(request, obj) else self.told

    def get_readonly_fields(self, request: Any, obj: CellOverride | None = None) -> tuple[str, ...]:
        return self.told if obj else ()

    def get_form(self, request: Any, obj: CellOverride | None = None, **kwargs: Any) -> type[forms.ModelForm]:
        if obj and self.has_change_permission(request, obj):
            kwargs["form"] = WithdrawalForm
        return super().get_form(request, obj, **kwargs)

    def has_add_permission(self, request: Any) -> bool:
        return request.user.has_perm("matrix.override_cell")

    def has_change_permission(self, request: Any, obj: CellOverride | None = None) -> bool:
        return request.user.has_perm("matrix.override_cell") and (obj is None or obj.state == "live")

    def has_delete_permission(self, request: Any, obj: CellOverride | None = None) -> bool:
        return False

    def save_model(self, request: Any, obj: CellOverride, form: forms.ModelForm, change: bool) -> None:
        if change:
            obj.withdraw(by=request.user, reason=form.cleaned_data["withdrawal"])
        else:
            obj.pk = override(by=request.user, **form.cleaned_data).pk
