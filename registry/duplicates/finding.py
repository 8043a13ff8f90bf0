"""Looking for records that may be one institution: who is compared with whom, and how alike they are."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from math import cos, hypot, radians
from typing import NamedTuple

from django.db import transaction
from rapidfuzz import fuzz, process

from eculture.azerbaijani import az_fold
from registry.atlas import whose
from registry.classifiers import WITHDRAWN
from registry.duplicates.pairs import DuplicatePair
from registry.institutions import Institution
from registry.intake.judging import name_key, numbers_in
from registry.territory import Unit

ALIKE = 75  # of 100: names less alike are not compared any further
LEAST = 65  # of 100: a pair below it is not shown
SHARED = 5  # a telephone of more institutions than these is one of an office, and says nothing
NEAR, FAR = 0.15, 5.0  # kilometres
POINTS = {
    "name": 60,  # for a name that is the same; less in proportion
    "kind": 10,
    "address": 15,
    "near": 15,
    "phone": 15,
    "website": 10,
    "founded": 10,
    "other_founded": -15,
    "other_cluster": -20,
    "far": -20,
}
KM_PER_DEGREE = 111.2
BATCH = 1000

Reasons = list[list[str]]


class Traits(NamedTuple):
    """What of a record is compared."""

    pk: int
    parent: int | None
    kind: int
    cluster: int
    place: str
    name: str
    address: str
    phone: str
    website: str
    founded: int | None
    lat: float | None
    lon: float | None


def find() -> int:
    """Keep the pairs of today; what is decided stays. How many wait for a decision. May run again."""
    alike = {(a.pk, b.pk): scored for a, b in candidates(list(records())) if (scored := likeness(a, b))}
    with transaction.atomic():
        known = {(pair.first_id, pair.second_id): pair for pair in DuplicatePair.objects.all()}
        stale = [pair.pk for key, pair in known.items() if pair.state == "open" and key not in alike]
        DuplicatePair.objects.to_decide().filter(pk__in=stale, unifications=None).delete()
        new = [
            DuplicatePair(first_id=first, second_id=second, score=score, reasons=reasons)
            for (first, second), (score, reasons) in alike.items()
            if (first, second) not in known
        ]
        DuplicatePair.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)
        other = [pair for key, pair in known.items() if key in alike and _is_told_anew(pair, *alike[key])]
        DuplicatePair.objects.bulk_update(other, ["score", "reasons"], batch_size=BATCH)
    return DuplicatePair.objects.to_decide().count()


def records() -> Iterator[Traits]:
    """Of all institutions that are not closed or withdrawn."""
    counted_under = {unit.pk: whose(unit) for unit in Unit.objects.by_code().values()}
    names = ("pk", "parent", "kind", "kind__cluster", "registered_unit", "name_az")
    rows = Institution.objects.exclude(state__in=("closed", WITHDRAWN)).order_by("pk")
    told = rows.values_list(*names, "address", "phone", "website", "founded", "lat", "lon")
    for *keys, unit, name, address, phone, website, founded, lat, lon in told.iterator():
        words = (name_key(name), az_fold(address), digits(phone), site(website))
        yield Traits(*keys, counted_under[unit], *words, founded, lat, lon)


def candidates(rows: list[Traits]) -> Iterator[tuple[Traits, Traits]]:
    """Each pair once, the older record first: neighbours with names alike, and those who share a line."""
    seen = set()
    for first, second in (*_neighbours(rows), *_sharing(rows)):
        pair = (first, second) if first.pk < second.pk else (second, first)
        key = (pair[0].pk, pair[1].pk)
        if key not in seen and not _belong_together(*pair):
            seen.add(key)
            yield pair


def likeness(one: Traits, other: Traits) -> tuple[int, Reasons] | None:
    """Score from 0 to 100 and what it comes of; None where too little speaks for it."""
    alike = round(fuzz.ratio(one.name, other.name))
    if alike < ALIKE or numbers_in(one.name) != numbers_in(other.name):
        return None
    km = kilometres(one, other)
    codes = {
        "kind": one.kind == other.kind,
        "other_cluster": one.cluster != other.cluster,
        "address": _same(one.address, other.address),
        "near": km is not None and km <= NEAR,
        "far": km is not None and km > FAR,
        "phone": _same(one.phone, other.phone),
        "website": _same(one.website, other.website),
        "founded": _same(one.founded, other.founded),
        "other_founded": bool(one.founded and other.founded and one.founded != other.founded),
    }
    told = [code for code, holds in codes.items() if holds]
    score = round(POINTS["name"] * alike / 100) + sum(POINTS[code] for code in told)
    if score < LEAST:
        return None
    return min(score, 100), [["name", str(alike)], *([code, ""] for code in told)]


def kilometres(one: Traits, other: Traits) -> float | None:
    """As the crow flies; None where a place is not known."""
    if one.lat is None or other.lat is None:
        return None
    east = (one.lon - other.lon) * cos(radians(one.lat))
    return hypot(one.lat - other.lat, east) * KM_PER_DEGREE


def digits(phone: str) -> str:
    """The last nine of a telephone number: with or without the code of the country it is one."""
    return re.sub("[^0-9]", "", phone)[-9:]


def site(website: str) -> str:
    return re.sub("^https?://(www[.])?", "", website.strip().lower()).rstrip("/")


def _neighbours(rows: list[Traits]) -> Iterator[tuple[Traits, Traits]]:
    groups: dict[tuple[str, tuple[str, ...]], list[Traits]] = defaultdict(list)
    for row in rows:
        groups[row.place, numbers_in(row.name)].append(row)
    for group in groups.values():
        names = [row.name for row in group]
        for place, row in enumerate(group):
            rest = names[place + 1 :]
            found = process.extract(row.name, rest, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None)
            yield from ((row, group[place + 1 + index]) for _name, _score, index in found)


def _sharing(rows: list[Traits]) -> Iterator[tuple[Traits, Traits]]:
    for attribute in ("phone", "website"):
        groups: dict[str, list[Traits]] = defaultdict(list)
        for row in rows:
            groups[getattr(row, attribute)].append(row)
        for value, group in groups.items():
            if value and len(group) <= SHARED:
                yield from combinations(group, 2)


def _belong_together(one: Traits, other: Traits) -> bool:
    """A library and its branch have nearly one name."""
    return one.pk == other.parent or other.pk == one.parent


def _same(one: object, other: object) -> bool:
    return bool(one) and one == other


def _is_told_anew(pair: DuplicatePair, score: int, reasons: Iterable[list[str]]) -> bool:
    """Does an open pair have another score or reasons now? If so they are set on it."""
    if pair.state != "open" or (pair.score, pair.reasons) == (score, reasons):
        return False
    pair.score, pair.reasons = score, list(reasons)
    return True
