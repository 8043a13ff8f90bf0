"""The territorial units of the country, their former names and other spellings."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eculture.azerbaijani import AzKey, az_key
from eculture.names import columns, first
from registry.history.days import holds_on
from registry.triggers import retold


class UnitQuerySet(models.QuerySet["Unit"]):
    def regions(self) -> "UnitQuerySet":
        return self.filter(kind="region")

    def districts(self) -> "UnitQuerySet":
        """Where an institution may be registered: districts, cities and city districts that exist today."""
        return self.filter(kind__in=Unit.PLACES, merged_into=None)

    def by_code(self) -> "dict[str, Territory]":
        """All units with what they belong to, in alphabetical order; one query without joins."""
        wholes, names = ("region", "parent", "merged_into"), columns()
        official = names.index("name_az") - len(names)
        rows = self.rewrite(False).values_list(*wholes, "pk", "code", "kind", "lat", "lon", *names)
        found = sorted(rows, key=lambda row: az_key(row[official]))
        units = {row[3]: Territory(*row[3:8], first(row[8:])) for row in found}
        for region, parent, merged_into, pk, *_plain in found:
            unit = units[pk]
            unit.region, unit.parent, unit.merged_into = map(units.get, (region, parent, merged_into))
        return {unit.code: unit for unit in units.values()}

    def on(self, day: date) -> "UnitQuerySet":
        """Those that were there on a day; without days a unit always was."""
        return self.filter(holds_on(day))

    def in_order(self) -> "UnitQuerySet":
        return self.order_by(AzKey("name_az"))


@dataclass(eq=False)
class Territory:
    """A unit on a page that names all of them: plain columns, its name in the reader's language."""

    pk: int
    code: str
    kind: str
    lat: float | None
    lon: float | None
    name: str
    region: "Territory | None" = None
    parent: "Territory | None" = None
    merged_into: "Territory | None" = None

    def __str__(self) -> str:
        return self.name

    @property
    def economic_region(self) -> "Territory":
        return self.region or self

    def is_in(self, region: str, unit: str) -> bool:
        """What `in_region` and `in_unit` ask of an institution's territory, each where it is chosen."""
        if region and not (self.region and self.region.code == region):
            return False
        wholes = (self, self.parent, self.merged_into) if unit else ()
        return not unit or any(whole and whole.code == unit for whole in wholes)


class Unit(models.Model):
    """A territorial unit: an economic region, the autonomous republic, a district, a city."""

    KINDS = {
        "region": _("economic region"),
        "republic": _("autonomous republic"),
        "district": _("district"),
        "city": _("city"),
        "city_district": _("city district"),
    }
    PLACES = ("district", "city", "city_district")

    code = models.CharField(_("code"), max_length=12, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=KINDS)
    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
    )
    region = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("economic region"),
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="absorbed",
        verbose_name=_("merged into"),
    )
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    since = models.DateField(_("first day"), null=True, blank=True)
    until = models.DateField(_("last day"), null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("territorial unit")
        verbose_name_plural = _("territorial units")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="region", region=None) | (~Q(kind="region") & Q(region__isnull=False)),
                name="unit_lies_in_a_region",
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=models.F("pk")),
                name="unit_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=models.F("since")),
                name="unit_ends_after_it_begins",
                violation_error_message=_("The last day cannot be before the first day."),
            ),
        ]
        triggers = [retold("registered_unit_id")]

    def __str__(self) -> str:
        return self.name

    @property
    def economic_region(self) -> "Unit":
        return self.region or self


class UnitAlias(models.Model):
    """Another name of a unit that people still write: a former name, a code, a foreign spelling."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases", verbose_name=_("territorial unit"))
    name = models.CharField(_("name"), max_length=120, unique=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("other name of a unit")
        verbose_name_plural = _("other names of units")
        ordering = ["name"]
        triggers = [retold("registered_unit_id", "NEW.unit_id")]

    def __str__(self) -> str:
        return self.name


class PopulationQuerySet(models.QuerySet["Population"]):
    def latest(self, day: date) -> "dict[int, Population]":
        """Unit → the last count up to `day`; one query."""
        rows = self.filter(day__lte=day).order_by("unit_id", "-day").distinct("unit_id")
        return {row.unit_id: row for row in rows}


class Population(models.Model):
    """How many people lived in a unit on a day, and who says so."""

    unit = models.ForeignKey(
        Unit, models.CASCADE, related_name="populations", verbose_name=_("territorial unit")
    )
    day = models.DateField(_("day"))
    people = models.PositiveIntegerField(_("inhabitants"))
    source = models.CharField(_("source"), max_length=200)

    objects = PopulationQuerySet.as_manager()

    class Meta:
        verbose_name = _("population")
        verbose_name_plural = _("population")
        ordering = ["unit", "-day"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "day"], name="population_once_a_day"),
            models.CheckConstraint(condition=Q(people__gt=0), name="population_of_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.people}"
