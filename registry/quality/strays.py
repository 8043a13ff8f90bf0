"""Coordinates that lie far outside the territory on which an institution works: flagged, not refused.

The shapes of districts are coarse, so what lies within ten kilometres of the border is taken for inside.
"""

from collections.abc import Iterable, Iterator
from math import cos, hypot, radians

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from registry.atlas import Ring, shapes, whose
from registry.classifiers import WITHDRAWN
from registry.institutions import Institution
from registry.narrowing import KM_PER_DEGREE
from registry.territory import Unit

TOLERANCE = 10  # kilometres
Point = tuple[float, float]


class Stray(models.Model):
    """The record says one territory, its coordinates another; found anew each night."""

    institution = models.OneToOneField(
        Institution, models.CASCADE, related_name="stray", verbose_name=_("institution")
    )
    kilometres = models.PositiveSmallIntegerField(_("kilometres from its territory"))

    class Meta:
        verbose_name = _("institution outside its territory")
        verbose_name_plural = _("institutions outside their territory")

    def __str__(self) -> str:
        return f"{self.institution_id}: {self.kilometres} km"


def find_strays() -> int:
    """Keep those of today; how many. May run again."""
    found = dict(strays())
    with transaction.atomic():
        known = dict(Stray.objects.values_list("institution", "kilometres"))
        gone = [pk for pk, kilometres in known.items() if found.get(pk) != kilometres]
        Stray.objects.filter(institution__in=gone).delete()
        new = [Stray(institution_id=pk, kilometres=km) for pk, km in found.items() if known.get(pk) != km]
        Stray.objects.bulk_create(new, batch_size=1000, ignore_conflicts=True)
    return len(found)


def strays() -> Iterator[tuple[int, int]]:
    """Institutions that work farther from their territory than the tolerance: (key, kilometres)."""
    code_of = {unit.pk: whose(unit) for unit in Unit.objects.by_code().values()}
    rows = Institution.objects.exclude(state__in=("closed", WITHDRAWN)).exclude(lat=None)
    for pk, registered, operating, lat, lon in rows.values_list(
        "pk", "registered_unit", "operating_unit", "lat", "lon"
    ).iterator():
        away = kilometres_outside((lon, lat), shapes().get(code_of[operating or registered], []))
        if away > TOLERANCE:
            yield pk, round(away)


def kilometres_outside(point: Point, rings: Iterable[Ring]) -> float:
    """How far a point lies outside a territory, in kilometres; 0 inside, and where no shape is known."""
    rings = list(rings)
    if not rings or any(is_inside(point, ring) for ring in rings):
        return 0
    flat = cos(radians(point[1]))
    return KM_PER_DEGREE * min(
        _distance(point, one, other, flat) for ring in rings for one, other in _sides(ring)
    )


def is_inside(point: Point, ring: Ring) -> bool:
    """Does a line from the point to the east cross the border an odd number of times?"""
    lon, lat = point
    crossings = (
        one[0] + (lat - one[1]) / (other[1] - one[1]) * (other[0] - one[0])
        for one, other in _sides(ring)
        if (one[1] > lat) != (other[1] > lat)
    )
    return sum(lon < crossing for crossing in crossings) % 2 == 1


def _sides(ring: Ring) -> Iterator[tuple[Point, Point]]:
    return zip(ring, [*ring[1:], ring[0]], strict=True)


def _distance(point: Point, one: Point, other: Point, flat: float) -> float:
    """From a point to a side, in degrees of latitude; `flat` shortens the degrees of longitude."""
    x, y = (other[0] - one[0]) * flat, other[1] - one[1]
    to_x, to_y = (point[0] - one[0]) * flat, point[1] - one[1]
    length = x * x + y * y
    along = max(0.0, min(1.0, (to_x * x + to_y * y) / length)) if length else 0.0
    return hypot(to_x - along * x, to_y - along * y)
