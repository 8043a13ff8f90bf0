"""The work bench of duplicates in the administration: pairs by score, side by side, decided, undone."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from eculture import jobs
from eculture.refusals import Refusal
from eculture.templatetags.words import aznumber
from registry.classifiers import Indicator
from registry.duplicates.pairs import DuplicatePair
from registry.duplicates.uniting import TAKEN, take_apart, unite, what_leads_to
from registry.institutions import Institution

ROWS = 50
SEARCH = "registry-duplicates"
VIEW, CHANGE = "registry.view_duplicatepair", "registry.change_duplicatepair"


def urls(guard: Any) -> list[URLPattern]:
    pages = {
        "": (pair_page, ""),
        "one/": (one, "_one"),
        "two/": (two, "_two"),
        "again/": (again, "_again"),
        "undoing/": (undoing, "_undoing"),
    }
    return [
        path("duplicates/", guard(pairs), name="registry_duplicates"),
        path("duplicates/search/", guard(search), name="registry_duplicates_search"),
    ] + [
        path(f"duplicates/<int:pk>/{tail}", guard(view), name=f"registry_duplicate{name}")
        for tail, (view, name) in pages.items()
    ]


class Line(NamedTuple):
    """An attribute of two records, in words."""

    name: str
    label: Any
    first: Any
    second: Any
    is_same: bool


def of_pair(permission: str) -> Callable[..., Any]:
    """Fetch the pair for who holds the permission; a refusal stands on its page."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, pk: int) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            found = DuplicatePair.objects.visible_to(request.user).with_labels()
            pair = get_object_or_404(found, pk=pk)
            try:
                return view(request, pair)
            except Refusal as refusal:
                return shown(request, found.get(pk=pk), refusal)

        return guarded

    return decorate


@require_safe
def pairs(request: HttpRequest) -> HttpResponse:
    """The likeliest first; those that are decided on a list of their own."""
    if not request.user.has_perm(VIEW):
        raise PermissionDenied
    known = DuplicatePair.objects.visible_to(request.user)
    state = request.GET.get("state", "")
    state = state if state in DuplicatePair.STATES else "open"
    counts = {code: known.filter(state=code).count() for code in DuplicatePair.STATES}
    context = {
        **admin.site.each_context(request),
        "title": _("Possible duplicates"),
        "counts": [(code, DuplicatePair.STATES[code], count) for code, count in counts.items()],
        "state": state,
        "page": Paginator(known.filter(state=state).with_labels(), ROWS).get_page(request.GET.get("page")),
        "query": f"state={state}",
        "may": request.user.has_perm(CHANGE),
    }
    return render(request, "admin/registry/duplicates.html", context)


@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """Look through the registry now; the same is done each night."""
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    return redirect("cabinet:job", jobs.ask(SEARCH, by=request.user).pk)


def shown(request: HttpRequest, pair: DuplicatePair, refusal: Refusal | None = None) -> HttpResponse:
    both = (pair.first, pair.second)
    context = {
        **admin.site.each_context(request),
        "title": _("Two records side by side"),
        "pair": pair,
        "both": [(row, what_leads_to(row)) for row in both],
        "lines": lines(*both),
        "unification": pair.unifications.select_related("kept", "by__person").filter(undone_at=None).first(),
        "may": request.user.has_perm(CHANGE),
        "refusal": refusal,
    }
    return render(request, "admin/registry/duplicate.html", context, status=409 if refusal else 200)


def lines(first: Institution, second: Institution) -> list[Line]:
    """What either of them says; the differences can be chosen."""
    names = dict(Indicator.objects.values_list("code", "name"))
    told = []
    for name, column in TAKEN.items():
        if getattr(first, column) or getattr(second, column):
            label = Institution._meta.get_field(name).verbose_name
            is_same = getattr(first, column) == getattr(second, column)
            told.append(Line(name, label, _said(first, name, names), _said(second, name, names), is_same))
    return told


def _said(row: Institution, name: str, indicators: dict[str, str]) -> Any:
    value = getattr(row, name)
    if name == "figures":
        return "; ".join(f"{indicators.get(code, code)}: {aznumber(count)}" for code, count in value.items())
    return "" if value is None else value


@require_safe
@of_pair(VIEW)
def pair_page(request: HttpRequest, pair: DuplicatePair) -> HttpResponse:
    return shown(request, pair)


@require_POST
@of_pair(CHANGE)
def one(request: HttpRequest, pair: DuplicatePair) -> HttpResponse:
    """They are one institution: which record is kept, and what is right in the other one."""
    keep = {str(row.pk): row for row in (pair.first, pair.second)}.get(request.POST.get("keep", ""))
    if keep is None:
        raise Refusal(_("Choose the record that is kept."), code="kept", field="keep")
    other = pair.second if keep == pair.first else pair.first
    take = {name for name in TAKEN if request.POST.get(f"take-{name}") == str(other.pk)}
    unite(pair, keep, by=request.user, take=take)
    return redirect(pair)


@require_POST
@of_pair(CHANGE)
def two(request: HttpRequest, pair: DuplicatePair) -> HttpResponse:
    pair.keep_apart(by=request.user)
    return redirect("admin:registry_duplicates")


@require_POST
@of_pair(CHANGE)
def again(request: HttpRequest, pair: DuplicatePair) -> HttpResponse:
    pair.ask_again(by=request.user)
    return redirect(pair)


@require_POST
@of_pair(CHANGE)
def undoing(request: HttpRequest, pair: DuplicatePair) -> HttpResponse:
    take_apart(pair, by=request.user, reason=request.POST.get("reason", "")[:300])
    return redirect(pair)
