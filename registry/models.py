from registry.buildings.accessibility import AccessNeed
from registry.buildings.facilities import Facility, Occupancy, Space
from registry.care.confirmations import Confirmation
from registry.care.proposals import Proposal
from registry.classifiers import Cluster, Indicator, Kind, Trait
from registry.duplicates.pairs import DuplicatePair
from registry.duplicates.uniting import Unification
from registry.history.acts import LegalAct
from registry.history.changes import Change
from registry.history.events import Effect, LifecycleEvent
from registry.history.versions import InstitutionVersion
from registry.hours.week import Opening, SpecialDay
from registry.institutions import ExternalId, Institution
from registry.intake.imports import ImportLoad, ImportRepair, ImportRow
from registry.intake.senders import Sender
from registry.mandates import Mandate
from registry.quality.scores import Criterion, QualityDay
from registry.quality.strays import Stray
from registry.releases.release import OpenDataTerms, Release, ReleaseFile
from registry.search import Word
from registry.territory import Population, Unit, UnitAlias

__all__ = [
    "AccessNeed",
    "Change",
    "Cluster",
    "Confirmation",
    "Criterion",
    "DuplicatePair",
    "Effect",
    "ExternalId",
    "Facility",
    "ImportLoad",
    "ImportRepair",
    "ImportRow",
    "Indicator",
    "Institution",
    "InstitutionVersion",
    "Kind",
    "LegalAct",
    "LifecycleEvent",
    "Mandate",
    "Occupancy",
    "OpenDataTerms",
    "Opening",
    "Population",
    "Proposal",
    "QualityDay",
    "Release",
    "ReleaseFile",
    "Sender",
    "Space",
    "SpecialDay",
    "Stray",
    "Trait",
    "Unification",
    "Unit",
    "UnitAlias",
    "Word",
]
