"""Does a module concern a cluster? Noisy-OR over shares of institutions, behind must gates.

Shares, effects and the product are rounded half up to four places at the step where they are printed,
so that a reader with a calculator arrives at the same number. A weighted average was tried first and
was wrong: traits that a cluster lacks pulled down the one trait that decides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from functools import lru_cache, reduce

PLACES = Decimal("0.0001")
ONE = Decimal("1.0000")
NOTHING = Decimal("0.0000")
EXACT = Context(prec=100)  # room for the product of 25 factors: the order of traits must not matter


class Applicability(StrEnum):
    REQUIRED = "required"
    RECOMMENDED = "recommended"
    OPTIONAL = "optional"
    NOT_APPLICABLE = "not_applicable"


class Basis(StrEnum):
    """Why the answer is what it is."""

    NO_DATA = "no_data"
    EVERYONE = "everyone"
    GATE_CLOSED = "gate_closed"
    CROSSED = "crossed"


THRESHOLDS = (
    (Decimal("0.60"), Applicability.REQUIRED),
    (Decimal("0.30"), Applicability.RECOMMENDED),
    (PLACES, Applicability.OPTIONAL),
)


@dataclass(frozen=True, slots=True)
class Rule:
    """How strongly a trait calls for a module; without a must trait there is no module at all."""

    trait: str
    weight: Decimal
    is_must: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.weight <= 1:
            raise ValueError(f"weight of {self.trait} is {self.weight}, not between 0 and 1")


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the active institutions of a cluster have a trait."""

    having: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.having <= self.of or self.of == 0:
            raise ValueError(f"{self.having} of {self.of} is no share")

    @property
    def value(self) -> Decimal:
        return rounded(Decimal(self.having) / self.of)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the derivation: effect = weight × share, factor = 1 − effect."""

    rule: Rule
    share: Share
    effect: Decimal
    factor: Decimal

    @property
    def closes_gate(self) -> bool:
        return self.rule.is_must and self.share.having == 0


@dataclass(frozen=True, slots=True)
class Derivation:
    """The answer with everything that led to it; value and applicability are None when nothing is known."""

    basis: Basis
    value: Decimal | None
    steps: tuple[Step, ...] = ()
    product: Decimal | None = None

    @property
    def applicability(self) -> Applicability | None:
        return None if self.value is None else applicability_of(self.value)

    @property
    def closed_gates(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.closes_gate)

    @property
    def open_factors(self) -> int:
        """How many traits have a say without settling the matter alone."""
        return sum(0 < step.factor < 1 for step in self.steps)


def derive(rules: Iterable[Rule], *, having: Mapping[str, int], active: int) -> Derivation:
    """Cross one module (its rules) with one cluster: `having` of its `active` institutions per trait."""
    if active == 0:
        return Derivation(Basis.NO_DATA, None)
    steps = tuple(_step(rule, having.get(rule.trait, 0), active) for rule in rules)
    if not steps:
        return Derivation(Basis.EVERYONE, ONE)
    if any(step.closes_gate for step in steps):
        return Derivation(Basis.GATE_CLOSED, NOTHING, steps)
    product = _half_up(reduce(EXACT.multiply, (step.factor for step in steps)))
    return Derivation(Basis.CROSSED, ONE - product, steps, product)


@lru_cache(maxsize=4096)
def applicability_of(value: Decimal) -> Applicability:
    reached = (applicability for start, applicability in THRESHOLDS if value >= start)
    return next(reached, Applicability.NOT_APPLICABLE)


def rounded(exact: Decimal) -> Decimal:
    """Half up to four places; what exists never becomes 0, as 0 would mean that nobody has it."""
    return max(_half_up(exact), PLACES) if exact > 0 else NOTHING


@lru_cache(maxsize=4096)
def _step(rule: Rule, having: int, active: int) -> Step:
    share = Share(having, active)
    effect = rounded(rule.weight * share.value)
    return Step(rule, share, effect, ONE - effect)


def _half_up(exact: Decimal) -> Decimal:
    return exact.quantize(PLACES, ROUND_HALF_UP)
