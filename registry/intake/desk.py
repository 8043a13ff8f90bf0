"""Lists of institutions in the administration: sent, columns named, questions answered, written, undone."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eculture.loads import MAX_BYTES, too_big
from eculture.refusals import Refusal
from registry.classifiers import Kind
from registry.intake import workbook
from registry.intake.findings import CAUSES
from registry.intake.imports import ImportLoad, ImportRepair, ImportRow
from registry.intake.receiving import receive
from registry.intake.senders import Sender
from registry.intake.table import labels
from registry.territory import Unit

ROWS, SAMPLES, EXAMPLES = 50, 3, 3
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGES: dict[str, str] = {"view": "registry.view_importload", "add": "registry.add_importload"}
CONSTANT = ("kind", "unit", "source")


def urls(guard: Any) -> list[URLPattern]:
    pages = {
        "": (load_page, ""),
        "columns/": (columns, "_columns"),
        "words/": (words, "_words"),
        "repairs/": (repairs, "_repairs"),
        "answers/": (answers, "_answers"),
        "writing/": (writing, "_writing"),
        "rejection/": (rejection, "_rejection"),
        "undoing/": (undoing, "_undoing"),
        "faulty.xlsx": (faulty, "_faulty"),
    }
    return [path("lists/", guard(imports), name="registry_imports")] + [
        path(f"lists/<int:pk>/{tail}", guard(view), name=f"registry_import{name}")
        for tail, (view, name) in pages.items()
    ]


def of_load(permission: str) -> Callable[..., Any]:
    """Fetch the list for who holds the permission; a refusal stands on its page."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, pk: int) -> HttpResponse:
            if not request.user.has_perm(PAGES[permission]):
                raise PermissionDenied
            found = ImportLoad.objects.visible_to(request.user).select_related("job", "sender")
            load = get_object_or_404(found, pk=pk)
            try:
                return view(request, load)
            except Refusal as refusal:
                return shown(request, found.get(pk=pk), refusal)

        return guarded

    return decorate


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """All lists; a new one is kept as it was typed, nothing is written to the registry."""
    if not request.user.has_perm(PAGES["add" if request.method == "POST" else "view"]):
        raise PermissionDenied
    refusal = None
    if request.method == "POST":
        try:
            return redirect("admin:registry_import_columns", _received(request).pk)
        except Refusal as said:
            refusal = said
    loads = ImportLoad.objects.visible_to(request.user).select_related("sender", "loaded_by", "job")
    context = {
        **admin.site.each_context(request),
        "title": _("Lists of institutions"),
        "page": Paginator(loads.order_by("-pk"), ROWS).get_page(request.GET.get("page")),
        "senders": Sender.objects.values_list("name", flat=True)[:200],
        "refusal": refusal,
        "sender": request.POST.get("sender", "")[:120],
    }
    return render(request, "admin/registry/imports.html", context, status=400 if refusal else 200)


def _received(request: HttpRequest) -> ImportLoad:
    file = request.FILES.get("file")
    if file is None:
        raise Refusal(_("Choose a file."), code="no_file", field="file")
    if file.size > MAX_BYTES:
        raise too_big(file.size)
    sender = request.POST.get("sender", "")
    return receive(sender=sender, name=file.name, content=file.read(), by=request.user)


def shown(request: HttpRequest, load: ImportLoad, refusal: Refusal | None = None) -> HttpResponse:
    """The page of the state the list is in."""
    page = columns_page if load.state == "naming" else rows_page
    return page(request, load, refusal)


@require_safe
@of_load("view")
def load_page(request: HttpRequest, load: ImportLoad) -> HttpResponse:
    return shown(request, load)


class Column(NamedTuple):
    """A column of the list, what it holds, and what it is taken for."""

    place: int
    heading: str
    samples: str
    field: str


