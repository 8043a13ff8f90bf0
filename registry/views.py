from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eculture.refusals import Refusal
from eculture.reports import as_csv
from registry import atlas
from registry.buildings.accessibility import PERSONAS
from registry.cards import came_from, card, last_heir, subjects
from registry.clusters import asked_zoom, features
from registry.extract import extract
from registry.forms import (
    AnnulmentForm,
    ClosureForm,
    DisplacementForm,
    EventForm,
    FiguresForm,
    MergerForm,
    RelocationForm,
    RenamingForm,
    SplitForm,
    StatusForm,
    TransferForm,
)
from registry.history.acts import LegalAct, write_down
from registry.history.days import asked_day
from registry.history.events import LifecycleEvent
from registry.history.record import void
from registry.institutions import Institution
from registry.listing import Filters, answered, chips, corrected, lines, page_of
from registry.search import clean

MOST_ROWS = 20000


@require_safe
def institutions(request: HttpRequest) -> HttpResponse:
    typed = Filters.of(request.GET)
    filters, correction, shown = answered(typed, request.user)
    page = page_of(filters, request.user, shown, request.GET)
    rows = lines(page, shown, filters)
    context = {
        "typed": typed,
        "filters": filters,
        "correction": correction,
        "by_name": filters.but(sort="name").query,
        "by_rank": filters.but(sort="rank").query,
        "bare": Filters(text=filters.text).query,
        "facets": shown,
        "total": shown.total,
        "chips": chips(filters, shown),
        "personas": PERSONAS.items(),
        "page": page,
        "rows": rows,
        "map": atlas.picture(shown.by_code, shown.of_units, filters.region, rows),
    }
    status = 400 if typed.trouble else 200
    return render(request, "registry/institutions.html", context, status=status)


@require_safe
def institution(request: HttpRequest, code: str) -> HttpResponse:
    """The card of today, or of the day that is asked for; what was closed leads on to its only successor."""
    day = asked_day(clean(request.GET.get("as_of", "")))
    found = subjects(Institution.objects.visible_to(request.user), day)
    subject = get_object_or_404(found, code=code)
    heir = None if day else last_heir(subject)
    if heir:
        return _permanently(f"{heir.get_absolute_url()}?from={subject.code}")
    context = card(subject, day) | {
        "came_from": came_from(subject, clean(request.GET.get("from", ""))),
        "deeds": [] if day else deeds_of(request.user, subject),
    }
    return render(request, "registry/institution.html", context)


def _permanently(url: str) -> HttpResponse:
    answer = HttpResponsePermanentRedirect(url)
    answer["Cache-Control"] = "public, max-age=300"  # an event may be struck out again
    return answer


@require_safe
def act(request: HttpRequest, pk: int) -> FileResponse:
    """The text of a legal act."""
    found = get_object_or_404(LegalAct.objects.visible_to(request.user).exclude(file=""), pk=pk)
    name = f"act-{found.pk}.pdf"
    return FileResponse(found.file.open("rb"), filename=name, content_type="application/pdf")


@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """The list as it is filtered, as CSV."""
    filters, _correction = corrected(Filters.of(request.GET).sure(), request.user)
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
    """What of the filtered list has coordinates, as GeoJSON for the map: `bbox`, and clusters for `zoom`."""
    filters, _correction = corrected(Filters.of(request.GET).sure(), request.user)
    zoom = asked_zoom(request.GET.get("zoom", ""))
    return JsonResponse({"type": "FeatureCollection", "features": features(filters, request.user, zoom)})


@require_safe
@cache_control(public=True, max_age=86400)
def districts(request: HttpRequest) -> FileResponse:
    return FileResponse(atlas.SHAPES.open("rb"), content_type="application/geo+json")


class Deed(NamedTuple):
    """What stands behind a noun of the address: the verb, what it asks for, what it is called."""

    verb: str
    form: type[EventForm]
    title: Any


DEEDS = {
    "renaming": Deed("rename", RenamingForm, gettext_lazy("Give another name")),
    "relocation": Deed("relocate", RelocationForm, gettext_lazy("Move to another address")),
    "transfer": Deed("transfer", TransferForm, gettext_lazy("Pass to another body")),
    "figures": Deed("count", FiguresForm, gettext_lazy("Update the figures")),
    "status": Deed("grant_status", StatusForm, gettext_lazy("Grant a status")),
    "suspension": Deed("suspend", EventForm, gettext_lazy("Suspend the activity")),
    "resumption": Deed("resume", EventForm, gettext_lazy("Resume the activity")),
    "displacement": Deed("displace", DisplacementForm, gettext_lazy("Move to another territory for a time")),
    "return": Deed("bring_back", EventForm, gettext_lazy("Return to the territory of registration")),
    "merger": Deed("merge", MergerForm, gettext_lazy("Merge into another institution")),
    "split": Deed("split", SplitForm, gettext_lazy("Divide into several institutions")),
    "closure": Deed("close", ClosureForm, gettext_lazy("Close down")),
}


@login_required
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, code: str, noun: str) -> HttpResponse:
    subject = get_object_or_404(Institution.objects.editable_by(request.user).with_labels(), code=code)
    deed = DEEDS[noun]
    if not subject.may(deed.verb):
        raise subject.refusal_to(deed.verb)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = deed.form(subject, *sent)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                wish = form.wish()
                wish["act"] = wish["act"] and write_down(by=request.user, **wish["act"])
                getattr(subject, deed.verb)(by=request.user, **wish)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect(subject)
    context = {"institution": subject, "deed": deed, "form": form}
    return render(request, "registry/move.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def extract_of(request: HttpRequest, code: str) -> HttpResponse:
    """An extract for the account that asks; it stays among its documents."""
    subject = get_object_or_404(Institution.objects.visible_to(request.user), code=code)
    document = extract(subject, day=asked_day(clean(request.POST.get("as_of", ""))), by=request.user)
    return redirect("cabinet:document_file", document.pk)


@login_required
@require_http_methods(["GET", "POST"])
def annulment(request: HttpRequest, pk: int) -> HttpResponse:
    """Strike an event out that was recorded by mistake."""
    event = get_object_or_404(LifecycleEvent.objects.editable_by(request.user).in_full(), pk=pk)
    form = AnnulmentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            void(event, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(event.effects.all()[0].institution)
    context = {"event": event, "effects": event.effects.all(), "form": form}
    return render(request, "registry/annulment.html", context, status=422 if form.errors else 200)


def deeds_of(user: Any, subject: Institution) -> list[tuple[str, Deed]]:
    """What this user may do to the institution now."""
    if not Institution.objects.editable_by(user).filter(pk=subject.pk).exists():
        return []
    without = set() if subject.kind.indicators.exists() else {"figures"}
    return [(noun, deed) for noun, deed in DEEDS.items() if subject.may(deed.verb) and noun not in without]
