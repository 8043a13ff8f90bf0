"""From a file to rows of named cells: finds the sheet, the header and the character set by itself."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook

from eculture.azerbaijani import az_fold
from eculture.refusals import Refusal

HEADER_WITHIN = 40
LONGEST_CELL = 2000
MOST_ROWS = 50_000
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
TOTALS = {"cemi", "yekun", "total", "itogo"}
COLUMNS = {
    "ref": "id|ref|no in the list|siyahi nomresi",
    "code": "reyestr kodu|registry code|kod v reestre",
    "name_az": "name az|muessisenin adi|adi|ad|resmi ad|name|nazvanie|muessise|official name",
    "name_en": "name en|adi ingilisce|name in english",
    "kind": "type|kind|novu|nov|muessisenin novu|vid|tip",
    "unit": "unit code|unit|rayon seher|rayon|seher|erazi|territory|raion|rayon gorod|qeydiyyat erazisi",
    "address": "address az|address|unvan|unvani|adres",
    "lat": "lat|latitude|enlik|sirota",
    "lon": "lon|lng|longitude|uzunluq|dolgota",
    "voen": "voen|vergi nomresi|inn",
    "phone": "phone|telefon|elaqe telefonu",
    "website": "website|site|sayt|veb sayt",
    "founded": "founded|yaranma ili|yaradildigi il|god osnovaniya",
    "status": "status|veziyyet|sostoyanie",
    "wikidata": "wikidata qid|wikidata|qid",
    "source": "source|menbe|istocnik",
    "source_url": "source url|menbenin unvani",
}
FIELDS = {heading: field for field, headings in COLUMNS.items() for heading in headings.split("|")}


@dataclass(frozen=True)
class Row:
    """A row of the sheet with its number as the sender sees it."""

    number: int
    cells: dict[str, str]


def rows_of(name: str, data: bytes) -> Iterator[Row]:
    """The rows under the header. Raises Refusal when the file is not a table of institutions."""
    for sheet in _sheets(name, data):
        start, fields = _header(sheet)
        if fields:
            yield from _below(sheet, start, fields)
            return
    raise Refusal(
        _("“%(file)s” has no column with names. Name the columns: name, kind, district.") % {"file": name},
        code="no_header",
    )


def _sheets(name: str, data: bytes) -> Iterator[list[list[Any]]]:
    if not data.startswith(SPREADSHEETS):
        yield _csv(name, data)
        return
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for title in book.sheet_names:
            yield book.get_sheet_by_name(title).to_python(skip_empty_area=False)
    except (CalamineError, ValueError) as error:
        raise _not_a_table(name) from error


def _csv(name: str, data: bytes) -> list[list[Any]]:
    text = decoded(data)
    if "\x00" in text or not text.strip():
        raise _not_a_table(name)
    first = next(line for line in text.splitlines() if line.strip())
    delimiter = max(";,\t|", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
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
        is_cyrillic = (
            len(re.findall("[а-яА-ЯёЁ]{3,}", cyrillic)) > len(re.findall(rb"[A-Za-z]{3,}", data)) / 4
        )
        return cyrillic if is_cyrillic else data.decode("cp1254", "replace")


def _header(sheet: list[list[Any]]) -> tuple[int, dict[int, str]]:
    for number, row in enumerate(sheet[:HEADER_WITHIN]):
        fields: dict[int, str] = {}
        for column, cell in enumerate(row):
            field = FIELDS.get(az_fold(str(cell))[:60])
            if field and field not in fields.values():
                fields[column] = field
        if "name_az" in fields.values() and len(fields) > 1:
            return number, fields
    return 0, {}


def _below(sheet: list[list[Any]], header: int, fields: dict[int, str]) -> Iterator[Row]:
    if len(sheet) - header > MOST_ROWS:
        raise Refusal(
            _("The list has more than %(most)s rows. Divide it.") % {"most": MOST_ROWS}, code="too_long"
        )
    for number, row in enumerate(sheet[header + 1 :], start=header + 2):
        cells = {field: _text(row[column]) for column, field in fields.items() if column < len(row)}
        is_total = any(az_fold(str(cell)) in TOTALS for cell in row[:4])
        if any(cells.values()) and not is_total:
            yield Row(number, cells)


def _text(cell: Any) -> str:
    """A whole number loses the `.0` of the spreadsheet; an apostrophe that disarmed a formula goes."""
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    text = text[1:] if re.match(r"'\s*[=+\-@]", text) else text
    return " ".join(text.replace("\x00", " ").split())[:LONGEST_CELL]


def _not_a_table(name: str) -> Refusal:
    return Refusal(
        _("We could not open “%(file)s”. Upload an XLSX or CSV file.") % {"file": name}, code="not_a_table"
    )
