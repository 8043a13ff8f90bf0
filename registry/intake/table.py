"""From a file to a table: which sheet, where its header stands, and what each column is taken for."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from eculture.azerbaijani import az_fold
from eculture.refusals import Refusal
from eculture.sheets import Sheet, sheets, tidy
from registry.classifiers import Indicator

HEADER_WITHIN = 40
MOST_ROWS = 50_000
TOTALS = {"cemi", "yekun", "total", "itogo"}
COLUMNS = {
    "ref": "id|ref|no in the list|siyahi nomresi",
    "code": "reyestr kodu|registry code|kod v reestre",
    "name_az": "name az|muessisenin adi|adi|ad|resmi ad|name|nazvanie|muessise|official name",
    "name_en": "name en|adi ingilisce|name in english",
    "name_ru": "name ru|adi rusca|name in russian",
    "kind": "type|kind|novu|nov|muessisenin novu|vid|tip",
    "unit": "unit code|unit|rayon seher|rayon|seher|erazi|territory|raion|rayon gorod|qeydiyyat erazisi",
    "address": "address az|address|unvan|unvani|adres",
    "lat": "lat|latitude|enlik|sirota",
    "lon": "lon|lng|longitude|uzunluq|dolgota",
    "lat_lon": "koordinatlar|koordinat|coordinates|koordinaty",
    "voen": "voen|vergi nomresi|inn",
    "phone": "phone|telefon|elaqe telefonu",
    "website": "website|site|sayt|veb sayt",
    "founded": "founded|yaranma ili|yaradildigi il|god osnovaniya",
    "status": "status|veziyyet|sostoyanie",
    "parent": "filiali oldugu muessise|ana muessise|merkezi muessise|parent|branch of|golovnoe ucrezdenie",
    "wikidata": "wikidata qid|wikidata|qid",
    "source": "source|menbe|istocnik",
    "source_url": "source url|menbenin unvani",
    "figure:seats": "yerlerin sayi|yer sayi|tutum|tutumu|seats|kolicestvo mest",
}
FIELDS = {heading: field for field, headings in COLUMNS.items() for heading in headings.split("|")}
LABELS = {
    "ref": _("number in the list of the sender"),
    "code": _("registry code"),
    "name_az": _("official name"),
    "name_en": _("name in English"),
    "name_ru": _("name in Russian"),
    "kind": _("kind of institution"),
    "unit": _("district or city"),
    "address": _("address"),
    "lat": _("latitude"),
    "lon": _("longitude"),
    "lat_lon": _("latitude and longitude in one cell"),
    "voen": _("VÖEN"),
    "phone": _("telephone"),
    "website": _("website"),
    "founded": _("year of foundation"),
    "parent": _("branch of"),
    "wikidata": _("key in Wikidata"),
    "source": _("source"),
    "source_url": _("address of the source"),
}
Columns = dict[int, str]  # place of the column → field


@dataclass(frozen=True)
class Row:
    """A row of the sheet with its number as the sender sees it; cells by field, as they were typed."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A sheet and the place of its header in it."""

    sheet: Sheet
    header: int
    columns: Columns


def labels() -> dict[str, str]:
    """What a column may be, the figures of the kinds among them; one query."""
    figures = {f"figure:{indicator.code}": indicator.name for indicator in Indicator.objects.all()}
    return {field: str(label) for field, label in LABELS.items()} | figures


def table_of(name: str, data: bytes, remembered: Mapping[str, str] | None = None) -> Table:
    """The sheet that names most columns, known to us or `remembered` of the sender: folded heading → field.

    Where no heading is known, the first row that is as wide as those below. Raises Refusal for no table.
    """
    found: Table | None = None
    for sheet in sheets(name, data, most_rows=MOST_ROWS, as_typed=True):
        table = _read(sheet, FIELDS | (remembered or {}))
        if found is None or len(table.columns) > len(found.columns):
            found = table
    if found is None or len(found.sheet) < 2:
        raise Refusal(
            _("“%(file)s” has no table with a header and rows.") % {"file": name},
            code="no_header",
            field="file",
        )
    return found


def rows_of(name: str, data: bytes) -> Iterator[Row]:
    """The rows under a header that we know. Raises Refusal when the file is not a table of institutions."""
    table = table_of(name, data)
    if "name_az" not in table.columns.values() or len(table.columns) < 2:
        raise Refusal(
            _("“%(file)s” has no column with names. Name the columns: name, kind, district.")
            % {"file": name},
            code="no_header",
        )
    for number, cells in below(table.sheet, table.header):
        if not is_total(cells):
            yield Row(number, named(cells, table.columns))


def below(sheet: Sheet, header: int) -> Iterator[tuple[int, list[str]]]:
    """The rows under the header that hold something, with their numbers."""
    for number, row in enumerate(sheet[header + 1 :], start=header + 2):
        if any(tidy(cell) for cell in row):
            yield number, row


def named(cells: list[str], columns: Mapping[int, str]) -> dict[str, str]:
    return {field: cells[column] for column, field in columns.items() if column < len(cells)}


def is_total(cells: Iterable[str]) -> bool:
    return any(az_fold(cell) in TOTALS for cell in list(cells)[:4])


def guessed(headings: Iterable[str], known: Mapping[str, str]) -> Columns:
    """Each field once, at the first column whose heading says so."""
    columns: Columns = {}
    for column, heading in enumerate(headings):
        field = known.get(az_fold(heading)[:60])
        if field and field not in columns.values():
            columns[column] = field
    return columns


def _read(sheet: Sheet, known: Mapping[str, str]) -> Table:
    tried = [guessed(row, known) for row in sheet[:HEADER_WITHIN]]
    best = max(range(len(tried)), key=lambda place: len(tried[place]), default=0)
    if tried and len(tried[best]) > 1:
        return Table(sheet, best, tried[best])
    widths = [sum(bool(tidy(cell)) for cell in row) for row in sheet[:HEADER_WITHIN]]
    widest = max(widths, default=0)
    first = next((place for place, width in enumerate(widths) if width * 4 >= widest * 3), 0)
    return Table(sheet, first, tried[first] if tried else {})
