"""Where the ministry enters the centres of a campaign and their rooms."""

from typing import Any

from django import forms
from django.contrib import admin
from unfold.admin import TabularInline
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from eculture.admin import HouseAdmin
from schools.exams.centres import ExamCentre, ExamRoom
from schools.org.models import Direction


class RoomInline(TabularInline):
    model = ExamRoom
    extra = 0
    can_delete = False
    hide_title = True

    def formfield_for_dbfield(self, db_field: Any, request: Any, **options: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **options)
        if field:
            field.widget.attrs.setdefault("aria-label", str(db_field.verbose_name))
        return field


class CentreForm(forms.ModelForm):
    directions = forms.MultipleChoiceField(
        label=ExamCentre._meta.get_field("directions").verbose_name,
        choices=Direction.choices,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )

    class Meta:
        model = ExamCentre
        fields = ("campaign", "institution", "directions")


@admin.register(ExamCentre)
class ExamCentreAdmin(HouseAdmin):
    form = CentreForm
    inlines = (RoomInline,)
    list_display = ("institution", "campaign", "directions")
    list_filter = ("campaign",)
    list_select_related = ("institution", "campaign")
    search_fields = ("institution__name_az", "institution__code")
    autocomplete_fields = ("institution",)
    list_per_page = 50

    def get_readonly_fields(self, request: Any, obj: ExamCentre | None = None) -> Any:
        return ("campaign", "institution") if obj else ()
