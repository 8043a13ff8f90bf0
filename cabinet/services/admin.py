"""Services in the administration: their passports, the situations they answer, their editions."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from modeltranslation.admin import TranslationAdmin

from cabinet.services import designer
from cabinet.services.models import LifeEvent, Service
from cabinet.services.versions import ServiceVersion
from eculture.admin import HouseAdmin


@admin.register(Service)
class ServiceAdmin(HouseAdmin, TranslationAdmin):
    list_display = ("title", "slug", "provider", "apply_route", "order", "is_published")
    list_filter = ("is_published", "provider", "life_events")
    search_fields = ("title", "summary")
    prepopulated_fields = {"slug": ("title_en",)}
    filter_horizontal = ("life_events",)
    change_form_template = "admin/cabinet/service.html"

    def get_prepopulated_fields(self, request: HttpRequest, obj: Service | None = None) -> Any:
        """The address of a service that people know stays; only a new one follows the title."""
        return {} if obj else self.prepopulated_fields

    def get_urls(self) -> list[URLPattern]:
        first = self.admin_site.admin_view(designer.first_edition)
        return [path("<int:pk>/edition/", first, name="cabinet_service_edition"), *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        service = self.get_object(request, object_id)
        editions = ServiceVersion.objects.visible_to(request.user).filter(service=service)
        kwargs["extra_context"] = {"editions": editions, **(kwargs.get("extra_context") or {})}
        return super().change_view(request, object_id, *args, **kwargs)


@admin.register(LifeEvent)
class LifeEventAdmin(HouseAdmin, TranslationAdmin):
    list_display = ("name", "slug", "order")


@admin.register(ServiceVersion)
class EditionAdmin(HouseAdmin):
    """A list; the page of an edition is the designer's."""

    verbs_journal = True
    list_display = ("service", "number", "state", "route", "needs_two", "published_at")
    list_filter = ("state", "route", "needs_two")
    list_select_related = ("service",)
    search_fields = ("service__title", "service__slug")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A first edition is opened from its service, the next one from the one before."""
        return False

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if not object_id.isdecimal():
            raise Http404
        return designer.edition(request, int(object_id))

    def get_urls(self) -> list[URLPattern]:
        guard, at = self.admin_site.admin_view, "<int:pk>/"
        views = [
            ("preview/", designer.preview, "edition_preview"),
            ("publication/", designer.publication, "edition_publication"),
            ("next/", designer.next_edition, "edition_next"),
        ]
        ours = [path(at + end, guard(view), name=f"cabinet_{name}") for end, view, name in views]
        return [*ours, *super().get_urls()]
