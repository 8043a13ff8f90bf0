"""Buildings in the administration: kept by the office of their region, with halls and users."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.admin import StackedInline

from eculture.admin import HouseAdmin
from registry.buildings.accessibility import QUESTIONS, AccessNeed, answer
from registry.buildings.facilities import Facility, Occupancy, Space
from registry.buildings.forms import ABOUT, ASKED, CHOICES, NO, READ, YES, FacilityForm
from registry.institutions import Institution


class SpaceInline(StackedInline):
    model = Space
    extra = 0


class OccupancyForm(forms.ModelForm):
    """The card of an institution tells its building: only who keeps the card says which one."""

    user: Any

    def clean_institution(self) -> Institution:
        chosen = self.cleaned_data["institution"]
        own = Institution.objects.editable_by(self.user)
        if "institution" in self.changed_data and not own.filter(pk=chosen.pk).exists():
            raise forms.ValidationError(_("This institution is not in your care."))
        return chosen


class OccupancyInline(StackedInline):
    model = Occupancy
    form = OccupancyForm
    extra = 0
    autocomplete_fields = ("institution",)

    def get_formset(self, request: HttpRequest, obj: Facility | None = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.user = request.user  # the form is a class of this request
        return formset


@admin.register(Facility)
class FacilityAdmin(HouseAdmin):
    form = FacilityForm
    readonly_fields = ("told",)
    inlines = (SpaceInline, OccupancyInline)
    list_display = ("__str__", "unit", "built", "condition", "answered_on")
    list_filter = ("condition", "unit__region")
    list_select_related = ("unit",)
    list_per_page = 50
    search_fields = ("name", "address")
    autocomplete_fields = ("unit",)

    def get_fieldsets(self, request: HttpRequest, obj: Facility | None = None) -> Any:
        """Who may not change the answers reads them as a text."""
        may = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return (*ABOUT, ASKED) if may else (*ABOUT, READ)

    @admin.display(description=_("Accessibility"))
    def told(self, obj: Facility) -> str:
        words = {True: CHOICES[YES], False: CHOICES[NO]}
        rows = ((QUESTIONS[code], words[said]) for code, said in obj.answers.items())
        return format_html_join("", "<p>{} <b>{}</b></p>", rows) or "–"

    def save_model(self, request: HttpRequest, obj: Facility, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if form.answers != obj.answers:
            answer(obj, form.answers, by=request.user)


@admin.register(AccessNeed)
class AccessNeedAdmin(HouseAdmin):
    list_display = ("persona", "question")
    list_filter = ("persona",)
