"""The crossing of clusters and modules: the formula over live counts, the ministry's own answers on top."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from matrix.formulas.applicability import Applicability, Basis, Derivation, Rule, Step, derive
from matrix.modules import Module, ModuleDependency, ModuleRule
from matrix.overrides import APPLICABILITIES, CellOverride
from registry.classifiers import trait_counts
from registry.models import Cluster, Trait

# Translators: one letter in a square of the matrix, the first letter of the word for the class
MARKS = {
    Applicability.REQUIRED: pgettext_lazy("letter in a cell: required", "R"),
    Applicability.RECOMMENDED: pgettext_lazy("letter in a cell: recommended", "r"),
    Applicability.OPTIONAL: pgettext_lazy("letter in a cell: optional", "o"),
    Applicability.NOT_APPLICABLE: "·",
    None: "?",
}
COLOURS = {
    Applicability.REQUIRED: "heat-3",
    Applicability.RECOMMENDED: "heat-2",
    Applicability.OPTIONAL: "heat-1",
    Applicability.NOT_APPLICABLE: "heat--none",
    None: "heat--unknown",
}
NO_DATA = _("no data")
REASONS = {
    Basis.NO_DATA: _("The registry has no working institution in this cluster: there is nothing to count."),
    Basis.EVERYONE: _("This module is for every cluster, whatever its institutions do."),
    Basis.GATE_CLOSED: _("No institution of this cluster has what the module is made for: %(traits)s."),
    Basis.CROSSED: _("It follows from what the institutions of this cluster do: %(traits)s."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a derivation with the words and the list behind its numbers."""

    step: Step
    trait: Trait
    cluster: Any

    @property
    def url(self) -> str:
        """The public list that holds exactly the institutions counted."""
        return f"{institutions_url(self.cluster)}&trait={self.trait.code}"


@dataclass(frozen=True)
class Cell:
    """Where a cluster meets a module: what the formula says and what holds."""

    cluster: Any
    module: Module
    derivation: Derivation
    override: CellOverride | None = None
    rules: Sequence[ModuleRule] = ()

    @property
    def computed(self) -> Applicability | None:
        return self.derivation.applicability

    @property
    def applicability(self) -> Applicability | None:
        return Applicability(self.override.applicability) if self.override else self.computed

    @property
    def label(self) -> Any:
        return label_of(self.applicability)

    @property
    def computed_label(self) -> Any:
        return label_of(self.computed)

    @property
    def is_overridden(self) -> bool:
        return self.override is not None

    @property
    def mark(self) -> Any:
        return MARKS[self.applicability]

    @property
    def colour(self) -> str:
        return COLOURS[self.applicability]

    @property
    def short_value(self) -> Decimal | None:
        """Cut, not rounded: a cell never shows a threshold that it has not reached."""
        value = self.derivation.value
        return None if value is None else value.quantize(Decimal("0.01"), ROUND_DOWN)

    @property
    def shows_value(self) -> bool:
        """A dot says 0 and a question mark says nothing: neither needs a number beside it."""
        return bool(self.derivation.value)

    @cached_property
    def lines(self) -> list[Line]:
        pairs = zip(self.derivation.steps, self.rules, strict=False)
        return [Line(step, rule.trait, self.cluster) for step, rule in pairs]

    @property
    def deciding(self) -> list[Line]:
        """The lines that the reason names: closed gates, or else what calls for the module."""
        gates = [line for line in self.lines if line.step.closes_gate]
        return gates or [line for line in self.lines if line.step.effect > 0] or self.lines

    @property
    def reason(self) -> str:
        traits = ", ".join(line.trait.name for line in self.deciding)
        return REASONS[self.derivation.basis] % {"traits": traits}

    @property
    def institutions_url(self) -> str:
        return institutions_url(self.cluster)

    def as_row(self) -> dict[str, Any]:
        """One line of the report and of the public download."""
        value = self.derivation.value
        return {
            "cluster": self.cluster.name,
            "module": self.module.name,
            "answer": str(self.label),
            "value": None if value is None else float(value),
            "computed": str(self.computed_label),
            "institutions": self.cluster.institutions,
            "why": self.override.reason if self.override else self.reason,
        }

    @property
    def path(self) -> str:
        """Its address beneath that of the matrix: one look-up serves all cells of a page."""
        return f"{self.cluster.code}/{self.module.code}/"

    def get_absolute_url(self) -> str:
        return reverse("matrix:cell", args=[self.cluster.code, self.module.code])


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """A module on the other end of a prerequisite, as it stands in the same cluster."""

    cell: Cell
    min_level: int

    @property
    def counts(self) -> bool:
        """A module that does not concern the cluster holds nobody up."""
        return self.cell.applicability is not Applicability.NOT_APPLICABLE


