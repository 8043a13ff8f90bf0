from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from eculture.refusals import Refusal
from eculture.reports import as_csv
from registry import atlas
from registry.forms import ActForm, ClosureForm, DisplacementForm
from registry.institutions import Institution
from registry.listing import Filters, answered, chips, corrected, lines, page_of
from registry.templatetags.registry import capital
from registry.territory import Unit
from registry.timeline import timeline

MOST_POINTS = 5000
MOST_ROWS = 20000


@require_safe
def institutions(request: HttpRequest) -> HttpResponse:
    typed = Filters.of(request.GET)
    filters, correction, shown = answered(typed, request.user)
    page = page_of(filters, request.user, shown, request.GET.get("page"))
    rows = lines(page, shown, filters.text)
    context = {
        "typed": typed,
        "filters": filters,
        "correction": correction,
        "by_name": filters.but(sort="name").query,
        "by_rank": filters.but(sort="rank").query,
        "bare": Filters(text=filters.text).query,
        "facets": shown,
        "chips": chips(filters, shown),
        "page": page,
        "rows": rows,
        "map": atlas.picture(shown.by_code, shown.of_units, filters.region, rows),
    }
    return render(request, "registry/institutions.html", context)


@require_safe
def institution(request: HttpRequest, code: str) -> HttpResponse:
    found = Institution.objects.visible_to(request.user).with_labels().select_related("successor")
    subject = get_object_or_404(found, code=code)
    context = {
        "institution": subject,
        "facts": facts_of(subject),
        "deeds": deeds_of(request.user, subject),
        "timeline": timeline(subject),
        "predecessors": subject.predecessors.in_order(),
        "map": atlas.place(Unit.objects.by_code(), subject),
    }
    return render(request, "registry/institution.html", context)


@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """The list as it is filtered, as CSV."""
    filters, _correction = corrected(Filters.of(request.GET), request.user)
    found = filters.found(request.user).with_labels()[:MOST_ROWS]
    rows = (
        [row.code, row.name_az, *map(str, (row.kind, row.place)), row.address, row.source] for row in found
    )
    headings = [_("Registry code"), _("Official name"), _("Kind"), _("Territory"), _("Address"), _("Source")]
    answer = HttpResponse(as_csv(headings, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="institutions.csv"'
    return answer


@require_safe
def points(request: HttpRequest) -> JsonResponse:
    """The institutions of the filtered list that have coordinates, as GeoJSON for the map."""
    filters, _correction = corrected(Filters.of(request.GET), request.user)
    found = filters.found(request.user).exclude(lat=None)[:MOST_POINTS]
    return JsonResponse({"type": "FeatureCollection", "features": [_point(row) for row in found]})


@require_safe
@cache_control(public=True, max_age=86400)
def districts(request: HttpRequest) -> FileResponse:
    return FileResponse(atlas.SHAPES.open("rb"), content_type="application/geo+json")


class Deed(NamedTuple):
    """What stands behind a noun of the address: the verb, what it asks for, what it is called."""

    verb: str
    form: type[ActForm]
    title: Any


DEEDS = {
    "suspension": Deed("suspend", ActForm, gettext_lazy("Suspend the activity")),
    "resumption": Deed("resume", ActForm, gettext_lazy("Resume the activity")),
    "displacement": Deed("displace", DisplacementForm, gettext_lazy("Move to another territory for a time")),
    "return": Deed("bring_back", ActForm, gettext_lazy("Return to the territory of registration")),
    "closure": Deed("close", ClosureForm, gettext_lazy("Close down")),
}


@login_required
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, code: str, noun: str) -> HttpResponse:
    subject = get_object_or_404(Institution.objects.editable_by(request.user).with_labels(), code=code)
    deed = DEEDS[noun]
    if not subject.may(deed.verb):
        raise subject.refusal_to(deed.verb)
    form = deed.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            getattr(subject, deed.verb)(by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect(subject)
    context = {"institution": subject, "deed": deed, "form": form}
    return render(request, "registry/move.html", context, status=422 if form.errors else 200)


def deeds_of(user: Any, subject: Institution) -> list[tuple[str, Deed]]:
    """What this user may do to the institution now."""
    if not Institution.objects.editable_by(user).filter(pk=subject.pk).exists():
        return []
    return [(noun, deed) for noun, deed in DEEDS.items() if subject.may(deed.verb)]


def facts_of(row: Institution) -> list[tuple[str, Any]]:
    return [
        (_("Kind"), capital(row.kind)),
        (_("Cluster"), str(row.kind.cluster)),
        (_("Official name"), row.name_az if row.name != row.name_az else ""),
        (_("Founded"), str(row.founded or "")),
        (_("Territory of registration"), str(row.registered_unit)),
        (_("Territory of operation"), str(row.operating_unit or "")),
        (_("Economic region"), str(row.registered_unit.economic_region)),
        (_("VÖEN"), row.voen or ""),
        (_("Source"), row.source),
    ]


def _point(row: Institution) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [row.lon, row.lat]},
        "properties": {"name": row.name, "url": row.get_absolute_url()},
    }
