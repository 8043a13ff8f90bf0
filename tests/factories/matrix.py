"""Clusters with as many working institutions of each trait as a test needs."""

from typing import Any

from eculture.reference import reference_loaders
from matrix.models import Module
from registry.models import Cluster, Institution, Kind, Trait, Unit


def traits() -> dict[str, Trait]:
    return {
        code: Trait.objects.get_or_create(code=code, defaults={"name": str(name), "order": order})[0]
        for order, (code, name) in enumerate(Trait.CODES.items(), start=1)
    }


def modules() -> dict[str, Module]:
    """The sixteen modules with the rules that we ship."""
    traits()
    reference_loaders["matrix"].load(lambda line: None)
    return {module.code: module for module in Module.objects.all()}


def cluster(code: str, active: int = 0, *, order: int = 0, **having: int) -> Cluster:
    """A cluster with `active` working institutions, of which `having[trait]` have the trait."""
    made, _new = Cluster.objects.get_or_create(
        code=code, defaults={"name": f"Klaster {code}", "order": order}
    )
    kind, _new = Kind.objects.get_or_create(
        code=f"kind-{code.lower()}", defaults={"name": code, "cluster": made}
    )
    known = traits()
    for number in range(active):
        owned = [known[trait] for trait, count in having.items() if number < count]
        institution(kind, number).traits.set(owned)
    return made


def institution(kind: Kind, number: int = 0, **fields: Any) -> Institution:
    region, _new = Unit.objects.get_or_create(code="R99", defaults={"kind": "region", "name": "Örnək bölgə"})
    district, _new = Unit.objects.get_or_create(
        code="D99", defaults={"kind": "district", "name": "Örnək rayonu", "region": region, "parent": region}
    )
    name = {"name_az": f"Nümunə müəssisə {number}", "source": "sınaq"}
    return Institution.objects.create(kind=kind, registered_unit=district, **name | fields)
