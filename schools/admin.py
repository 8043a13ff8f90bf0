"""Where the ministry prepares and runs an admission. States change on the course page, by buttons."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.postgres.forms import SplitArrayField
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from unfold.admin import TabularInline
from unfold.widgets import UnfoldAdminSelectWidget

import schools.exams.admin  # noqa: F401
import schools.teaching.admin  # noqa: F401
from eculture import journal
from eculture.admin import HouseAdmin
from eculture.refusals import Refusal
from schools.admissions import claims_desk, course, course_cuts, course_files, numbers_desk, plan_cuts
from schools.admissions.applications import Application
from schools.admissions.campaigns import RULES, Campaign
from schools.admissions.numbers_desk import ByDistrict, ByOffice, ByWish, Exceptional, Reached
from schools.admissions.plan import PlanPlace
from schools.admissions.stages import Stage
from schools.exams import commission, desk
from schools.org.models import Programme, School, Specialty
from schools.rules_admin import RULE_INLINES, NamedCells
from schools.study.models import Enrolment


class StagesInOrder(BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        rows = [form.cleaned_data for form in self.forms if form.is_valid() and form.cleaned_data]
        known = [row for row in rows if row.get("kind") and row.get("opens_at") and row.get("closes_at")]
        spans = {row["kind"]: (row["opens_at"], row["closes_at"]) for row in known}
        refusal = Stage.refusal_of_order(spans)
        if refusal:
            raise ValidationError(refusal.message)


class StageInline(NamedCells, TabularInline):
    model = Stage
    formset = StagesInOrder
    extra = 0
    max_num = len(Stage.KINDS)
    can_delete = False


def ranked(db_field: Any, choices: dict[str, Any]) -> SplitArrayField:
    """An array whose values are chosen one after another, the first that counts first."""
    name = UnfoldAdminSelectWidget(attrs={"aria-label": str(db_field.verbose_name)})
    each = forms.ChoiceField(choices=[("", "–"), *choices.items()], required=False, widget=name)
    words = {"label": db_field.verbose_name, "help_text": db_field.help_text}
    return SplitArrayField(each, size=len(choices), remove_trailing_nulls=True, required=False, **words)


@admin.register(Campaign)
class CampaignAdmin(HouseAdmin, TranslationAdmin):
    list_display = ("name", "year", "state", "plan_published_at", "course_link")
    inlines = (StageInline, *RULE_INLINES)
    readonly_fields = ("state", "plan_published_at", "course_link", "lot_commitment", "lot_seed")
    fields = (
        ("state", "course_link"), "year", "name", "plan_published_at", ("pass_mark", "paid_from"),
        ("max_specialties", "max_schools"), ("age_counted_on", "studies_start_on"),
        ("answer_days", "late_choice_days"), "tie_break", ("jury_size", "jury_spread"),
        ("lot_commitment", "lot_seed"),
    )  # fmt: skip

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "tie_break":
            return ranked(db_field, Campaign.TIE_BREAKS)
        return super().formfield_for_dbfield(db_field, request, **options)

    def get_readonly_fields(self, request: HttpRequest, obj: Campaign | None = None) -> Any:
        frozen = (*RULES, "year") if obj and obj.rules_are_frozen else ()
        return (*self.readonly_fields, *frozen)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Families are held to these dates to the minute: who moves one leaves a trace."""
        before = form.instance.dates()
        super().save_related(request, form, formsets, change)
        after = form.instance.dates()
        if after != before:
            journal.record("change_dates", on=form.instance, by=request.user, before=before, after=after)

    def get_urls(self) -> list[URLPattern]:
        guard, at = self.admin_site.admin_view, "<int:pk>/course/"
        views = [
            ("", course.course, "course"),
            ("moves/", course.moves, "course_moves"),
            ("ages/", course.ages, "course_ages"),
            ("copies/", course.copies, "course_copies"),
            ("runs/", course.runs, "course_runs"),
            ("runs/<int:run>/publication/", course.publication, "course_publication"),
            ("runs/<int:run>/rejection/", course.rejection, "course_rejection"),
            ("runs/<int:run>/comparison/<int:other>/", course.comparison, "course_comparison"),
            ("overdue/", course.overdue, "course_overdue"),
            ("cuts/", course_cuts.cuts, "course_cuts"),
            ("cuts/<int:cut>/approval/", course_cuts.approval, "course_cut_approval"),
            ("cuts/<int:cut>/rejection/", course_cuts.rejection, "course_cut_rejection"),
            ("orders/", course.orders, "course_orders"),
        ]
        ours = [path(at + end, guard(view), name=f"schools_{name}") for end, view, name in views]
        exams = [*desk.urls(guard, f"{at}exams/"), *commission.urls(guard, f"{at}appeals/")]
        claims = [
            *claims_desk.urls(guard, f"{at}priorities/"),
            *numbers_desk.urls(guard, f"{at}numbers/"),
        ]
        return [*ours, *exams, *claims, *self._urls_of_files(guard, at), *super().get_urls()]

    @staticmethod
    def _urls_of_files(guard: Any, at: str) -> list[URLPattern]:
        views = [
            ("", course_files.upload, "upload"),
            ("<int:load>/", course_files.file_load, "load"),
            ("<int:load>/writing/", course_files.writing, "writing"),
            ("<int:load>/rejection/", course_files.rejection, "rejection"),
        ]
        return [
            path(f"{at}{what}/{end}", guard(view), {"what": what}, name=f"schools_course_{what}_{name}")
            for what in course_files.DESKS
            for end, view, name in views
        ]

    @admin.display(description=_("Course"))
    def course_link(self, obj: Campaign) -> SafeString | str:
        if obj.pk is None:
            return "–"
        return format_html(
            '<a href="{}">{}</a>',
            reverse("admin:schools_course", args=[obj.pk]),
            _("Stages, scores, placement"),
        )


