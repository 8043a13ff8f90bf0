"""Who studies where: score-ordered deferred acceptance, without a database.

All places share one score, so deferred acceptance is the same as letting candidates choose one after
another, the highest score first. Each candidate tries the free places of every choice in the order the
family gave, and only then the paid places of the same choices, if the family agreed to pay. We chose
"free first over the whole list" and not "free, then paid, choice by choice": a family that agrees to pay
must never lose a free place by agreeing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256

RULES_VERSION = "2026.2"


class Funding(StrEnum):
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


@dataclass(frozen=True, slots=True)
class Outcome:
    number: str
    score: Decimal
    place: Place | None
    attempts: tuple[Attempt, ...]


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
    turned_away: list[tuple[Attempt, Decimal]] = field(default_factory=list)
    let_in: list[Attempt] = field(default_factory=list)


def lot(number: str, *, seed: str) -> str:
    """The lottery number: nobody can choose it and everybody can compute it again."""
    return sha256(f"{seed}:{number}".encode()).hexdigest()


def place(*, candidates: Iterable[Candidate], places: Iterable[Place], rules: Rules) -> Result:
    queues = {item.key: _Queue(item) for item in places}
    outcomes = {}
    for candidate in sorted(candidates, key=lambda one: _order(one, rules)):
        outcomes[candidate.number] = _serve(candidate, queues, rules)
    for queue in queues.values():
        _close(queue)
    return Result(
        outcomes=outcomes,
        cutoffs={key: queue.last for key, queue in queues.items() if queue.last is not None},
        taken={key: queue.taken for key, queue in queues.items()},
    )


def _order(candidate: Candidate, rules: Rules) -> tuple:
    number = candidate.number
    return (-candidate.score, candidate.ties, lot(number, seed=rules.lot_seed), number)


def _serve(candidate: Candidate, queues: dict[tuple, _Queue], rules: Rules) -> Outcome:
    attempts, won = [], None
    for funding in Funding:
        for choice in candidate.choices:
            attempt = Attempt(choice.programme, choice.school, funding, Verdict.NOT_CONSIDERED)
            attempts.append(attempt)
            queue = queues.get((choice.school, choice.programme, funding))
            if queue:
                attempt.places = queue.place.places
            if won is None:
                attempt.verdict = _judge(candidate, choice, funding, queue, rules)
                if attempt.verdict is Verdict.PLACED:
                    won = queue.place
                _note(attempt, queue, candidate)
    return Outcome(candidate.number, candidate.score, won, tuple(attempts))


def _judge(
    candidate: Candidate,
    choice: Choice,
    funding: Funding,
    queue: _Queue | None,
    rules: Rules,
) -> Verdict:
    if candidate.score < rules.pass_mark:
        return Verdict.BELOW_PASS
    if funding is Funding.PAID and not candidate.consents_to_paid:
        return Verdict.NO_CONSENT
    if queue is None or queue.place.places == 0:
        return Verdict.NO_PLACES
    if funding not in choice.open_to:
        return Verdict.WRONG_AGE
    if funding is Funding.PAID and rules.paid_from is not None and candidate.score < rules.paid_from:
        return Verdict.BELOW_PAID
    return Verdict.PLACED if queue.taken < queue.place.places else Verdict.FULL


def _note(attempt: Attempt, queue: _Queue | None, candidate: Candidate) -> None:
    if attempt.verdict is Verdict.PLACED:
        queue.taken += 1
        queue.last = candidate.score
        queue.let_in.append(attempt)
        attempt.standing = queue.taken
    elif attempt.verdict is Verdict.FULL:
        queue.refused += 1
        queue.turned_away.append((attempt, candidate.score))
        attempt.queue = queue.refused


def _close(queue: _Queue) -> None:
    """The lowest score placed is known only when the last candidate has chosen."""
    for attempt in queue.let_in:
        attempt.cutoff = queue.last
    for attempt, score in queue.turned_away:
        attempt.cutoff = queue.last
        attempt.tie_decided = score == queue.last
