"""One reader for everything that is sent as a table."""

import io
import zipfile

import pytest
import xlsxwriter

from eculture import sheets
from eculture.refusals import Refusal

LIMIT = 3


def read(name: str, data: bytes) -> list[sheets.Sheet]:
    return list(sheets.sheets(name, data, most_rows=LIMIT))


def refused(name: str, data: bytes) -> tuple[str, str | None]:
    with pytest.raises(Refusal) as told:
        read(name, data)
    return told.value.code, told.value.field


def book(*rows: tuple) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        sheet = made.add_worksheet()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    return buffer.getvalue()


def packed(size: int) -> bytes:
    """An archive of a few bytes that unpacks to many."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"0" * size)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [book(("Ad", "Bal"), ("Əli  Nümunəli", 78.0)), "Ad;Bal\nƏli\N{NO-BREAK SPACE} Nümunəli;78\n".encode()],
)
def test_a_workbook_and_a_csv_of_the_same_table_read_the_same(data):
    assert read("ballar", data) == [[["Ad", "Bal"], ["Əli Nümunəli", "78"]]]


def test_a_disarmed_formula_is_what_was_typed():
    assert read("a.csv", b"'=1+1,'tis\n") == [[["=1+1", "'tis"]]]


@pytest.mark.asvs("5.2.2")
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xlsx", b"no table"),
        ("a.xlsx", b"PK\x03\x04broken"),
        ("a.xls", b"\xd0\xcf\x11\xe0broken"),
        ("a.csv", b" \n \n"),
        ("a.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"),
        ("a.csv", b'"' + b"x" * 200_000),
    ],
)
def test_what_is_no_table_is_refused_at_the_field_of_the_file(name, data):
    assert refused(name, data) == ("not_a_table", "file")


@pytest.mark.asvs("5.2.3")
def test_an_archive_that_unpacks_to_very_much_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_UNPACKED", 1000)

    assert refused("a.xlsx", packed(1001)) == ("not_a_table", "file")


@pytest.mark.parametrize("data", [book(*[("1",)] * (LIMIT + 1)), b"1\n" * (LIMIT + 1)])
def test_rows_past_the_limit_are_told_and_not_dropped(data):
    assert refused("a", data) == ("too_long", "file")


def test_a_cell_merged_over_rows_is_meant_for_each_of_them():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        sheet = made.add_worksheet()
        sheet.merge_range("A1:B1", "Siyahı")
        sheet.merge_range("A2:A3", "Şəki")
        for row, name in ((1, "Klub"), (2, "Muzey")):
            sheet.write(row, 1, name)

    assert read("a.xlsx", buffer.getvalue()) == [[["Siyahı", ""], ["Şəki", "Klub"], ["Şəki", "Muzey"]]]
