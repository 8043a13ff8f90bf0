from hypothesis import given
from hypothesis import strategies as st

from matrix.formulas.prerequisites import circle_in
from tests.matrix import grid


def test_a_straight_line_has_no_circle():
    assert circle_in([("DIG", "COL"), ("COL", "REG")]) == ()


def test_a_circle_is_named_module_by_module():
    circle = circle_in([("DIG", "COL"), ("COL", "ARX"), ("ARX", "DIG")])

    assert circle[0] == circle[-1]
    assert set(circle) == {"DIG", "COL", "ARX"}


def test_a_module_cannot_wait_for_itself():
    assert circle_in([("REG", "REG")]) == ("REG", "REG")


def test_the_prerequisites_we_ship_have_an_order():
    assert circle_in((row["module"], row["requires"]) for row in grid.read("dependencies")) == ()


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9))))
def test_needs_that_only_point_backwards_never_form_a_circle(pairs):
    assert circle_in((str(max(pair)), str(min(pair))) for pair in pairs if len(set(pair)) == 2) == ()
