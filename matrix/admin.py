"""Where ministry staff keep modules, rules and prerequisites, and decide cells."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from eculture import journal
from eculture.admin import HouseAdmin
from matrix.models import CellOverride, Module, ModuleDependency, ModuleRule
from matrix.overrides import override


class ModuleForm(forms.ModelForm):
    change_reason = forms.CharField(
        label=_("Reason for the change"),
        max_length=300,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("It is kept in the journal: a rule redraws the matrix of the whole country."),
    )


class LabelledInline(TabularInline):
    """The heading of a column is not enough for a screen reader: each control says its name."""

    extra = 0

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            control = getattr(field.widget, "widget", field.widget)
            control.attrs["aria-label"] = field.label
        return field


class RuleInline(LabelledInline):
    model = ModuleRule
    fields = ("trait", "weight_bp", "is_must")


class PrerequisiteInline(LabelledInline):
    model = ModuleDependency
    fk_name = "module"
    fields = ("requires", "min_level")


@admin.register(Module)
class ModuleAdmin(HouseAdmin):
    verbs_journal = True
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
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        help_text=_("Saving withdraws the decision: from then on the computed class holds."),
    )

    class Meta:
        model = CellOverride
        fields: tuple[str, ...] = ()


@admin.register(CellOverride)
class CellOverrideAdmin(HouseAdmin):
    """Adding decides a cell, saving a decision in force withdraws it; nothing is ever edited or deleted."""

    verbs_journal = True
    list_display = ("cluster", "module", "applicability", "state", "by", "at")
    list_filter = ("state", "applicability", "cluster", "module")
    list_select_related = ("cluster", "module", "by")
    told = ("cluster", "module", "applicability", "reason", "state", "by", "at", "withdrawn_at")

    def render_change_form(self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        context |= {"show_save_and_continue": False, "show_save_and_add_another": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def formfield_for_choice_field(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """No class stands there beforehand: a decision is never an accident."""
        kwargs["choices"] = db_field.get_choices(blank_choice=[("", _("Choose a class"))])
        return super().formfield_for_choice_field(db_field, request, **kwargs)

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

    def save_model(self, request: Any, obj: CellOverride, form: forms.ModelForm, change: bool) -> None:
        if change:
            obj.withdraw(by=request.user, reason=form.cleaned_data["withdrawal"])
        else:
            obj.pk = override(by=request.user, **form.cleaned_data).pk
