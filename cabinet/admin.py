from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from unfold.admin import StackedInline

from cabinet.models import Guardianship, Person, Service
from cabinet.people.access_log import note_view
from cabinet.people.desk import not_for_oneself
from eculture import journal
from eculture.admin import HouseAdmin
from eculture.azerbaijani import AzFold, az_fold


class GuardianshipInline(StackedInline):
    """Where staff confirm with the papers in hand what a guardian could not add alone."""

    model = Guardianship
    fk_name = "child"
    extra = 0
    can_delete = False
    autocomplete_fields = ("guardian",)
    fields = ("guardian", "kind", "since", "until", "document")
    verbose_name_plural = _("represented by")


@admin.register(Person)
class PersonAdmin(HouseAdmin):
    """Persons without their FIN; opening one leaves a trace that the person can read.

    The list leaves none, so it tells of the birth no more than the year.
    """

    list_display = ("full_name", "birth_year", "citizenship", "has_account")
    search_fields = ("surname", "name")
    search_help_text = _("Surname and given name; letters with and without marks are the same.")
    list_filter = ("citizenship",)
    fields = ("surname", "name", "patronymic", "sex", "birth_date", "citizenship", "part_of_fin")
    readonly_fields = ("part_of_fin",)
    inlines = (GuardianshipInline,)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        for word in az_fold(search_term).split():
            folded = queryset.annotate(folded_surname=AzFold("surname"), folded_name=AzFold("name"))
            queryset = folded.filter(folded_surname__startswith=word) | folded.filter(
                folded_name__startswith=word
            )
        return queryset, False

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """No filter of the address may try out a FIN letter by letter, or a birthday day by day."""
        return not lookup.startswith(("fin", "user", "birth_date")) and super().lookup_allowed(
            lookup, value, request
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        person = self.get_object(request, object_id)
        if person and request.method == "GET" and self.has_view_permission(request, person):
            note_view(person, by=request.user)
        return super().change_view(request, object_id, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Person, form: Any, change: bool) -> None:
        not_for_oneself(request.user, obj)
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for changed in (one.instance for one in formset.forms if one.has_changed()):
            not_for_oneself(request.user, changed.guardian, changed.child)
        super().save_formset(request, form, formset, change)
        for row in formset.new_objects:
            journal.record("confirm_guardianship", on=row, by=request.user, after={"guardian": row.guardian})

    @admin.display(description=_("person"), ordering="surname")
    def full_name(self, person: Person) -> str:
        return person.full_name

    @admin.display(description=_("year of birth"))
    def birth_year(self, person: Person) -> int:
        return person.birth_date.year

    @admin.display(description=_("FIN"))
    def part_of_fin(self, person: Person) -> str:
        return person.masked_fin

    @admin.display(description=_("account"), boolean=True)
    def has_account(self, person: Person) -> bool:
        return person.user_id is not None


@admin.register(Guardianship)
class GuardianshipAdmin(HouseAdmin):
    verbs_journal = True
    list_display = ("guardian", "child", "kind", "since", "until", "is_live")
    list_select_related = ("guardian", "child")
    list_filter = ("kind",)
    autocomplete_fields = ("guardian", "child")

    def save_model(self, request: HttpRequest, obj: Guardianship, form: Any, change: bool) -> None:
        not_for_oneself(request.user, obj.guardian, obj.child)
        super().save_model(request, obj, form, change)
        verb = "change_guardianship" if change else "confirm_guardianship"
        journal.record(verb, on=obj, by=request.user, after={"guardian": obj.guardian, "until": obj.until})

    @admin.display(description=_("in force"), boolean=True)
    def is_live(self, row: Guardianship) -> bool:
        return row.until is None or row.until > timezone.localdate()


@admin.register(Service)
class ServiceAdmin(HouseAdmin, TranslationAdmin):
    list_display = ("title", "slug", "apply_route", "order", "is_published")
    list_filter = ("is_published",)
    search_fields = ("title", "summary")
    prepopulated_fields = {"slug": ("title_en",)}
