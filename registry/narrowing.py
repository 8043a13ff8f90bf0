"""How a list of institutions is narrowed: today's rows and the versions of a day alike."""

from collections.abc import Iterable
from typing import Any, NamedTuple, Self

from django.db import models
from django.db.models import F, FloatField, Q, Value
from django.db.models.functions import ACos, Cos, Greatest, Least, Radians, Sin
from django.utils.translation import gettext as _

from eculture.azerbaijani import AzKey
from eculture.refusals import CannotAnswer
from registry.classifiers import WITHDRAWN, WORKING
from registry.search import Matches, Rank

EARTH_KM = 6371
KM_PER_DEGREE = 111.2
AROUND = 25  # kilometres that somebody goes to an institution nearby
NARROWEST = 0.74  # cosine of the northern border
BRIEF = ("name_az", "name_en", "name_ru", "address", "lat", "lon", "state")
BRIEF += ("kind", "registered_unit", "operating_unit")


class Box(NamedTuple):
    """A rectangle of the map, in degrees."""

    west: float
    south: float
    east: float
    north: float

    def __str__(self) -> str:
        return ",".join(f"{side:g}" for side in self)


class Near(NamedTuple):
    """Where somebody stands, to about a kilometre: addresses are kept and shared, the exact place is not."""

    lat: float
    lon: float

    def __str__(self) -> str:
        return f"{self.lat:.2f},{self.lon:.2f}"


def asked_near(text: str) -> Near | None:
    """`lat,lon` in degrees, rounded. Raises CannotAnswer for anything else."""
    if not text:
        return None
    try:
        near = Near(*(round(float(part), 2) for part in text.split(",")))
    except (TypeError, ValueError, OverflowError):
        near = Near(100, 0)
    if not (-90 <= near.lat <= 90 and -180 <= near.lon <= 180):
        said = _("“%(text)s” is no place. Write latitude and longitude in degrees.")
        raise CannotAnswer(said % {"text": text[:60]}, code="near", field="near")
    return near


def asked_box(text: str) -> Box | None:
    """`west,south,east,north` in degrees. Raises CannotAnswer for anything else."""
    if not text:
        return None
    try:
        box = Box(*map(float, text.split(",")))
    except (TypeError, ValueError):
        box = Box(0, 0, 0, 0)
    if not (-180 <= box.west < box.east <= 180 and -90 <= box.south < box.north <= 90):
        said = _("“%(text)s” is no rectangle of the map. Write west, south, east and north in degrees.")
        raise CannotAnswer(said % {"text": text[:60]}, code="bbox", field="bbox")
    return box


class Narrowing(models.QuerySet[Any]):
    """`subject` leads from a row to what never changes with a day: the code, traits, words to search."""

    subject = ""

    def of_record(self) -> Self:
        """Without what was entered by mistake."""
        return self.exclude(state=WITHDRAWN)

    def active(self) -> Self:
        return self.filter(state__in=WORKING)

    def schools(self) -> Self:
        return self.filter(kind__is_school=True)

    def of_cluster(self, code: str) -> Self:
        return self.filter(kind__cluster__code=code)

    def of_kinds(self, codes: Iterable[str]) -> Self:
        return self.filter(kind__code__in=codes)

    def with_trait(self, code: str) -> Self:
        return self.filter(**{f"{self.subject}traits__code": code})

    def in_region(self, code: str) -> Self:
        return self.filter(registered_unit__region__code=code)

    def in_unit(self, code: str) -> Self:
        """Registered in the unit or in a part of it (a district of Baku is in Baku)."""
        unit = Q(registered_unit__code=code) | Q(registered_unit__parent__code=code)
        return self.filter(unit | Q(registered_unit__merged_into__code=code))

    def of_parent(self, code: str) -> Self:
        """The branches of an institution."""
        return self.filter(parent__code=code)

    def search(self, text: str) -> Self:
        """All words of `text`, in any spelling, as the beginnings of words; best first."""
        words = f"{self.subject}search_vector"
        found = self.filter(Matches(text, words)).annotate(rank=Rank(text, words))
        return found.order_by("-rank", AzKey("name_az"), "pk")

    def in_order(self) -> Self:
        return self.order_by(AzKey("name_az"), "pk")

    def place_of(self, code: str) -> tuple[str, int] | None:
        """Where in the alphabet an institution stands: its name, for the key, and its row."""
        rows = self.filter(**{f"{self.subject}code": code}).order_by("-pk")
        return rows.values_list("name_az", "pk").first()

    def later_than(self, name: str, pk: int) -> Self:
        return self._beyond("gt", name, pk).order_by(AzKey("name_az"), "pk")

    def earlier_than(self, name: str, pk: int) -> Self:
        """Backwards from there."""
        return self._beyond("lt", name, pk).order_by(AzKey("name_az").desc(), "-pk")

    def _beyond(self, side: str, name: str, pk: int) -> Self:
        """The first condition is what an index is read by, the second what parts rows of one name."""
        key, rows = AzKey(Value(name)), self.alias(az_key=AzKey("name_az"))
        beyond = Q(**{f"az_key__{side}": key}) | Q(**{f"pk__{side}": pk})
        return rows.filter(beyond, **{f"az_key__{side}e": key})

    def with_labels(self) -> Self:
        return self.select_related("kind__cluster", "registered_unit__region", "operating_unit__region")

    def in_brief(self) -> Self:
        """Only what a line of the public list shows; kind and territories are given by `Facets.label`."""
        return self.only(f"{self.subject}code", *BRIEF)

    def within(self, box: "Box") -> Self:
        """With coordinates inside a rectangle."""
        return self.filter(lat__range=(box.south, box.north), lon__range=(box.west, box.east))

    def near(self, lat: float, lon: float, km: float = 10) -> Self:
        """Within `km` kilometres as the crow flies, nearest first; annotates `distance` in kilometres."""
        north, east = km / KM_PER_DEGREE, km / KM_PER_DEGREE / NARROWEST
        box = self.filter(lat__range=(lat - north, lat + north), lon__range=(lon - east, lon + east))
        within = box.annotate(distance=kilometres(lat, lon)).filter(distance__lte=km)
        return within.order_by("distance", "pk")


def kilometres(lat: float, lon: float, to_lat: str = "lat", to_lon: str = "lon") -> Any:
    """As the crow flies, from a point to that of each row."""
    here, there = Radians(Value(lat)), Radians(F(to_lat))
    cosine = Cos(here) * Cos(there) * Cos(Radians(F(to_lon) - Value(lon))) + Sin(here) * Sin(there)
    return ACos(Least(Greatest(cosine, Value(-1.0)), Value(1.0)), output_field=FloatField()) * Value(EARTH_KM)
