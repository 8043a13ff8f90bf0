"""The page of quality in the administration: scores by office, the trend, three things to mend this week."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from registry.institutions import Institution
from registry.quality import scores as quality
from registry.territory import Unit


def urls(guard: Any) -> list[URLPattern]:
    return [path("quality/", guard(overview), name="registry_quality")]


class WithoutFilter(admin.SimpleListFilter):
    """Records that lack a part: the list behind each number of the page."""

    title = gettext_lazy("Lacks")
    parameter_name = "without"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(quality.Criterion.CODES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return quality.lacking(queryset.active(), self.value()) if self.value() else queryset


class StrayFilter(admin.SimpleListFilter):
    """Records whose coordinates lie far outside their territory."""

    title = gettext_lazy("Coordinates")
    parameter_name = "stray"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", gettext_lazy("far outside the territory"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(stray__isnull=False) if self.value() else queryset


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Of the records in one's own care; who keeps none of them reads those of the whole country."""
    if not request.user.has_perm("registry.view_institution"):
        raise PermissionDenied
    kept = Institution.objects.editable_by(request.user).active()
    own = quality.by_region(kept)
    if not own:
        kept = Institution.objects.visible_to(request.user).active()
        own = quality.by_region(kept)
    regions = Unit.objects.in_bulk([row["region"] for row in own])
    total = sum(row["records"] for row in own)
    context = {
        **admin.site.each_context(request),
        "title": _("Quality of the registry"),
        "score": quality.mean(own),
        "total": total,
        "trend": quality.trend(regions),
        "mend": [(one, _listed(regions, without=one.code)) for one in quality.to_mend(kept, total)],
        "strays": kept.filter(stray__isnull=False).count(),
        "strays_url": _listed(regions, stray=1),
        "offices": sorted(
            (quality.mean([row]), regions[row["region"]].name, row["records"], _listed({row["region"]}))
            for row in own
        ),
    }
    return render(request, "admin/registry/quality.html", context)


def _listed(regions: Any, **which: Any) -> str:
    """The list of the same records: of one region, where it is one."""
    own = {"registered_unit__region__id__exact": next(iter(regions))} if len(regions) == 1 else {}
    working = {"state__in": "active,displaced"}
    return f"{reverse('admin:registry_institution_changelist')}?{urlencode({**working, **own, **which})}"
