"""The house's admin: one sign-in, rows by right, nothing is deleted, and the tables of libraries stay out."""

from collections.abc import Iterable, Iterator
from typing import Any

from allauth.account.decorators import secure_admin_login
from csp.decorators import csp_replace
from django.apps import apps
from django.conf import settings
from django.contrib.admin.utils import unquote
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin
from unfold.sites import UnfoldAdminSite

from eculture import deeds, journal
from eculture.journal import JournalEntry
from eculture.sections import AdminBlock, admin_blocks

ENTRIES = 50
HOUSE = {"eculture", "registry", "cabinet", "schools", "matrix"}


class Site(UnfoldAdminSite):
    """Signing in and changing a password happen where everybody does it; libraries bring no tables."""

    @method_decorator(secure_admin_login)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().login(request, extra_context)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """What waits for this member of staff; the tables stand below."""
        desk = {"title": _("Today"), "blocks": list(_blocks(request))}
        return super().index(request, desk | (extra_context or {}))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return csp_replace({"script-src": settings.ADMIN_SCRIPT_SOURCES})(super().admin_view(view, cacheable))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("account_change_password")

    def register(
        self, model_or_iterable: type[Model] | Iterable[type[Model]], admin_class: Any = None, **options: Any
    ) -> None:
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        ours = [model for model in models if apps.get_app_config(model._meta.app_label).name in HOUSE]
        super().register(ours, admin_class, **options)


def _blocks(request: HttpRequest) -> Iterator[tuple[AdminBlock, SafeString]]:
    for block in admin_blocks:
        context = block.context(request.user)
        if context is not None:
            yield block, render_to_string(block.template, context, request)


class HouseAdmin(ModelAdmin):
    """Shows what `visible_to` shows, changes what `editable_by` allows, deletes nothing, journals each save.

    `verbs_journal`: saving calls a verb of the model, and that one writes the entry.
    """

    verbs_journal = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        rows = self.model._default_manager.all()
        if not allowed or obj is None or not hasattr(rows, "editable_by"):
            return allowed
        return rows.editable_by(request.user).filter(pk=obj.pk).exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What the journal of the house tells of this row, newest first."""
        row = self.get_object(request, unquote(object_id))
        context: dict[str, Any] = {}
        if row and self.has_view_or_change_permission(request, row):
            page = Paginator(JournalEntry.objects.about(row), ENTRIES).get_page(request.GET.get("page"))
            context = {"page": page, "rows": deeds.told(self.model, page)}
        return super().history_view(request, object_id, context | (extra_context or {}))

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Into the journal of the house, not into a second one of the library."""
        self._journal("add", request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        self._journal("change", request, obj, message)

    def _journal(self, verb: str, request: HttpRequest, obj: Any, message: Any) -> None:
        """Names of fields only: values, and the names of persons, are kept by the history of the row."""
        if message and not self.verbs_journal:
            said = [
                [deed, about.get("name", ""), *about.get("fields", ())] for deed, about in _deeds(message)
            ]
            journal.record(verb, on=obj, by=request.user, after={"said": said})


def _deeds(message: list[dict[str, dict[str, Any]]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What Django says of a save: `[{"changed": {"fields": […]}}, {"added": {"name": …, "object": …}}]`."""
    return (pair for part in message for pair in part.items())
