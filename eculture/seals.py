"""The chain of the journal: what a seal is the hash of, and the check of an exported chain.

Standard library only: who does not trust the portal copies this file and runs `python seals.py FILE`.
An export has one JSON object a line: a seal, then the entries that it holds in the order of their numbers.
"""

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

BEGINNING = "0" * 64
HEADER = ("number", "at", "until", "count", "previous")


class Broken(Exception):
    """The first place where the chain does not hold: a seal, and the entry where one can be named."""

    def __init__(self, what: str, *, seal: int | None = None, entry: int | None = None):
        places = [
            f"{name} {value}" for name, value in (("seal", seal), ("entry", entry)) if value is not None
        ]
        super().__init__(f"{', '.join(places)}: {what}")
        self.seal, self.entry = seal, entry


class Checked(NamedTuple):
    """How far a chain holds: its last seal, and how many entries were looked at."""

    number: int
    sha256: str
    entries: int


START = Checked(0, BEGINNING, 0)


def digest(fields: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON: sorted names, no spaces, UTF-8."""
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def seal_hash(header: dict[str, Any], digests: Iterable[str]) -> str:
    """A seal covers its own facts, the seal before it, and each of its entries in order."""
    covered = hashlib.sha256(digest({name: header[name] for name in HEADER}).encode())
    for one in digests:
        covered.update(one.encode())
    return covered.hexdigest()


def check(items: Iterable[dict[str, Any]], *, after: Checked = START) -> Checked:
    """Read a chain in one pass, from the seal after `after` on. Raises Broken at the first fault."""
    header: dict[str, Any] | None = None
    digests: list[str] = []
    number, sha256, entries = after
    for item in _ended(items):
        if "seal" not in item and "end" not in item:
            digests.append(_entry(item, header))
            continue
        if header:
            _closed(header, digests)
            number, sha256, entries = header["number"], header["sha256"], entries + len(digests)
        header, digests = item.get("seal"), []
        if header:
            _follows(header, number, sha256)
    return Checked(number, sha256, entries)


def state_of(entries: Any) -> str:
    """`sealed`, `waiting` for a seal, or `broken`: some entry is not what was sealed.

    For a page: takes a JournalQuerySet, or rows of its `with_seals()`. It looks at these entries alone; what
    was taken away, and the chain itself, is found by the check of every night.
    """
    rows = entries.with_seals() if hasattr(entries, "with_seals") else entries
    found = {_state(row.sealed_sha256, row.content) for row in rows}
    return next((state for state in ("broken", "waiting") if state in found), "sealed")


def _state(sealed: str | None, content: dict[str, Any]) -> str:
    if sealed is None:
        return "waiting"
    return "sealed" if sealed == digest(content) else "broken"


def _ended(items: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    yield from items
    yield {"end": True}


def _entry(item: dict[str, Any], header: dict[str, Any] | None) -> str:
    seal = header and header["number"]
    if item.get("sha256") is None:
        raise Broken("the entry was added behind the seals", entry=item["id"])
    if item["entry"] is None:
        raise Broken("the entry was taken away", seal=seal, entry=item["id"])
    if item["entry"]["id"] != item["id"] or digest(item["entry"]) != item["sha256"]:
        raise Broken("the entry is not what was sealed", seal=seal, entry=item["id"])
    return item["sha256"]


def _follows(header: dict[str, Any], number: int, sha256: str) -> None:
    if header["number"] != number + 1:
        raise Broken(f"seal {number + 1} is missing", seal=header["number"])
    if header["previous"] != sha256:
        raise Broken("the seal does not continue the one before it", seal=header["number"])


def _closed(header: dict[str, Any], digests: list[str]) -> None:
    if len(digests) != header["count"]:
        raise Broken(f"{len(digests)} entries instead of {header['count']}", seal=header["number"])
    if seal_hash(header, digests) != header["sha256"]:
        raise Broken("the seal does not fit its entries", seal=header["number"])


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("usage: python seals.py FILE, an export of the journal", file=sys.stderr)
        return 2
    try:
        with open(arguments[0], "rb") as file:
            held = check(map(json.loads, file))
    except (Broken, ValueError, KeyError, OSError) as fault:
        print(f"The chain is broken: {fault}", file=sys.stderr)
        return 1
    print(f"The chain holds: {held.number} seals, {held.entries} entries, the last seal is {held.sha256}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
