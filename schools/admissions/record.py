"""The record of a placement: what went in and what came out, without names, for anybody to compute again.

Uses the standard library only, as `python -m schools.admissions.verify` does. A record is one JSON object:

format      "e-culture/placement/1"
about       {"year", "round"}
rules       {"pass_mark", "paid_from", "tie_break": [...], "lot_seed", "version"}
commitment  SHA-256 of the lot seed, published before anybody had applied; "" for a campaign without one
places      [[school, programme, "free" | "paid", number of places], ...]
candidates  [[number, score, [[programme, school, ["free", "paid"]], ...], agrees to pay, [tie, ...]], ...]
results     [[number, [school, programme, "free" | "paid"] | null], ...]
inputs_sha256   of the canonical text of {rules, commitment, places, candidates}
results_sha256  of the canonical text of results

Scores are text with one decimal. A tie is a rank, one for each step of `tie_break`, the smaller first: birth
dates and moments stay at home. Texts are canonical: keys sorted, no spaces, UTF-8.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from hashlib import sha256
from typing import Any

from schools.admissions.placement import Candidate, Choice, Funding, Place, Result, Rules

FORMAT = "e-culture/placement/1"
WRONG_PARTS = (KeyError, TypeError, AttributeError, InvalidOperation, RecursionError)
Given = list[tuple[str, tuple[str, str, str] | None]]


class Unreadable(ValueError):
    """Not a record of a placement; says what is wrong with it."""


@dataclass(frozen=True)
class Inputs:
    """Everything that a calculation depends on; equal inputs have one fingerprint, in whatever order."""

    candidates: tuple[Candidate, ...]
    places: tuple[Place, ...]
    rules: Rules
    commitment: str = ""

    @property
    def rules_as_json(self) -> dict[str, Any]:
        return {name: _plain(value) for name, value in asdict(self.rules).items()}

    @cached_property
    def as_json(self) -> dict[str, Any]:
        return {
            "rules": self.rules_as_json,
            "commitment": self.commitment,
            "places": sorted(_place(one) for one in self.places),
            "candidates": sorted(_candidate(one) for one in self.candidates),
        }

    @cached_property
    def sha256(self) -> str:
        return fingerprint(self.as_json)


@dataclass(frozen=True)
class Record:
    about: dict[str, Any]
    inputs: Inputs
    results: Given
    inputs_sha256: str
    results_sha256: str


def commitment_to(seed: str) -> str:
    return sha256(seed.encode()).hexdigest()


def fingerprint(value: Any) -> str:
    return sha256(canonical(value)).hexdigest()


def canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def given(result: Result) -> Given:
    """Who got what, by number: the part of a result that a record keeps."""
    outcomes = sorted(result.outcomes.items())
    return [(number, one.place.key if one.place else None) for number, one in outcomes]


def fingerprint_of_results(results: Given) -> str:
    return fingerprint(_results(results))


def written(inputs: Inputs, results: Given, **about: Any) -> bytes:
    rows = _results(results)
    return canonical(
        {
            "format": FORMAT,
            "about": about,
            **inputs.as_json,
            "results": rows,
            "inputs_sha256": inputs.sha256,
            "results_sha256": fingerprint(rows),
        }
    )


def read(text: bytes) -> Record:
    """A record from its text. Raises Unreadable."""
    try:
        said = json.loads(text)
        if said["format"] != FORMAT:
            raise Unreadable(f"the format is {said['format']!r}, not {FORMAT!r}")
        inputs = Inputs(
            candidates=tuple(_read_candidate(*row) for row in said["candidates"]),
            places=tuple(_read_place(*row) for row in said["places"]),
            rules=_read_rules(**said["rules"]),
            commitment=said["commitment"],
        )
        if inputs.as_json != {part: said[part] for part in inputs.as_json}:
            raise Unreadable("the inputs are not written in the agreed order and form")
        results = [(number, tuple(place) if place else None) for number, place in said["results"]]
        return Record(said["about"], inputs, results, said["inputs_sha256"], said["results_sha256"])
    except Unreadable:
        raise
    except WRONG_PARTS as error:
        raise Unreadable(f"a part is missing or is not what it should be: {error!r}") from error
    except ValueError as error:
        raise Unreadable(str(error)) from error


def _read_rules(
    *, pass_mark: str, paid_from: str | None, tie_break: list[str], lot_seed: str, version: str
) -> Rules:
    paid = None if paid_from is None else Decimal(paid_from)
    return Rules(Decimal(pass_mark), paid, tuple(tie_break), lot_seed, version)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:.1f}"
    return list(value) if isinstance(value, tuple) else value


def _place(one: Place) -> list[Any]:
    return [one.school, one.programme, one.funding.value, one.places]


def _read_place(school: str, programme: str, funding: str, places: int) -> Place:
    if not isinstance(places, int) or places < 0:
        raise Unreadable(f"{places!r} is no number of places")
    return Place(school, programme, Funding(funding), places)


def _candidate(one: Candidate) -> list[Any]:
    wishes = [
        [wish.programme, wish.school, sorted(kind.value for kind in wish.open_to)] for wish in one.choices
    ]
    return [one.number, f"{one.score:.1f}", wishes, one.consents_to_paid, list(one.ties)]


def _read_candidate(number: str, score: str, wishes: Any, consents: bool, ties: list[int]) -> Candidate:
    choices = tuple(
        Choice(code, school, frozenset(Funding(one) for one in open_to)) for code, school, open_to in wishes
    )
    return Candidate(number, Decimal(score), choices, consents, tuple(ties))


def _results(results: Iterable[Any]) -> list[Any]:
    return sorted([number, [str(part) for part in place] if place else None] for number, place in results)