class PlanPlaceForm(forms.ModelForm):
    """The number of places of a published plan changes only with the number of an order."""

    order = forms.CharField(
        label=_("Number of the order"), max_length=40, required=False,
        help_text=_("Needed once the plan is published."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    class Meta:
        model = PlanPlace
        fields = ("campaign", "school", "programme", "funding", "places")

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if self.instance.pk and "places" in self.changed_data and "places" in values:
            refusal = self._refusal(values["places"], values.get("order", ""), values.get("reason", ""))
            if refusal:
                self.add_error("order" if refusal.field == "order_number" else refusal.field, refusal.message)
        return values

    def _refusal(self, places: int, order: str, reason: str) -> Refusal | None:
        before = PlanPlace.objects.get(pk=self.instance.pk)
        if plan_cuts.is_cut(before, places):
            return plan_cuts.refusal_to_propose(before, places=places, order_number=order, reason=reason)
        return before.refusal_to_change_places(places=places, order_number=order)


@admin.register(PlanPlace)
class PlanPlaceAdmin(HouseAdmin):
    form = PlanPlaceForm
    list_display = ("school", "programme", "funding", "places", "taken", "cutoff")
    list_filter = ("campaign", "funding", "programme__specialty", ByDistrict)
    list_select_related = ("school__institution", "programme__specialty")
    search_fields = ("school__institution__name_az", "school__institution__code")
    autocomplete_fields = ("school", "programme")
    list_per_page = 50

    def get_fields(self, request: HttpRequest, obj: PlanPlace | None = None) -> Any:
        known = ("campaign", "school", "programme", "funding", "places")
        may_change = self.has_change_permission(request, obj)
        return (
            (*known, "taken", "cutoff", *(("order", "reason") if may_change else ()))
            if obj
            else (*known, "order")
        )

    def get_readonly_fields(self, request: HttpRequest, obj: PlanPlace | None = None) -> Any:
        return ("campaign", "school", "programme", "funding", "taken", "cutoff") if obj else ()

    def save_model(self, request: HttpRequest, obj: PlanPlace, form: PlanPlaceForm, change: bool) -> None:
        order, reason = form.cleaned_data["order"], form.cleaned_data.get("reason", "")
        if change:
            self._changed(request, obj, places=form.cleaned_data["places"], order_number=order, reason=reason)
        else:
            obj.order_number = order
            obj.save()

    def _changed(self, request: HttpRequest, obj: PlanPlace, **wish: Any) -> None:
        """A cut of the published plan waits for a second person; the rest happens at once."""
        before = PlanPlace.objects.get(pk=obj.pk)
        if not plan_cuts.is_cut(before, wish["places"]):
            return before.change_places(by=request.user, **wish)
        plan_cuts.propose(before, by=request.user, **wish)
        self.message_user(request, _("The cut waits for a second person, on the page of the course."))
        return None


@admin.register(Application)
class ApplicationAdmin(HouseAdmin):
    """To look up; a family acts in its cabinet, the ministry on the course page."""

    list_display = ("number", "campaign", "direction", "state", "submitted_at")
    list_filter = ("campaign", "state", "direction", Reached, Exceptional, ByOffice, ByWish)
    list_select_related = ("campaign",)
    search_fields = ("number",)
    list_per_page = 50
    fields = (
        "number",
        "campaign",
        "child",
        "guardian",
        "direction",
        "state",
        "submitted_at",
        "points",
        "wishes",
    )
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Application | None = None) -> bool:
        return False

    @admin.display(description=_("Score"))
    def points(self, obj: Application) -> Any:
        return obj.entered_points

    @admin.display(description=_("Choices"))
    def wishes(self, obj: Application) -> str:
        return "; ".join(
            str(one) for one in obj.preferences.select_related("programme__specialty", "school__institution")
        )


@admin.register(Specialty)
class SpecialtyAdmin(HouseAdmin, TranslationAdmin):
    list_display = ("name", "code", "direction")
    list_filter = ("direction",)
    search_fields = ("name_az", "code")


@admin.register(Programme)
class ProgrammeAdmin(HouseAdmin):
    list_display = ("__str__", "code", "needs_accompanist")
    list_select_related = ("specialty",)
    search_fields = ("code", "specialty__name_az")


@admin.register(School)
class SchoolAdmin(HouseAdmin):
    list_display = ("institution", "institution__code", "institution__registered_unit")
    list_select_related = ("institution__registered_unit", "institution__operating_unit")
    search_fields = ("institution__name_az", "institution__code")
    readonly_fields = ("institution",)
    filter_horizontal = ("programmes",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Every institution that teaches is a school; who enters it in the registry makes it one."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: School | None = None) -> bool:
        """What a school teaches is entered by the ministry, whose right covers every school."""
        return request.user.has_perm("schools.change_school")


@admin.register(Enrolment)
class EnrolmentAdmin(HouseAdmin):
    list_display = ("person", "programme", "school", "funding", "grade", "state")
    list_filter = ("state", "funding")
    list_select_related = ("person", "programme__specialty", "school__institution")
    search_fields = ("order_number", "person__surname")
    fields = (
        "person",
        "programme",
        "school",
        "funding",
        "grade",
        "started_on",
        "ended_on",
        "order_number",
        "state",
    )
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Enrolment | None = None) -> bool:
        return False
