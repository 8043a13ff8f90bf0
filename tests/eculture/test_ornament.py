"""The shapes of LOOK §5, counted in squares rather than looked at."""

import re

import pytest
from django.conf import settings

from eculture import drawings, ornament


def rows_of(path: str, unit: float) -> list[float]:
    """Widths of the rows of a stepped path, in units: the right edges minus the left ones."""
    edges = [float(x) for x in re.findall(r"H([-\d.]+)", path)]
    right, left = edges[: len(edges) // 2], edges[len(edges) // 2 :]
    return [round((one - other) / unit, 2) for one, other in zip(right, reversed(left), strict=True)]


@pytest.mark.parametrize(
    ("n", "widths"), [(0, [1]), (1, [1, 3, 1]), (3, [1, 3, 5, 7, 5, 3, 1])], ids=["square", "core", "knot"]
)
def test_a_stepped_rhombus_has_odd_rows(n, widths):
    assert rows_of(ornament.rhombus(n, 2, 10, 10), 2) == widths


def test_the_mark_has_eleven_rows_of_its_own_widths():
    assert rows_of(ornament.stepped(ornament.GOL_ROWS, 4, 22, 22), 4) == list(ornament.GOL_ROWS)


def test_a_star_touches_its_neighbour_at_the_tip():
    right_tip = ornament.star(ornament.MODULE / 2, 0, 0).split("L")[0]
    left_tip = ornament.star(ornament.MODULE / 2, ornament.MODULE, 0).split("L")[8]

    assert right_tip == "M34.4 0"
    assert left_tip == "34.4 0"


def test_every_ornament_is_silent_for_a_screen_reader():
    pictures = [
        ornament.knot(),
        ornament.gol(),
        ornament.glyph("done"),
        drawings.rail(80),
        drawings.kilim([1, 2]),
    ]

    assert [picture for picture in pictures if 'aria-hidden="true"' not in picture] == []


def test_the_static_pictures_are_those_that_the_code_draws():
    kept = {path.name: path.read_text() for path in (settings.BASE_DIR / "static" / "img").glob("*.svg")}

    assert {name: kept.get(name) for name in ornament.pictures()} == ornament.pictures()


def test_the_weave_grows_in_percent_and_never_past_its_end():
    assert re.findall(r'width="([^"]+)"', drawings.weave(69, "job")) == ["69%"]
    assert re.findall(r'width="([^"]+)"', drawings.weave(140, "job")) == ["100%"]


def test_the_rail_is_gold_from_the_cut_off_upwards():
    drawn = drawings.rail(84, before=81.5, yours=78.5)

    assert 'class="rail__gold" x="68%" y="9" width="32%"' in drawn
    assert 'class="rail__before" x1="63%"' in drawn
    assert '<svg x="57%" overflow="visible">' in drawn


def test_a_school_without_last_year_has_no_gold():
    assert "rail__gold" not in drawings.rail(None, yours=78.5)


def test_the_kilim_ends_where_the_shares_end():
    assert re.findall(r'<rect class="kilim__(\d)" width="([^"]+)"', drawings.kilim([1, 1, 2])) == [
        ("3", "100%"),
        ("2", "50%"),
        ("1", "25%"),
    ]


@pytest.mark.parametrize(
    ("day", "total", "done"), [(6, 15, "40%"), (19, 20, "95%"), (25, 20, "100%"), (1, 0, "0%")]
)
def test_the_day_bar_shows_the_used_share(day, total, done):
    assert re.findall(r'class="day-bar__done" width="([^"]+)"', drawings.day_bar(day, total)) == [done]


def test_the_clock_shows_past_today_and_what_is_to_come():
    tones = [
        re.search(r'class="knot knot--(\w+)"', knot)[1] for knot in drawings.clock_knots(3, 5, stopped=True)
    ]

    assert tones == ["turquoise", "turquoise", "gold", "hollow", "hollow"]


def test_a_spark_line_of_one_value_says_nothing():
    assert drawings.sparkline([4]) == ""
    assert drawings.sparkline([4, 4, 4]).count("<path") == 1


@pytest.mark.parametrize("length", [ornament.A4[0] - 54, ornament.A4[1] - 54], ids=["across", "down"])
def test_the_beads_of_a_certificate_end_alike_at_both_corners(length):
    places = ornament.beads(length)

    assert len(places) % 2 == 1
    assert places[0] == pytest.approx(length - places[-1])
    assert places[1] - places[0] == pytest.approx(32, abs=1.5)
