"""The page of numbers of a campaign in the administration; every number opens its list."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import F, FloatField, QuerySet
from django.db.models.functions import Cast, NullIf
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from registry.models import Unit
from schools.admissions import numbers
from schools.admissions.applications import Application
from schools.admissions.campaigns import Campaign
from schools.admissions.course import of_campaign
from schools.admissions.plan import PlanPlace

ROWS = 25
CROWD = Cast("first", FloatField()) / NullIf(F("places"), 0)
SORTS = {
    "demand": (gettext_lazy("most wanted first"), (CROWD.desc(nulls_last=True), "-families")),
    "empty": (gettext_lazy("least wanted first"), (CROWD.asc(nulls_last=True), "families")),
    "score": (gettext_lazy("highest score first"), (F("cutoff").desc(nulls_last=True), "-families")),
}


def urls(guard: Any, at: str) -> list[URLPattern]:
    return [path(at, guard(overview), name="schools_numbers")]


def _listed(model: str, campaign: Campaign, **which: Any) -> str:
    page = reverse(f"admin:schools_{model}_changelist")
    return f"{page}?{urlencode({'campaign__id__exact': campaign.pk, **which})}"


@require_safe
@of_campaign("schools.view_application")
def overview(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """How far the children are, what waits where, and what is wanted against what there is."""
    applications = Application.objects.visible_to(request.user).filter(campaign=campaign)
    rows = numbers.districts(campaign)
    sort = request.GET.get("sort") if request.GET.get("sort") in SORTS else "demand"
    plan = numbers.with_demand(campaign).order_by(*SORTS[sort][1], "pk")
    page = Paginator(plan, ROWS).get_page(request.GET.get("page"))
    context = {
        **admin.site.each_context(request),
        "title": _("Numbers of the admission"),
        "campaign": campaign,
        "funnel": [
            (step, _listed("application", campaign, reached=step.slug))
            for step in numbers.funnel(applications)
        ],
        "exceptions": [
            (title, count, _listed("application", campaign, exception=slug))
            for slug, title, count in numbers.exceptions(applications)
        ],
        "queue_titles": [numbers.EXCEPTIONS[slug][0] for slug in numbers.QUEUES],
        "queues": [
            (queue.name, [(count, _of_office(campaign, queue, slug)) for slug, count in queue.counts])
            for queue in numbers.queues(applications)
        ],
        "map": numbers.map_of(rows),
        "districts": [(row, _listed("planplace", campaign, district=row.pk)) for row in rows],
        "sorts": [(name, title, name == sort) for name, (title, _order) in SORTS.items()],
        "page": page,
        "plan": [(place, _listed("application", campaign, wish=place.pk)) for place in page],
        "query": f"sort={sort}",
    }
    return render(request, "admin/schools/numbers.html", context)


def _of_office(campaign: Campaign, queue: numbers.Queue, slug: str) -> str:
    return _listed("application", campaign, exception=slug, office=queue.region or "none")


class ById(admin.SimpleListFilter):
    def number(self) -> int:
        """The id in the address; what is none finds nothing."""
        value = self.value() or ""
        return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else 0


class ByLink(ById):
    """A filter that a number sets; it stands beside the list only while it is set."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        value = request.GET.get(self.parameter_name)
        return [(value, self.named(value))] if value else []

    def named(self, value: str) -> Any:
        return value


class Conditions(admin.SimpleListFilter):
    conditions: dict[str, Any]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(slug, title) for slug, (title, _which) in self.conditions.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        slug = self.value()
        if slug not in self.conditions:
            return queryset
        found = numbers.narrowed(queryset.model.objects.all(), self.conditions, slug)
        return queryset.filter(pk__in=found.values("pk"))


class Reached(Conditions):
    title = gettext_lazy("how far")
    parameter_name = "reached"
    conditions = numbers.REACHED


class Exceptional(Conditions):
    title = gettext_lazy("what needs an eye")
    parameter_name = "exception"
    conditions = numbers.EXCEPTIONS


class ByOffice(ById):
    title = gettext_lazy("office of the exam centre")
    parameter_name = "office"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        regions = [(str(unit.pk), unit.name) for unit in Unit.objects.regions().in_order()]
        return [*regions, ("none", _("no exam centre"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "none":
            return queryset.filter(exam_centre=None)
        return queryset.filter(**{numbers.OFFICE: self.number()}) if self.value() else queryset


class ByWish(ByLink):
    title = gettext_lazy("choice")
    parameter_name = "wish"

    def named(self, value: str) -> Any:
        place = PlanPlace.objects.filter(pk=self.number()).with_names().first()
        return str(place) if place else value

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        place = PlanPlace.objects.filter(pk=self.number()).first() if self.value() else None
        if place is None:
            return queryset
        chosen = {"preferences__programme": place.programme_id, "preferences__school": place.school_id}
        return queryset.filter(**chosen).exclude(state="withdrawn")


class ByDistrict(ByLink):
    title = gettext_lazy("district")
    parameter_name = "district"

    def named(self, value: str) -> Any:
        unit = Unit.objects.filter(pk=self.number()).first()
        return unit.name if unit else value

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        unit = "school__institution__registered_unit"
        return queryset.filter(**{unit: self.number()}) if self.value() else queryset
