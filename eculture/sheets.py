"""What lies in a file that somebody sends as a table: sheets of rows of text, whatever wrote it."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from eculture.refusals import Refusal

LONGEST_CELL = 2000
MOST_UNPACKED = 200 * 1024 * 1024
PACKED, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

Sheet = list[list[str]]


def sheets(name: str, data: bytes, *, most_rows: int, as_typed: bool = False) -> Iterator[Sheet]:
    """The sheets of a workbook, or the one of a CSV; cells are tidied unless wanted `as_typed`.

    Raises Refusal for what is no table or too long.
    """
    is_book = data.startswith((PACKED, OLD))
    if not is_book and name.lower().endswith((".xlsx", ".xlsm")):
        raise _not_a_table(name)
    for rows in _book(name, data, most_rows) if is_book else _csv(name, data):
        if len(rows) > most_rows:
            message = _("The list has more than %(most)s rows. Divide it.") % {"most": most_rows}
            raise Refusal(message, code="too_long", field="file")
        read = _typed if as_typed else _tidied
        yield [[read(cell) for cell in row] for row in rows]


def _book(name: str, data: bytes, most_rows: int) -> Iterator[list[list[Any]]]:
    try:
        if data.startswith(PACKED):
            _refuse_a_bomb(name, data)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for title in book.sheet_names:
            sheet = book.get_sheet_by_name(title)
            rows = sheet.to_python(skip_empty_area=False, nrows=most_rows + 1)
            _fill_down(rows, sheet.merged_cell_ranges or [])
            yield rows
    except (CalamineError, zipfile.BadZipFile, ValueError) as error:
        raise _not_a_table(name) from error


def _fill_down(rows: list[list[Any]], merged: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """A cell that is merged over several rows is meant for each of them; one over columns is a heading."""
    for (first, column), (last, _column) in merged:
        for row in rows[first + 1 : last + 1]:
            if column < len(row) and row[column] == "":
                row[column] = rows[first][column]


def _refuse_a_bomb(name: str, data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if sum(entry.file_size for entry in package.infolist()) > MOST_UNPACKED:
            raise _not_a_table(name)


def _csv(name: str, data: bytes) -> Iterator[list[list[Any]]]:
    text = decoded(data)
    if "\x00" in text or not text.strip():
        raise _not_a_table(name)
    first = next(line for line in text.splitlines() if line.strip())
    delimiter = max(";,\t|", key=first.count)
    try:
        yield list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise _not_a_table(name) from error


def decoded(data: bytes) -> str:
    """UTF-8 or UTF-16 by their marks; otherwise the Turkish or the Cyrillic page, by whose letters it has."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        cyrillic = data.decode("cp1251", "replace")
        words, latin = re.findall("[а-яА-ЯёЁ]{3,}", cyrillic), re.findall(rb"[A-Za-z]{3,}", data)
        return cyrillic if len(words) > len(latin) / 4 else data.decode("cp1254", "replace")


def tidy(text: str) -> str:
    """A whole number loses the `.0` of the spreadsheet; an apostrophe that disarmed a formula goes."""
    text = text[:-2] if re.fullmatch(r"-?\d+\.0", text) else text
    text = text[1:] if re.match(r"'\s*[=+\-@]", text) else text
    return " ".join(text.split())


def _typed(cell: Any) -> str:
    return str(cell).replace("\x00", " ")[:LONGEST_CELL]


def _tidied(cell: Any) -> str:
    return tidy(str(int(cell)) if isinstance(cell, float) and cell.is_integer() else _typed(cell))


def _not_a_table(name: str) -> Refusal:
    message = _("We could not open “%(file)s”. Upload an XLSX or CSV file.") % {"file": name}
    return Refusal(message, code="not_a_table", field="file")
