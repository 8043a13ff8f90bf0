"""`python -m schools.admissions.verify FILE`: computes a published placement again, by the standard library.

Says yes (0), or no and the first difference (1), or that the file is no record of a placement (2).
"""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from schools.admissions import placement, record
from schools.admissions.record import Record, Unreadable

YES, NO, UNREADABLE = 0, 1, 2


def differences(found: Record) -> Iterator[str]:
    """What does not hold in a record, the first thing first."""
    inputs = found.inputs
    yield from _twice("candidate", (one.number for one in inputs.candidates))
    yield from _twice("place", (one.key for one in inputs.places))
    yield from _twice("result", (number for number, _place in found.results))
    if inputs.rules.version != placement.RULES_VERSION:
        yield f"the rules are of version {inputs.rules.version}, this program knows {placement.RULES_VERSION}"
    if inputs.commitment and inputs.commitment != record.commitment_to(inputs.rules.lot_seed):
        yield "the lot seed is not the one that was promised before registration"
    if inputs.sha256 != found.inputs_sha256:
        yield f"the fingerprint of the inputs is {inputs.sha256}, the file says {found.inputs_sha256}"
    if record.fingerprint_of_results(found.results) != found.results_sha256:
        yield "the fingerprint of the results is not the one that the file says"
    yield from _moved(found)


def _twice(what: str, keys: Iterator[object]) -> Iterator[str]:
    for key, times in Counter(keys).items():
        if times > 1:
            yield f"the {what} {key} stands {times} times in the file"


def _moved(found: Record) -> Iterator[str]:
    """Those who got something else than the rules give them, by number."""
    inputs = found.inputs
    result = placement.place(candidates=inputs.candidates, places=inputs.places, rules=inputs.rules)
    computed, said = dict(record.given(result)), dict(found.results)
    for number in sorted(computed.keys() | said.keys()):
        ours, theirs = computed.get(number, "is no candidate"), said.get(number, "has no result")
        if ours != theirs:
            yield f"{number}: the rules give {_told(ours)}, the file says {_told(theirs)}"


def _told(place: object) -> str:
    return "no place" if place is None else place if isinstance(place, str) else " ".join(map(str, place))


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("Name one file: python -m schools.admissions.verify FILE")
        return UNREADABLE
    try:
        found = record.read(Path(arguments[0]).read_bytes())
    except (OSError, Unreadable) as error:
        print(f"This is no record of a placement: {error}")
        return UNREADABLE
    first = next(differences(found), None)
    if first:
        print(f"No. {first}")
        return NO
    placed = sum(1 for _number, place in found.results if place)
    print(f"Yes. {len(found.results)} candidates, {placed} placed, as the rules give.")
    print(f"Inputs  {found.inputs_sha256}\nResults {found.results_sha256}")
    return YES


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
