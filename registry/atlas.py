"""The map as inline SVG: districts after Natural Earth, drawn once for each cut-out."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import cos, pi, radians, sin
from pathlib import Path
from typing import Any

from django.utils.html import format_html

from registry.territory import Territory

SHAPES = Path(__file__).parent / "reference" / "districts.geojson"
WIDTH = 380
MIDDLE = cos(radians(40.2))
STEPS = ((0, 0), (1, 1), (3, 2), (6, 3), (9, 4))
LEGEND = (("0", 0), ("1", 1), ("2–3", 2), ("4–6", 3), ("7–9", 4), ("10+", 5))
SPREAD = 16

Steps = tuple[tuple[int, int], ...]
Ring = list[tuple[float, float]]


@dataclass(frozen=True)
class Cut:
    """A rectangle of the country and how it is laid on the picture."""

    west: float
    north: float
    scale: float
    height: float

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        return round((lon - self.west) * MIDDLE * self.scale, 1), round((self.north - lat) * self.scale, 1)


@dataclass(frozen=True)
class District:
    code: str
    path: str
    heat: int
    sunk: bool
    title: str


@dataclass(frozen=True)
class Pin:
    number: int
    x: float
    y: float


@dataclass(frozen=True)
class Picture:
    height: float
    districts: list[District]
    pins: list[Pin]
    legend: tuple[tuple[str, int], ...] = LEGEND


@lru_cache(maxsize=1)
def shapes() -> dict[str, list[Ring]]:
    """Code of a district → its rings, each a list of (lon, lat)."""
    features = json.loads(SHAPES.read_text(encoding="utf-8"))["features"]
    return {
        feature["properties"]["code"]: [
            [(lon, lat) for lon, lat in ring] for part in feature["geometry"]["coordinates"] for ring in part
        ]
        for feature in features
    }


@lru_cache(maxsize=64)
def cut(codes: frozenset[str]) -> Cut:
    """The smallest rectangle with these districts and a margin; the whole country for none."""
    known = [ring for code, rings in shapes().items() if not codes or code in codes for ring in rings]
    if not known:
        return cut(frozenset())
    lons = [lon for ring in known for lon, _lat in ring]
    lats = [lat for ring in known for _lon, lat in ring]
    margin = 0.06 * max(max(lons) - min(lons), max(lats) - min(lats))
    west, east, south, north = min(lons) - margin, max(lons) + margin, min(lats) - margin, max(lats) + margin
    scale = WIDTH / ((east - west) * MIDDLE)
    return Cut(west, north, scale, round((north - south) * scale))


@lru_cache(maxsize=64)
def paths(codes: frozenset[str]) -> dict[str, str]:
    """Code of a district → its path in the cut-out; districts that lie outside are left out."""
    frame = cut(codes)
    drawn = {
        code: [[frame.at(*point) for point in ring] for ring in rings] for code, rings in shapes().items()
    }
    return {
        code: format_html("{}", "".join(_path(ring) for ring in rings))
        for code, rings in drawn.items()
        if any(0 <= x <= WIDTH and 0 <= y <= frame.height for ring in rings for x, y in ring)
    }


def picture(
    units: dict[str, Territory],
    counts: Counter[str],
    region: str,
    rows: Iterable[Any],
    *,
    steps: Steps = STEPS,
    legend: tuple[tuple[str, int], ...] = LEGEND,
    titles: Mapping[str, str] | None = None,
) -> Picture:
    """Colour the districts of the chosen region (or all) by count and pin the rows that are listed beside.

    `steps`: the highest count of each shade; `titles`: what is read out of a district instead of its count.
    """
    totals: Counter[str] = Counter()
    for code, count in counts.items():
        totals[whose(units[code])] += count
    known = {code: units[code] for code in shapes() if code in units}
    inside = frozenset(code for code, unit in known.items() if region and unit.economic_region.code == region)
    districts = []
    for code, drawn in paths(inside).items():
        number = totals[whose(known[code])] if code in known else 0
        said = number if titles is None else titles.get(whose(known[code]), "–") if code in known else ""
        title = f"{known[code].name}: {said}" if code in known else ""
        is_sunk = bool(region) and code not in inside
        districts.append(District(code, drawn, heat(number, steps), is_sunk, title))
    frame = cut(inside)
    return Picture(frame.height, districts, pins(frame, rows), legend)


def pins(frame: Cut, rows: Iterable[Any]) -> list[Pin]:
    """A numbered pin for each row; where several stand on one spot they stand around it."""
    placed = []
    seen: Counter[tuple[float, float]] = Counter()
    for number, row in enumerate(rows, start=1):
        lon, lat = (row.lon, row.lat) if row.lat is not None else (row.place.lon, row.place.lat)
        if lat is None or lon is None:
            continue
        x, y = frame.at(lon, lat)
        spot = (round(x / SPREAD), round(y / SPREAD))
        turn, ring = seen[spot] * pi / 3, SPREAD * ((seen[spot] + 5) // 6)
        seen[spot] += 1
        x, y = round(x + ring * cos(turn), 1), round(y + ring * sin(turn), 1)
        if 0 <= x <= WIDTH and 0 <= y <= frame.height:
            placed.append(Pin(number, x, y))
    return placed


def whose(unit: Territory) -> str:
    """Under which unit a place is counted: a district of Baku is Baku, a merged unit its heir."""
    heir = unit.merged_into or unit
    return heir.parent.code if heir.kind == "city_district" and heir.parent else heir.code


def heat(count: int, steps: Steps = STEPS) -> int:
    return next((step for limit, step in steps if count <= limit), 5)


def _path(ring: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in ring[:-1]) + "Z"


def place(units: dict[str, Territory], row: Any) -> Picture:
    """Where one institution stands: its region, one pin."""
    counts = Counter({row.place.code: 1})
    return picture(units, counts, row.place.economic_region.code, [row])
