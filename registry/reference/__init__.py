"""Loads the reference data of this folder: territory, classifiers and our own seed of institutions."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from eculture.reference import Loader, Say, reference_loaders
from registry.buildings.accessibility import AccessNeed
from registry.classifiers import Cluster, Indicator, Kind, Trait
from registry.institutions import ExternalId, register
from registry.quality.scores import Criterion
from registry.territory import Population, Unit, UnitAlias

FOLDER = Path(__file__).parent
SEED = "seed"
WIKIDATA = "Wikidata "


def rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def names(row: dict[str, str]) -> dict[str, str]:
    return {f"name_{language}": row[f"name_{language}"] for language in ("az", "en", "ru")}


@transaction.atomic
def load(say: Say) -> None:
    """Units and classifiers are as in the files; institutions are only added, what staff changed stays."""
    units = load_units()
    kinds = load_classifiers()
    there = set(ExternalId.objects.filter(source=SEED).values_list("ref", flat=True))
    new = [row for row in rows("institutions.csv") if row["ref"] not in there]
    for row in new:
        load_institution(row, units, kinds)
    for row in rows("events.csv"):
        if row["ref"] in {one["ref"] for one in new}:
            load_event(row)
    say(f"registry: {len(units)} units, {len(kinds)} kinds of institution, {len(new)} institutions added")


def load_units() -> dict[str, Unit]:
    there, units = _by_code(Unit), {}
    aliases = set(UnitAlias.objects.values_list("name", flat=True))
    for row in rows("units.csv"):
        links = {name: units.get(row[name]) for name in ("region", "parent", "merged_into")}
        place = {name: float(row[name]) if row[name] else None for name in ("lat", "lon")}
        values = {"kind": row["kind"], **links, **place, **names(row)}
        unit = units[row["code"]] = _kept(there, Unit, row["code"], values)
        new = set(filter(None, row["also"].split("|"))) - aliases
        UnitAlias.objects.bulk_create(UnitAlias(unit=unit, name=name) for name in sorted(new))
    load_populations(units)
    return units


def load_populations(units: dict[str, Unit]) -> None:
    """Counts are only added: what staff corrected stays."""
    there = set(Population.objects.values_list("unit__code", "day"))
    new = [
        row for row in rows("populations.csv") if (row["unit"], date.fromisoformat(row["day"])) not in there
    ]
    Population.objects.bulk_create(
        Population(unit=units[row["unit"]], day=row["day"], people=row["people"], source=row["source"])
        for row in new
    )


def load_classifiers() -> dict[str, Kind]:
    there = {model: _by_code(model) for model in (Trait, Cluster, Kind)}
    traits, clusters, kinds = {}, {}, {}
    for row in rows("traits.csv"):
        traits[row["code"]] = _kept(there[Trait], Trait, row["code"], _ordered(row))
    for row in rows("clusters.csv"):
        values = _ordered(row) | {"is_official": row["is_official"] == "1"}
        clusters[row["code"]] = _kept(there[Cluster], Cluster, row["code"], values)
    for row in rows("kinds.csv"):
        flags = {name: row[name] == "1" for name in ("is_school", "is_expected")}
        values = {"cluster": clusters[row["cluster"]], **flags, **names(row)}
        kinds[row["code"]] = kind = _kept(there[Kind], Kind, row["code"], values)
        kind.traits.set(traits[code] for code in row["traits"].split("|"))
    load_indicators(kinds)
    load_criteria()
    load_needs()
    return kinds


def load_needs() -> None:
    """What visitors need of a building is the ministry's to say: the first assumption is loaded once."""
    if not AccessNeed.objects.exists():
        AccessNeed.objects.bulk_create(AccessNeed(**row) for row in rows("access_needs.csv"))


def load_criteria() -> None:
    """The weights are only added: what the ministry set stays."""
    there = set(Criterion.objects.values_list("code", flat=True))
    new = [row for row in rows("criteria.csv") if row["code"] not in there]
    Criterion.objects.bulk_create(Criterion(code=row["code"], weight=row["weight"]) for row in new)


def load_indicators(kinds: dict[str, Kind]) -> None:
    there = _by_code(Indicator)
    for row in rows("indicators.csv"):
        indicator = _kept(there, Indicator, row["code"], {"most": int(row["most"]), **_ordered(row)})
        indicator.kinds.set(kinds[code] for code in row["kinds"].split("|"))


def load_institution(row: dict[str, str], units: dict[str, Unit], kinds: dict[str, Kind]) -> None:
    host = units.get(row["operating_unit"])
    institution = register(
        by=None,
        reason=row["source"],
        kind=kinds[row["kind"]],
        registered_unit=units[row["unit"]],
        operating_unit=host,
        state="displaced" if host else "active",
        lat=float(row["lat"]) if row["lat"] else None,
        lon=float(row["lon"]) if row["lon"] else None,
        founded=int(row["founded"]) if row["founded"] else None,
        source=row["source"],
        **names(row),
    )
    ExternalId.objects.create(institution=institution, source=SEED, ref=row["ref"])
    if row["source"].startswith(WIKIDATA):
        item = row["source"].removeprefix(WIKIDATA)
        ExternalId.objects.create(institution=institution, source="wikidata", ref=item)


def load_event(row: dict[str, str]) -> None:
    """What is known to have happened to an institution of the seed since it was founded."""
    known = ExternalId.objects.filter(source=SEED).select_related("institution")
    of = {one.ref: one.institution for one in known.filter(ref__in=[row["ref"], *row["heirs"].split("|")])}
    getattr(of[row["ref"]], row["kind"])(
        by=None,
        on=date.fromisoformat(row["on"]),
        precision=row["precision"],
        reason=row["reason"],
        heirs=[of[ref] for ref in row["heirs"].split("|")],
    )


def _ordered(row: dict[str, str]) -> dict[str, Any]:
    return {"order": int(row["order"]), **names(row)}


def _by_code(model: Any) -> dict[str, Any]:
    return {row.code: row for row in model.objects.all()}


def _kept(there: dict[str, Any], model: Any, code: str, values: dict[str, Any]) -> Any:
    """The row with this code as the file says; written only when something differs."""
    row = there.get(code) or model(code=code)
    if row.pk is None or any(getattr(row, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    return row


reference_loaders.plug(Loader("registry", load, 10))
