"""Clusters with as many working institutions of each trait as a test needs."""

from eculture.reference import reference_loaders
from matrix.models import Module
from registry.institutions import register
from registry.models import Cluster, Trait
from tests.factories.registry import a_cluster, a_kind, a_trait, a_unit


def traits() -> dict[str, Trait]:
    return {code: a_trait(code, name_az=str(name)) for code, name in Trait.CODES.items()}


def modules() -> dict[str, Module]:
    """The sixteen modules with the rules that we ship."""
    traits()
    reference_loaders["matrix"].load(lambda line: None)
    return {module.code: module for module in Module.objects.all()}


def cluster(code: str, active: int = 0, *, order: int = 0, **having: int) -> Cluster:
    """A cluster with `active` working institutions, of which `having[trait]` have the trait."""
    made = a_cluster(code, name_az=f"Klaster {code}", name_en="", order=order)
    kind = a_kind(f"kind-{code.lower()}", made, traits="", is_school=False)
    known = traits()
    for number in range(active):
        given = {"name_az": f"Nümunə müəssisə {number}", "registered_unit": a_unit(), "source": "sınaq"}
        institution = register(by=None, kind=kind, **given)
        institution.traits.set(known[trait] for trait, count in having.items() if number < count)
    return made
