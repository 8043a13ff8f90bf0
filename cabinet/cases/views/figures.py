from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cabinet.cases.figures import ServiceFigures
from eculture.reports import as_csv
from eculture.templatetags.words import aznumber


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    rows = list(ServiceFigures.objects.in_the_open())
    context = {"rows": [_row(row) for row in rows], "period": rows[0] if rows else None}
    return render(request, "cabinet/figures.html", context)


@require_safe
def figures_file(request: HttpRequest) -> HttpResponse:
    headings = [
        _("Service"), _("From"), _("To"), _("Received"), _("Decided"), _("Half within, days"),
        _("Nine of ten within, days"), _("Late, percent"), _("Refused, percent"),
    ]  # fmt: skip
    rows = ([_plain(value) for value in _cells(row)] for row in ServiceFigures.objects.in_the_open())
    answer = HttpResponse(as_csv(headings, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="services.csv"'
    return answer


def _cells(row: ServiceFigures) -> list[Any]:
    shown = row.shown
    return [
        row.service.title, row.since, row.until, shown.received, shown.decided, shown.median_days,
        shown.ninetieth_days, shown.late_percent, shown.refused_percent,
    ]  # fmt: skip


def _plain(value: Any) -> Any:
    return "" if value is None else value


def _row(row: ServiceFigures) -> dict[str, Any]:
    """In words; a number that is not told is a dash with its reason above the table."""
    shown = row.shown
    return {
        "service": row.service,
        "received": _number(shown.received),
        "decided": _number(shown.decided),
        "median": _days(shown.median_days),
        "ninetieth": _days(shown.ninetieth_days),
        "late": _percent(shown.late_percent),
        "refused": _percent(shown.refused_percent),
        "grounds": [(row.words_of(code), count) for code, count in shown.grounds],
    }


def _number(value: int | None) -> str:
    return "–" if value is None else aznumber(value)


def _days(value: int | None) -> str:
    return "–" if value is None else _("%(count)s days") % {"count": value}


def _percent(value: int | None) -> str:
    return "–" if value is None else f"{value}%"
