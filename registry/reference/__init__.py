"""Loads the reference data of this folder: territory, classifiers and our own seed of institutions."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction

from eculture.reference import Loader, Say, reference_loaders
from registry.classifiers import Cluster, Kind, Trait
from registry.institutions import ExternalId, register
from registry.territory import Unit, UnitAlias

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
    added = sum(load_institution(row, units, kinds) for row in rows("institutions.csv"))
    say(f"registry: {len(units)} units, {len(kinds)} kinds of institution, {added} institutions added")


def load_units() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for row in rows("units.csv"):
        links = {
            name: units[row[name]] if row[name] else None for name in ("region", "parent", "merged_into")
        }
        place = {name: float(row[name]) if row[name] else None for name in ("lat", "lon")}
        values = {"kind": row["kind"], **links, **place, **names(row)}
        units[row["code"]] = _kept(Unit, row["code"], values)
        for name in filter(None, row["also"].split("|")):
            UnitAlias.objects.get_or_create(name=name, defaults={"unit": units[row["code"]]})
    return units


def load_classifiers() -> dict[str, Kind]:
    traits = {row["code"]: _kept(Trait, row["code"], _ordered(row)) for row in rows("traits.csv")}
    clusters = {
        row["code"]: _kept(Cluster, row["code"], _ordered(row) | {"is_official": row["is_official"] == "1"})
        for row in rows("clusters.csv")
    }
    kinds = {}
    for row in rows("kinds.csv"):
        values = {"cluster": clusters[row["cluster"]], "is_school": row["is_school"] == "1", **names(row)}
        kinds[row["code"]] = kind = _kept(Kind, row["code"], values)
        kind.traits.set(traits[code] for code in row["traits"].split("|"))
    return kinds


def load_institution(row: dict[str, str], units: dict[str, Unit], kinds: dict[str, Kind]) -> bool:
    if ExternalId.objects.filter(source=SEED, ref=row["ref"]).exists():
        return False
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
    return True


def _ordered(row: dict[str, str]) -> dict[str, Any]:
    return {"order": int(row["order"]), **names(row)}


def _kept(model: Any, code: str, values: dict[str, Any]) -> Any:
    """The row with this code as the file says; written only when something differs."""
    row = model.objects.filter(code=code).first() or model(code=code)
    if row.pk is None or any(getattr(row, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    return row


reference_loaders.plug(Loader("registry", load, 10))
