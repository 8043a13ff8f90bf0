"""Who studies where: score-ordered deferred acceptance, without a database.

All places share one score, so deferred acceptance is the same as letting candidates choose one after
another, the highest score first. Each candidate tries the free places of every choice in the order the
family gave, and only then the paid places of the same choices, if the family agreed to pay. We chose
"free first over the whole list" and not "free, then paid, choice by choice": a family that agrees to pay
must never lose a free place by agreeing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256

RULES_VERSION = "2026.2"


class Funding(StrEnum):
    __hash__ = str.__hash__  # that of an enum is written in Python, and each choice is looked up by it

    FREE = "free"
    PAID = "paid"


class Verdict(StrEnum):
    PLACED = "placed"
    FULL = "full"
    NO_PLACES = "no_places"
    WRONG_AGE = "wrong_age"
    BELOW_PASS = "below_pass"  # noqa: S105 - a mark to pass, not a secret
    BELOW_PAID = "below_paid"
    NO_CONSENT = "no_consent"
    NOT_CONSIDERED = "not_considered"


@dataclass(frozen=True, slots=True)
class Place:
    school: str
    programme: str
    funding: Funding
    places: int

    @property
    def key(self) -> tuple[str, str, Funding]:
        return (self.school, self.programme, self.funding)


@dataclass(frozen=True, slots=True)
class Choice:
    """One wish of a family. `open_to` says which funding the child's age allows."""

    programme: str
    school: str
    open_to: frozenset[Funding] = frozenset(Funding)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who wants a place. `ties`: a rank for each step by which equal scores are parted, the smaller first."""

    number: str
    score: Decimal
    choices: tuple[Choice, ...]
    consents_to_paid: bool = False
    ties: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    pass_mark: Decimal
    paid_from: Decimal | None = None
    tie_break: tuple[str, ...] = ()
    lot_seed: str = ""
    version: str = RULES_VERSION


@dataclass(slots=True)
class Attempt:
    """What happened to one choice of one child, with the numbers a family will ask for."""

    programme: str
    school: str
    funding: Funding
    verdict: Verdict
    places: int = 0
    cutoff: Decimal | None = None
    standing: int | None = None
    queue: int | None = None
    tie_decided: bool = False


@dataclass(slots=True)
class Outcome:
    """What one child got.

    `tried` says of each choice that was tried, in order, the number on the waiting list, or one of WHY_NOT;
    `standing` is the number among those who got the place, which is the last one tried.
    """

    candidate: Candidate
    place: Place | None
    tried: tuple[int, ...]
    standing: int
    queues: "Queues" = field(compare=False, repr=False)

    @property
    def number(self) -> str:
        return self.candidate.number

    @property
    def score(self) -> Decimal:
        return self.candidate.score

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """One for each choice and funding, with the numbers of the whole calculation.

        Made when they are asked for: a verifier that only compares places does without.
        """
        found = []
        tried = iter([*map(_verdict, self.tried), *([(PLACED, self.standing)] if self.place else [])])
        for funding in Funding:
            for choice in self.candidate.choices:
                verdict, number = next(tried, (self._untried(funding), 0))
                found.append(self._attempt(choice, funding, verdict, number))
        return tuple(found)

    def _untried(self, funding: Funding) -> Verdict:
        if self.place:
            return Verdict.NOT_CONSIDERED
        return Verdict.NO_CONSENT if self.queues.passes(self.score) else Verdict.BELOW_PASS

    def _attempt(self, choice: Choice, funding: Funding, verdict: Verdict, number: int) -> Attempt:
        queue = self.queues.of(funding).get((choice.school, choice.programme))
        attempt = Attempt(choice.programme, choice.school, funding, verdict)
        attempt.places = queue.place.places if queue else 0
        if verdict is Verdict.PLACED:
            attempt.standing, attempt.cutoff = number, queue.last
        elif verdict is Verdict.FULL:
            attempt.queue, attempt.cutoff = number, queue.last
            attempt.tie_decided = self.score == queue.last
        return attempt


@dataclass(frozen=True, slots=True)
class Result:
    outcomes: dict[str, Outcome]
    cutoffs: dict[tuple[str, str, Funding], Decimal]
    taken: dict[tuple[str, str, Funding], int]


@dataclass(slots=True)
class _Queue:
    """A place while it fills: who got in, how many were turned away, the score of the last one in."""

    place: Place
    taken: int = 0
    refused: int = 0
    last: Decimal | None = None


class Queues:
    """All places by funding, school and programme, under the rules."""

    def __init__(self, places: Iterable[Place], rules: Rules):
        self.rules = rules
        self.free: dict[tuple[str, str], _Queue] = {}
        self.paid: dict[tuple[str, str], _Queue] = {}
        for item in places:
            self.of(item.funding)[item.school, item.programme] = _Queue(item)

    def of(self, funding: Funding) -> dict[tuple[str, str], _Queue]:
        return self.free if funding is Funding.FREE else self.paid

    def passes(self, score: Decimal) -> bool:
        return score >= self.rules.pass_mark

    def __iter__(self) -> Iterator[_Queue]:
        yield from self.free.values()
        yield from self.paid.values()


FREE, PAID = Funding.FREE, Funding.PAID
PLACED = Verdict.PLACED
NO_PLACES, WRONG_AGE, BELOW_PAID = -1, -2, -3
WHY_NOT = {
    NO_PLACES: Verdict.NO_PLACES,
    WRONG_AGE: Verdict.WRONG_AGE,
    BELOW_PAID: Verdict.BELOW_PAID,
}


def lot(number: str, *, seed: str) -> str:
    """The lottery number: nobody can choose it and everybody can compute it again."""
    return sha256(f"{seed}:{number}".encode()).hexdigest()


def place(*, candidates: Iterable[Candidate], places: Iterable[Place], rules: Rules) -> Result:
    queues = Queues(places, rules)
    outcomes = {one.number: _serve(one, queues) for one in in_order(candidates, rules)}
    return Result(
        outcomes=outcomes,
        cutoffs={queue.place.key: queue.last for queue in queues if queue.last is not None},
        taken={queue.place.key: queue.taken for queue in queues},
    )


def in_order(candidates: Iterable[Candidate], rules: Rules) -> Iterator[Candidate]:
    """The higher score first, then the declared steps; only those who are still equal need their lots."""
    equals: list[Candidate] = []
    for one in sorted(candidates, key=_declared):
        if equals and (one.score != equals[0].score or one.ties != equals[0].ties):
            yield from _parted(equals, rules)
            equals = []
        equals.append(one)
    yield from _parted(equals, rules)


def _parted(equals: list[Candidate], rules: Rules) -> list[Candidate]:
    if len(equals) > 1:
        equals.sort(key=lambda one: (lot(one.number, seed=rules.lot_seed), one.number))
    return equals


def _declared(candidate: Candidate) -> tuple[Decimal, tuple[int, ...]]:
    return (-candidate.score, candidate.ties)


def _serve(candidate: Candidate, queues: Queues) -> Outcome:
    """Free places over the whole list, then the paid ones where the family agreed to pay."""
    if not queues.passes(candidate.score):
        return Outcome(candidate, None, (), 0, queues)
    tried: list[int] = []
    won = _try(candidate, FREE, queues, tried)
    if won is None and candidate.consents_to_paid:
        won = _try(candidate, PAID, queues, tried)
    if won is None:
        return Outcome(candidate, None, tuple(tried), 0, queues)
    won.taken += 1
    won.last = candidate.score
    return Outcome(candidate, won.place, tuple(tried), won.taken, queues)


def _verdict(sign: int) -> tuple[Verdict, int]:
    return (WHY_NOT[sign], 0) if sign < 0 else (Verdict.FULL, sign)


def _try(candidate: Candidate, funding: Funding, queues: Queues, tried: list[int]) -> _Queue | None:
    """The first of the choices that has room; notes what happened at each one on the way."""
    paid_from = queues.rules.paid_from
    is_below = funding is PAID and paid_from is not None and candidate.score < paid_from
    found = queues.of(funding)
    for choice in candidate.choices:
        queue = found.get((choice.school, choice.programme))
        if queue is None or queue.place.places == 0:
            tried.append(NO_PLACES)
        elif funding not in choice.open_to:
            tried.append(WRONG_AGE)
        elif is_below:
            tried.append(BELOW_PAID)
        elif queue.taken < queue.place.places:
            return queue
        else:
            queue.refused += 1
            tried.append(queue.refused)
    return None