def columns_page(request: HttpRequest, load: ImportLoad, refusal: Refusal | None = None) -> HttpResponse:
    below = load.rows.filter(row__gt=load.header + 1).exclude(verdict="total").order_by("row")
    samples = [cells for (cells,) in below.values_list("cells")[:SAMPLES]]
    width = max([len(load.headings), *map(len, samples)])
    typed = _named(request) if refusal and request.method == "POST" else None
    taken, constants = typed or (load.fields, load.constants)
    context = {
        **admin.site.each_context(request),
        "title": load.file_name,
        "load": load,
        "refusal": refusal,
        "header": load.header + 1,
        "columns": [
            Column(place, _cell(load.headings, place), _examples(samples, place), taken.get(place, ""))
            for place in range(width)
        ],
        "labels": labels(),
        **classifiers(),
        "constants": {name: constants.get(name, "") for name in CONSTANT},
    }
    return render(request, "admin/registry/import_columns.html", context, status=409 if refusal else 200)


def _cell(cells: list[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _examples(samples: list[list[str]], place: int) -> str:
    return " · ".join(filter(None, (_cell(cells, place)[:40].strip() for cells in samples)))


def _named(request: HttpRequest) -> tuple[dict[int, str], dict[str, str]]:
    """What the form says: place of a column → field, and what is the same for every row."""
    known = labels()
    prefix = "column-"
    taken = {
        int(name.removeprefix(prefix)): str(field)
        for name, field in request.POST.items()
        if name.startswith(prefix) and name.removeprefix(prefix).isdecimal() and field in known
    }
    constants = {name: request.POST.get(f"all-{name}", "").strip()[:300] for name in CONSTANT}
    return taken, {name: text for name, text in constants.items() if text}


@require_http_methods(["GET", "HEAD", "POST"])
@of_load("add")
def columns(request: HttpRequest, load: ImportLoad) -> HttpResponse:
    """What each column is; named anew, every row is looked at anew."""
    if request.method != "POST":
        return columns_page(request, load)
    header = request.POST.get("header", "")
    if header.isdecimal() and int(header[:4]) != load.header + 1:
        load.take_header(int(header[:4]) - 1)
        return redirect("admin:registry_import_columns", load.pk)
    taken, constants = _named(request)
    load.examine(by=request.user, columns=taken, constants=constants)
    return redirect("cabinet:job", load.job.pk)


class Question(NamedTuple):
    """Repairs of one cause that wait for a word, with examples."""

    cause: str
    title: Any
    count: int
    examples: list[ImportRepair]


class Unknown(NamedTuple):
    """A word of the sender that means nothing to us, in so many rows."""

    field: str
    text: str
    count: int


def rows_page(request: HttpRequest, load: ImportLoad, refusal: Refusal | None = None) -> HttpResponse:
    only, counts = request.GET.get("only", ""), load.counts()
    context = {
        **admin.site.each_context(request),
        "title": load.file_name,
        "load": load,
        "refusal": refusal,
        "counts": [
            (code, ImportRow.VERDICTS[code], count) for code, count in counts.items() if code and count
        ],
        "bad": counts["bad"],
        "page": Paginator(rows_of(load, only), ROWS).get_page(request.GET.get("page")),
        "query": urlencode({"only": only}) if only else "",
        "only": only,
        "may": request.user.has_perm(PAGES["add"]),
        **(asked_of(load) if load.state == "previewed" else {}),
    }
    return render(request, "admin/registry/import.html", context, status=409 if refusal else 200)


def rows_of(load: ImportLoad, only: str) -> Any:
    """The rows under the header: all, those of a verdict, or those that wait for a word."""
    rows = load.rows.filter(row__gt=load.header + 1)
    if only == "open":
        rows = rows.open()
    elif only and only in ImportRow.VERDICTS:
        rows = rows.filter(verdict=only)
    repairs = Prefetch("repairs", ImportRepair.objects.order_by("pk"))
    return rows.order_by("row").select_related("institution", "alike").prefetch_related(repairs)


def asked_of(load: ImportLoad) -> dict[str, Any]:
    """What the page asks before the list is written, and what it can write already."""
    return {
        "is_open": True,
        "questions": list(questions(load)),
        "unknown": unknown(load),
        "waiting": load.rows.open().count(),
        "to_write": load.rows.to_write().exclude(verdict="same").count(),
        **classifiers(),
    }


def classifiers() -> dict[str, list[tuple[str, str]]]:
    return {
        "kinds": [(kind.code, kind.name) for kind in Kind.objects.in_order()],
        "units": [(unit.code, unit.name) for unit in Unit.objects.districts().in_order()],
    }


def questions(load: ImportLoad) -> Iterable[Question]:
    asked = ImportRepair.objects.undecided().filter(row__load=load).exclude(row__verdict="bad")
    counted = asked.values_list("cause").annotate(count=Count("pk")).order_by("-count", "cause")
    for cause, count in counted:
        different = asked.filter(cause=cause).order_by("before", "pk").distinct("before")
        yield Question(cause, CAUSES[cause], count, list(different[:EXAMPLES]))


def unknown(load: ImportLoad) -> list[Unknown]:
    """Kinds and territories that nobody knows, the most frequent first."""
    told: dict[tuple[str, str], int] = {}
    for (problems,) in load.rows.filter(verdict="bad").values_list("problems"):
        for code, field, values in problems:
            if code in ("kind", "unit", "unit_near"):
                told[field, values["text"]] = told.get((field, values["text"]), 0) + 1
    return [Unknown(*key, count) for key, count in sorted(told.items(), key=lambda one: (-one[1], one[0]))][
        :ROWS
    ]


@require_POST
@of_load("add")
def words(request: HttpRequest, load: ImportLoad) -> HttpResponse:
    """What a word of the sender means; every row is looked at anew."""
    field, code = request.POST.get("field"), request.POST.get("code", "")
    known = {"kind": Kind.objects.filter(code=code), "unit": Unit.objects.districts().filter(code=code)}
    text = request.POST.get("text", "")[:300]
    if field not in known or not text or not known[field].exists():
        raise Refusal(_("Choose what the word means."), code="word", field="code")
    load.sender.agree_on_words(field, {text: code})
    load.examine(by=request.user, columns=load.fields, constants=load.constants)
    return redirect("cabinet:job", load.job.pk)


@require_POST
@of_load("add")
def repairs(request: HttpRequest, load: ImportLoad) -> HttpResponse:
    """All repairs of a cause, or those of one row."""
    asked = ImportRepair.objects.filter(row__load=load).exclude(row__verdict="bad")
    cause, row = request.POST.get("cause", ""), request.POST.get("row", "")
    decision = request.POST.get("decision")
    if decision not in ("accept", "send_back") or not (cause in CAUSES or row.isdecimal()):
        raise Refusal(_("Choose what to do with the repair."), code="decision")
    chosen = asked.filter(cause=cause) if cause in CAUSES else asked.filter(row=row[:18])
    count = chosen.decide(is_accepted=decision == "accept")
    if not count:
        raise Refusal(_("This has been answered already."), code="answered")
    return redirect(_back(request, load))


@require_POST
@of_load("add")
def answers(request: HttpRequest, load: ImportLoad) -> HttpResponse:
    """Whether a doubtful row is the institution it looks like."""
    row = get_object_or_404(load.rows, pk=request.POST.get("row", "0")[:18] or 0)
    if request.POST.get("answer") not in ("same", "another"):
        raise Refusal(_("Choose what to do with the repair."), code="answer")
    row.answer(is_another=request.POST["answer"] == "another")
    return redirect(_back(request, load))


def _back(request: HttpRequest, load: ImportLoad) -> str:
    only = request.POST.get("only", "")
    query = f"?{urlencode({'only': only})}" if only in (*ImportRow.VERDICTS, "open") and only else ""
    return f"{load.get_absolute_url()}{query}"


@require_POST
@of_load("add")
def writing(request: HttpRequest, load: ImportLoad) -> HttpResponse:
    load.ask_to_write(by=request.user)
    return redirect("cabinet:job", load.job.pk)


@require_POST
@of_load("add")
def rejection(request: HttpRequest, load: ImportLoad) -> HttpResponse:
    load.discard(by=request.user)
    return redirect("admin:registry_imports")


@require_POST
@of_load("add")
def undoing(request: HttpRequest, load: ImportLoad) -> HttpResponse:
    load.ask_to_undo(by=request.user, reason=request.POST.get("reason", "")[:300])
    return redirect("cabinet:job", load.job.pk)


@require_safe
@of_load("view")
def faulty(request: HttpRequest, load: ImportLoad) -> HttpResponse:
    """The rows that were not taken, as a workbook for the sender."""
    headers = {"Content-Disposition": f'attachment; filename="{load.pk}-faulty.xlsx"'}
    return HttpResponse(workbook.faulty(load), XLSX, headers=headers)
