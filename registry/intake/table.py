"""From a file to rows of named cells: finds the sheet and the header by itself."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from eculture.azerbaijani import az_fold
from eculture.refusals import Refusal
from eculture.sheets import Sheet, sheets

HEADER_WITHIN = 40
MOST_ROWS = 50_000
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
    for sheet in sheets(name, data, most_rows=MOST_ROWS):
        start, fields = _header(sheet)
        if fields:
            yield from _below(sheet, start, fields)
            return
    raise Refusal(
        _("“%(file)s” has no column with names. Name the columns: name, kind, district.") % {"file": name},
        code="no_header",
    )


def _header(sheet: Sheet) -> tuple[int, dict[int, str]]:
    for number, row in enumerate(sheet[:HEADER_WITHIN]):
        fields: dict[int, str] = {}
        for column, cell in enumerate(row):
            field = FIELDS.get(az_fold(cell)[:60])
            if field and field not in fields.values():
                fields[column] = field
        if "name_az" in fields.values() and len(fields) > 1:
            return number, fields
    return 0, {}


def _below(sheet: Sheet, header: int, fields: dict[int, str]) -> Iterator[Row]:
    for number, row in enumerate(sheet[header + 1 :], start=header + 2):
        cells = {field: row[column] for column, field in fields.items() if column < len(row)}
        is_total = any(az_fold(cell) in TOTALS for cell in row[:4])
        if any(cells.values()) and not is_total:
            yield Row(number, cells)