@dataclass(frozen=True)
class Crossing:
    clusters: list[Any]
    modules: list[Module]
    cells: dict[tuple[str, str], Cell]

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.cells.values())

    def row(self, cluster: Any) -> list[Cell]:
        return [self.cells[cluster.code, module.code] for module in self.modules]

    @cached_property
    def rows(self) -> list[tuple[Any, list[Cell]]]:
        return [(cluster, self.row(cluster)) for cluster in self.clusters]

    @cached_property
    def counts(self) -> list[dict[str, Any]]:
        """How many cells of each class, in the order of the legend; "no data" only where there are some."""
        found = Counter(cell.applicability for cell in self)
        classes = [*Applicability, *([None] if found[None] else [])]
        return [
            {"label": label_of(one), "mark": MARKS[one], "colour": COLOURS[one], "count": found[one]}
            for one in classes
        ]

    @cached_property
    def overridden(self) -> int:
        return sum(cell.is_overridden for cell in self)

    def column(self, module: Module) -> list[Cell]:
        return [self.cells[cluster.code, module.code] for cluster in self.clusters]

    def needed_by(self, cell: Cell, needs: Iterable[ModuleDependency]) -> list[Prerequisite]:
        """What must stand before the module in this cluster."""
        before = [(need.requires, need.min_level) for need in needs if need.module == cell.module]
        return [Prerequisite(self.cells[cell.cluster.code, module.code], level) for module, level in before]

    def waiting_for(self, cell: Cell, needs: Iterable[ModuleDependency]) -> list[Prerequisite]:
        """What waits for the module in this cluster."""
        after = [(need.module, need.min_level) for need in needs if need.requires == cell.module]
        return [Prerequisite(self.cells[cell.cluster.code, module.code], level) for module, level in after]

    @cached_property
    def example(self) -> Cell | None:
        """The cell with the most to explain."""
        crossed = [cell for cell in self if cell.derivation.basis is Basis.CROSSED]
        return max(crossed, key=lambda cell: cell.derivation.open_factors, default=None)


def cross() -> Crossing:
    """Every cluster with every module, counted in the registry at this moment; five queries."""
    clusters, counts = list(Cluster.objects.with_institutions()), trait_counts()
    modules, rows = list(Module.objects.all()), rules_by_module()
    overrides = {(row.cluster_id, row.module_id): row for row in CellOverride.objects.live()}
    rules = {module: [_rule(row) for row in found] for module, found in rows.items()}
    codes = {row.trait_id: row.trait.code for found in rows.values() for row in found}
    cells = {}
    for cluster in clusters:
        having = {code: counts[cluster.pk][trait] for trait, code in codes.items()}
        for module in modules:
            found = derive(rules.get(module.pk, ()), having=having, active=cluster.institutions)
            answer = overrides.get((cluster.pk, module.pk))
            cells[cluster.code, module.code] = Cell(cluster, module, found, answer, rows.get(module.pk, ()))
    return Crossing(clusters, modules, cells)


def rules_by_module() -> dict[int, list[ModuleRule]]:
    rows: dict[int, list[ModuleRule]] = {}
    for row in ModuleRule.objects.select_related("trait"):
        rows.setdefault(row.module_id, []).append(row)
    return rows


def _rule(row: ModuleRule) -> Rule:
    return Rule(row.trait.code, row.weight, row.is_must)


def label_of(applicability: Applicability | None) -> Any:
    return NO_DATA if applicability is None else APPLICABILITIES[applicability]


def institutions_url(cluster: Any) -> str:
    return reverse("registry:institutions") + f"?cluster={cluster.code}"
