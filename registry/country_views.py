"""Pages of the country: its territories, one territory, what changed in a year."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from registry import atlas
from registry.country import changes, counted, filters_of, gaps, table, years
from registry.history.days import asked_day
from registry.history.kinds import TITLES
from registry.listing import facets
from registry.search import clean
from registry.territory import Population, Unit

PAGE = 30


@require_safe
def territories(request: HttpRequest) -> HttpResponse:
    day = asked_day(clean(request.GET.get("as_of", "")))
    rows, shown = table(request.user, day)
    picture = atlas.picture(shown.by_code, shown.of_units, "", [])
    return render(request, "registry/territories.html", {"rows": rows, "as_of": day, "map": picture})


@require_safe
def territory(request: HttpRequest, code: str) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.select_related("region", "parent"), code=code)
    day = asked_day(clean(request.GET.get("as_of", "")))
    filters = filters_of(unit, day)
    shown = facets(filters, request.user)
    people = Population.objects.latest(day or timezone.localdate()).get(unit.pk)
    region = unit.code if unit.kind == "region" else ""
    context = {
        "unit": unit,
        "as_of": day,
        "facets": shown,
        "kinds": [option for option in shown.kinds if option.count],
        "query": filters.query,
        "people": people,
        "per_thousand": shown.total * 1000 / people.people if people else None,
        "gaps": gaps(unit) if not region and day is None else None,
        "map": atlas.picture(shown.by_code, shown.of_units, unit.economic_region.code, []),
        "changes": changes(timezone.localdate().year, unit.economic_region.code).count(),
    }
    return render(request, "registry/territory.html", context)


@require_safe
def changed(request: HttpRequest) -> HttpResponse:
    """What happened to institutions in a year, by kind of event and region."""
    this_year = timezone.localdate().year
    year = _number(request.GET.get("year"), this_year)
    kind = clean(request.GET.get("kind", ""))
    region = Unit.objects.regions().filter(code=clean(request.GET.get("region", ""))).first()
    events = changes(year, region.code if region else "")
    shown = events.filter(kind=kind) if kind in TITLES else events
    page = Paginator(shown.in_full(), PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "year": year,
        "years": years(),
        "kind": kind if kind in TITLES else "",
        "region": region,
        "regions": Unit.objects.regions().in_order(),
        "counts": counted(events),
        "page": page,
    }
    return render(request, "registry/changes.html", context)


def _number(text: str | None, otherwise: int) -> int:
    """A year that a calendar has; anything else is this year."""
    plain = clean(text or "")
    return int(plain) if plain.isascii() and plain.isdigit() and 0 < int(plain) < 10_000 else otherwise
