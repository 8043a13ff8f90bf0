"""The 16 modules with their rules and prerequisites, from the tables beside this file."""

import csv
from pathlib import Path

from eculture.reference import Loader, Say, reference_loaders
from matrix.models import Module, ModuleDependency, ModuleRule
from registry.models import Trait

HERE = Path(__file__).parent
TEXTS = [f"{field}_{language}" for field in ("name", "purpose") for language in ("az", "en", "ru")]


def load(say: Say) -> None:
    """Write what is missing; what an officer has changed since stays as it is."""
    before = Module.objects.count()
    modules = {row["code"]: _module(row) for row in _table("modules")}
    for row in _table("rules"):
        _rule(modules[row["module"]], row)
    for row in _table("dependencies"):
        ModuleDependency.objects.get_or_create(
            module=modules[row["module"]],
            requires=modules[row["requires"]],
            defaults={"min_level": int(row["min_level"])},
        )
    say(f"matrix: {len(modules)} modules, {len(modules) - before} of them new")


def _module(row: dict[str, str]) -> Module:
    texts = {name: row[name] for name in TEXTS}
    return Module.objects.get_or_create(code=row["code"], defaults={"order": int(row["order"]), **texts})[0]


def _rule(module: Module, row: dict[str, str]) -> None:
    weight = {"weight_bp": int(row["weight_bp"]), "is_must": row["is_must"] == "1"}
    trait = Trait.objects.get(code=row["trait"])
    ModuleRule.objects.get_or_create(module=module, trait=trait, defaults=weight)


def _table(name: str) -> list[dict[str, str]]:
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


reference_loaders.plug(Loader("matrix", load, order=30))
