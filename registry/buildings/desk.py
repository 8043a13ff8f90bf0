"""Buildings in the administration: kept by the office of their region, with halls and users."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import StackedInline

from eculture.admin import HouseAdmin
from registry.buildings.accessibility import AccessNeed, answer
from registry.buildings.facilities import Facility, Occupancy, Space
from registry.buildings.forms import ABOUT, FacilityForm


class SpaceInline(StackedInline):
    model = Space
    extra = 0


class OccupancyInline(StackedInline):
    model = Occupancy
    extra = 0
    autocomplete_fields = ("institution",)


@admin.register(Facility)
class FacilityAdmin(HouseAdmin):
    form = FacilityForm
    fieldsets = ABOUT
    inlines = (SpaceInline, OccupancyInline)
    list_display = ("__str__", "unit", "built", "condition", "answered_on")
    list_filter = ("condition", "unit__region")
    list_select_related = ("unit",)
    list_per_page = 50
    search_fields = ("name", "address")
    autocomplete_fields = ("unit",)

    def save_model(self, request: HttpRequest, obj: Facility, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if form.answers != obj.answers:
            answer(obj, form.answers, by=request.user)


@admin.register(AccessNeed)
class AccessNeedAdmin(HouseAdmin):
    list_display = ("persona", "question")
    list_filter = ("persona",)
