"""Reports: columns and rows by an app; form, queue, files and pages by the house."""

import csv
import io
from collections.abc import Iterable
from decimal import Decimal
from itertools import islice
from types import NoneType
from typing import Any

import xlsxwriter
from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.formats import localize, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from eculture.documents import as_pdf, printable
from eculture.jobs import Job, JobKind, kinds

FORMATS = ("xlsx", "csv", "pdf")
MOST_IN_PDF = 5000
PAPER = "eculture/documents/report.typ"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
STEP = 500
NUMERIC = (int, float, Decimal, NoneType)


class Report(JobKind):
    """A table that a person may ask for: `columns` maps a lookup to its heading.

    `rows` starts from visible_to and gives model rows, dicts or sequences; a QuerySet is read in chunks.
    """

    columns: dict[str, Any]
    form_class: type[forms.Form] = forms.Form
    description: Any = ""
    is_report = True

    def rows(self, user: Any, **params: Any) -> Iterable[Any]:
        raise NotImplementedError

    def run(self, job: Job, *, format: str = "xlsx", **params: Any) -> None:
        rows = self.rows(job.by, **params)
        total = (
            rows.count() if hasattr(rows, "count") and hasattr(rows, "iterator") else len(rows := list(rows))
        )
        table = self._table(job, rows, total)
        headings = [str(heading) for heading in self.columns.values()]
        if format == "pdf":
            head = {"title": str(self.title), "facts": self.facts(**params)}
            content = as_paper(headings, table, total=total, **head)
        else:
            content = (as_xlsx if format == "xlsx" else as_csv)(headings, table)
        job.attach(f"{self.slug}.{format}", content)

    def facts(self, **params: Any) -> list[str]:
        """What was asked for, in words, for the head of the paper."""
        fields = self.form_class().fields
        return [_asked(fields[name], value) for name, value in params.items() if name in fields and value]

    def _table(self, job: Job, rows: Any, total: int) -> Iterable[list[Any]]:
        source = rows.iterator(chunk_size=STEP) if hasattr(rows, "iterator") else rows
        for done, row in enumerate(source, start=1):
            if done % STEP == 0 or done == total:
                job.progress(done, total, _("%(done)s rows of %(total)s") % {"done": done, "total": total})
            yield [cell(row, path) for path in self.columns]


def reports_for(user: Any) -> list[Report]:
    reports = [kind for kind in kinds if isinstance(kind, Report)]
    return [report for report in reports if not report.permission or user.has_perm(report.permission)]


def as_xlsx(headings: list[str], rows: Iterable[list[Any]]) -> bytes:
    """One sheet; texts stay texts: no formulas, links or numbers are made of them."""
    buffer = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
        "default_date_format": "dd.mm.yyyy",
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, headings, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                sheet.write(number, column, value)
    return buffer.getvalue()


def as_csv(headings: list[str], rows: Iterable[list[Any]]) -> bytes:
    """UTF-8 with a byte order mark, as spreadsheets expect; a cell that could be a formula is disarmed."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(headings)
    writer.writerows([disarmed(value) for value in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def as_paper(
    headings: list[str], rows: Iterable[list[Any]], *, title: str, facts: list[str], total: int
) -> bytes:
    """A PDF to print; a list that is too long for paper ends with a word on the other files."""
    shown = list(islice(rows, MOST_IN_PDF))
    columns = list(zip(*shown, strict=True)) if shown else [()] * len(headings)
    message = _("%(total)s rows in all. The whole list is in the XLSX and CSV files.")
    data = {
        "title": title,
        "facts": facts,
        "headings": headings,
        "numeric": [all(isinstance(one, NUMERIC) for one in column) for column in columns],
        "rows": [[printable(_in_words(value)) for value in row] for row in shown],
        "rest": message % {"total": number_format(total)} if total > MOST_IN_PDF else "",
        "made": f"{timezone.localtime():%d.%m.%Y, %H:%M}",
        "language": get_language() or settings.LANGUAGE_CODE,
    }
    return as_pdf(PAPER, data)


def _in_words(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return number_format(value) if isinstance(value, (int, float, Decimal)) else localize(value)


def _asked(field: forms.Field, value: Any) -> str:
    choices = {str(key): words for key, words in getattr(field, "choices", ())}
    return f"{field.label}: {choices.get(str(value), value)}"


def disarmed(value: Any) -> Any:
    is_formula = isinstance(value, str) and value.lstrip().startswith(FORMULA_STARTS)
    return f"'{value}" if is_formula or (isinstance(value, str) and value[:1] in "\t\r" and value) else value


def cell(row: Any, path: str) -> Any:
    """Follow `a__b` through a model row or dict; numbers, dates and None stay, the rest is text."""
    value = row
    for name in path.split("__"):
        value = value.get(name) if isinstance(value, dict) else getattr(value, name, None)
        if callable(value):
            value = value()
        if value is None:
            return None
    is_plain = isinstance(value, (int, float, str)) or hasattr(value, "isoformat")
    return value if is_plain else str(value)
