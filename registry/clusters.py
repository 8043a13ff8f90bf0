"""The points of the map, gathered by the server into what an eye can tell apart at the zoom of the map."""

from typing import Any

from django.db.models import Avg, Count, F, Max, Min
from django.db.models.functions import Floor
from django.urls import reverse

from registry.listing import Filters
from registry.narrowing import Box

COUNTRY_ZOOM, CLOSEST = 7, 18
CELLS = 4  # to each side of a tile of 256 pixels
MOST = 2000


def asked_zoom(text: str) -> int:
    return min(int(text), CLOSEST) if text.isascii() and text.isdigit() else COUNTRY_ZOOM


def features(filters: Filters, user: Any, zoom: int) -> list[dict[str, Any]]:
    """GeoJSON features: an institution that stands alone in its cell by name, several by their number."""
    size = 360 / 2**zoom / CELLS
    found = filters.found(user).order_by().exclude(lat=None)
    cells = found.annotate(x=Floor(F("lon") / size), y=Floor(F("lat") / size)).values("x", "y")
    sums = cells.annotate(
        count=Count("*"),
        at_lat=Avg("lat"),
        at_lon=Avg("lon"),
        one=Min("pk"),
        west=Min("lon"),
        south=Min("lat"),
        east=Max("lon"),
        north=Max("lat"),
    )
    rows = list(sums.order_by("-count", "one")[:MOST])
    alone = [row["one"] for row in rows if row["count"] == 1]
    named = {row.pk: row for row in filters.rows(user).in_brief().filter(pk__in=alone)}
    return [_alone(named[row["one"]], filters) if row["count"] == 1 else _many(row, filters) for row in rows]


def _alone(row: Any, filters: Filters) -> dict[str, Any]:
    then = f"?as_of={filters.as_of}" if filters.as_of else ""
    url = f"{reverse('registry:institutions')}{row.code}/{then}"
    return _feature(row.lon, row.lat, {"name": row.name, "url": url})


def _many(row: dict[str, Any], filters: Filters) -> dict[str, Any]:
    """`bbox` is where its institutions stand; `url` lists them."""
    edge = 1e-6  # a rectangle has to have sides
    box = Box(row["west"] - edge, row["south"] - edge, row["east"] + edge, row["north"] + edge)
    url = f"{reverse('registry:institutions')}?{filters.but(box=box).query}"
    return _feature(row["at_lon"], row["at_lat"], {"count": row["count"], "bbox": list(box), "url": url})


def _feature(lon: float, lat: float, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]},
        "properties": properties,
    }
