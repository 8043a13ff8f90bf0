from registry.classifiers import Cluster, Kind, Trait
from registry.institutions import ExternalId, Institution
from registry.mandates import Mandate
from registry.search import Word
from registry.territory import Unit, UnitAlias

__all__ = [
    "Cluster",
    "ExternalId",
    "Institution",
    "Kind",
    "Mandate",
    "Trait",
    "Unit",
    "UnitAlias",
    "Word",
]
