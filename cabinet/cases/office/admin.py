"""Cases and moved working days in the administration."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest
from django.urls import URLPattern, path

from cabinet.cases.models import Case
from cabinet.cases.office import views
from eculture.admin import HouseAdmin
from eculture.broker import nudge
from eculture.workdays import MovedDay


@admin.register(Case)
class CaseAdmin(HouseAdmin):
    """Pages of our own: an inbox, a case, moves. Nothing is edited as a row of a table."""

    def get_urls(self) -> list[URLPattern]:
        return [
            path("", views.inbox, name="cabinet_case_changelist"),
            path("chosen/<slug:noun>/", views.bulk, name="cabinet_case_bulk"),
            path("<int:pk>/change/", views.workspace, name="cabinet_case_change"),
            path("<int:pk>/decision/preview/", views.preview, name="cabinet_case_preview"),
            path("<int:pk>/<slug:noun>/", views.deed, name="cabinet_case_deed"),
        ]

    def has_view_permission(self, request: HttpRequest, obj: Case | None = None) -> bool:
        return request.user.has_perm(views.OPEN_INBOX)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Case | None = None) -> bool:
        return False


@admin.register(MovedDay)
class MovedDayAdmin(HouseAdmin):
    """Days moved by an act; the last days of open cases follow at once, and again in the night."""

    list_display = ("day", "is_working", "reason")
    fields = ("day", "is_working", "reason")

    def get_readonly_fields(self, request: HttpRequest, obj: MovedDay | None = None) -> Any:
        return ("day",) if obj else ()

    def save_model(self, request: HttpRequest, obj: MovedDay, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        transaction.on_commit(lambda: nudge("cabinet.tasks.recount_terms"))
