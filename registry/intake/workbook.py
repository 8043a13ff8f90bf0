"""The rows that could not be taken, as the workbook they came in: a comment stands in each bad cell."""

import io
from collections import defaultdict
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from registry.intake.findings import PROBLEMS
from registry.intake.imports import ImportLoad, ImportRow

WIDE, WIDEST = 12, 48


def faulty(load: ImportLoad) -> bytes:
    """XLSX: what stood above the header, the header, and the faulty rows as they were typed.

    Corrected, it may be sent as it is: it has the columns of the list.
    """
    data = io.BytesIO()
    book = xlsxwriter.Workbook(
        data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet()
    bold, bad = book.add_format({"bold": True}), book.add_format({"bg_color": "#F6D9DC"})
    for number, cells in enumerate(load.head[: load.header + 1]):
        _write(sheet, number, cells, {}, bold if number == load.header else None, bad)
    for number, row in enumerate(load.rows.filter(verdict="bad"), start=load.header + 1):
        _write(sheet, number, row.cells, _comments(row, load), None, bad)
    for column, heading in enumerate(load.headings):
        sheet.set_column(column, column, min(max(WIDE, len(heading) + 2), WIDEST))
    sheet.freeze_panes(load.header + 1, 0)
    book.close()
    return data.getvalue()


def _write(
    sheet: Any, number: int, cells: list[str], comments: dict[int, list[str]], style: Any, bad: Any
) -> None:
    width = max([len(cells), *(column + 1 for column in comments)])
    for column in range(width):
        cell = cells[column] if column < len(cells) else ""
        sheet.write_string(number, column, cell, bad if column in comments else style)
        if column in comments:
            sheet.write_comment(number, column, "\n".join(comments[column]), {"x_scale": 2})


def _comments(row: ImportRow, load: ImportLoad) -> dict[int, list[str]]:
    """Column → sentences. What belongs to no column of the list is said at the name."""
    columns = {field: column for column, field in load.fields.items()}
    places: dict[int, list[str]] = defaultdict(list)
    for code, field, values in row.problems:
        column = columns.get(field, columns.get("lat_lon") if field == "lat" else None)
        column = columns.get("name_az", 0) if column is None else column
        places[column].append(str(PROBLEMS[code]) % values)
    first = min(places)
    places[first].append(_("Row %(row)s of “%(file)s”.") % {"row": row.row, "file": load.file_name})
    return places
