"""Lists of others matched to our codes: the Reconciliation Service API 0.2, which OpenRefine speaks.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

import json
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from eculture.azerbaijani import az_fold
from eculture.refusals import CannotAnswer
from registry.institutions import Institution
from registry.search import clean

MOST_QUERIES, MOST_ANSWERS, USUAL, LONGEST = 50, 20, 5, 256 * 1024
LEAST = 50  # of 100; what is less alike is no candidate
SURE = 95  # of 100, and no other near it
APART = 10
WRONG_PLACE, WRONG_KIND = 0.6, 0.8
ALL = {"id": "institution", "name": "Institution of culture"}


class Wish(NamedTuple):
    """What one row of a list asks for."""

    text: str
    kind: str
    unit: str
    most: int


def manifest() -> dict[str, Any]:
    site = settings.BASE_URL
    return {
        "versions": ["0.2"],
        "name": "e-Culture: registry of cultural institutions",
        "identifierSpace": f"{site}/institutions/",
        "schemaSpace": "https://schema.org/",
        "defaultTypes": [ALL],
        "view": {"url": f"{site}/institutions/{{{{id}}}}/"},
        "suggest": {
            "entity": {"service_url": f"{site}/api/v1", "service_path": "/reconcile/suggest/"},
        },
        "batchSize": MOST_QUERIES,
    }


def asked_wishes(text: str) -> dict[str, Wish]:
    """Raises CannotAnswer for what is no batch of questions, or too large a one."""
    try:
        asked = json.loads(text[:LONGEST])
        wishes = {key: _wish(query) for key, query in asked.items()}
    except (ValueError, AttributeError, TypeError, KeyError, RecursionError) as error:
        said = _("“queries” is no batch of questions. See the Reconciliation Service API 0.2.")
        raise CannotAnswer(said, code="queries", field="queries") from error
    if len(wishes) > MOST_QUERIES:
        said = _("Ask at most %(most)s questions at once.") % {"most": MOST_QUERIES}
        raise CannotAnswer(said, code="too_many", field="queries")
    return wishes


def _wish(query: dict[str, Any]) -> Wish:
    kinds = query.get("type") or ""
    kind = kinds[0] if isinstance(kinds, list) and kinds else kinds
    known = {one["pid"]: one["v"] for one in query.get("properties") or []}
    unit = known.get("unit", "")
    unit = unit.get("id", "") if isinstance(unit, dict) else unit
    most = max(1, min(int(query.get("limit") or USUAL), MOST_ANSWERS))
    return Wish(clean(str(query["query"])), str(kind), str(unit)[:80], most)


def beginning_with(text: str, user: Any) -> list[Institution]:
    """Institutions whose names begin with what is typed."""
    return _found(Wish(text, "", "", USUAL), user) if az_fold(text) else []


def candidates(wish: Wish, user: Any) -> list[dict[str, Any]]:
    """The best first, with a score of 100 and whether it is surely meant."""
    if not az_fold(wish.text):
        return []
    scored = [(_score(wish, row), row) for row in _found(wish, user)]
    scored = sorted((one for one in scored if one[0] >= LEAST), key=lambda one: (-one[0], one[1].code))
    second = scored[1][0] if len(scored) > 1 else 0
    return [
        {
            "id": row.code,
            "name": row.name_az,
            "description": f"{row.kind.name}, {row.place.name}",
            "type": [ALL, {"id": row.kind.code, "name": row.kind.name}],
            "score": score,
            "match": place == 0 and score >= SURE and score - second >= APART,
        }
        for place, (score, row) in enumerate(scored[: wish.most])
    ]


def _found(wish: Wish, user: Any) -> list[Institution]:
    """By all words of the name; by any of them where none has all."""
    rows = Institution.objects.visible_to(user).of_record().with_labels()
    found = list(rows.search(wish.text)[: MOST_ANSWERS * 2])
    words = sorted(az_fold(wish.text).split(), key=len, reverse=True)
    for word in words[:2] if not found else ():
        found += list(rows.search(word)[: MOST_ANSWERS * 2])
    return list(dict.fromkeys(found))


def _score(wish: Wish, row: Institution) -> float:
    names = filter(None, (row.name_az, row.name_en, row.name_ru, row.short_name))
    asked = az_fold(wish.text)
    score = max(fuzz.token_sort_ratio(asked, az_fold(name)) for name in names)
    if wish.unit and az_fold(wish.unit) not in _places(row):
        score *= WRONG_PLACE
    if wish.kind and wish.kind != ALL["id"] and wish.kind != row.kind.code:
        score *= WRONG_KIND
    return round(score, 1)


def _places(row: Institution) -> set[str]:
    units = filter(None, (row.registered_unit, row.operating_unit))
    return {
        az_fold(label or "")
        for unit in units
        for label in (unit.code, unit.name_az, unit.name_en, unit.name_ru)
    }
