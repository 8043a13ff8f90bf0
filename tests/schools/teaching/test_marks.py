from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.teaching.marks import (
    CAME,
    MARKS,
    Attendance,
    Cell,
    attendance_percent,
    average,
)

cells = st.one_of(
    st.builds(Cell, st.sampled_from(MARKS), st.sampled_from(CAME)),
    st.builds(Cell, st.none(), st.sampled_from(["", *Attendance.values])),
)


@pytest.mark.parametrize(
    ("typed", "cell"),
    [
        ("", Cell()),
        ("4", Cell(4, "present")),
        (" 4  GEC ", Cell(4, "late")),
        ("g 5", Cell(5, "late")),
        ("Q", Cell(None, "absent")),
        ("ÜZ", Cell(None, "excused")),
        ("u", Cell(None, "excused")),
        ("+", Cell(None, "present")),
        ("Var", Cell(None, "present")),
    ],
)
def test_a_teacher_writes_as_in_the_paper_book(typed, cell):
    assert Cell.read(typed) == cell


@pytest.mark.parametrize(
    "typed",
    ["1", "6", "44", "4 5", "4 q", "q üz", "4,5", "-3", "٤", "four", "<b>", "²"],
)
def test_anything_else_is_refused(typed):
    with pytest.raises(ValueError):
        Cell.read(typed)


@given(cells)
def test_what_the_grid_shows_can_be_typed_again(cell):
    assert Cell.read(str(cell)) == cell


@given(st.text(max_size=12))
def test_any_typed_text_is_a_cell_or_a_value_error(typed):
    try:
        cell = Cell.read(typed)
    except ValueError:
        return

    assert cell.mark in (None, *MARKS)
    assert cell.attendance in ("", *Attendance.values)
    assert cell.mark is None or cell.attendance in CAME


def test_the_average_leaves_absences_out_and_rounds_a_half_up():
    book = [Cell.read(text) for text in ("5", "4", "q", "4", "gec", "4")]

    assert average(book) == Decimal("4.3")
    assert average([Cell.read("q")]) is None


def test_who_came_late_was_there():
    book = [Cell.read(text) for text in ("5", "gec", "", "q")]

    assert attendance_percent(book) == 67
    assert attendance_percent([Cell()]) is None


@given(st.lists(cells, max_size=30))
def test_shares_stay_within_their_bounds(book):
    assert attendance_percent(book) is None or 0 <= attendance_percent(book) <= 100
    assert average(book) is None or 2 <= average(book) <= 5
