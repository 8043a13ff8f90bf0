"""What the card of an institution tells of its buildings, in the question that fetches its row."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from eculture.templatetags.words import aznumber
from registry.buildings.accessibility import AccessNeed, Ease, eases
from registry.buildings.facilities import Facility, Occupancy, Space

OF_FACILITY = ("name", "address", "built", "area", "condition", "heritage_number", "answers", "answered_on")
FIRST = tuple(Occupancy.ROLES)


@dataclass(frozen=True)
class Building:
    """A building that an institution uses on a day, in words; of its numbers, those that are known."""

    is_main: bool
    role: Any
    name: str
    address: str
    about: list[str]
    spaces: list[str]
    answers: dict[str, bool]
    answered_on: date | None


def told_of_buildings(day: date) -> dict[str, Any]:
    """Annotations for rows of institutions: their buildings on a day, and the needs of visitors."""
    named = {name: f"facility__{name}" for name in OF_FACILITY}
    return {
        "buildings_told": ArraySubquery(
            Occupancy.objects.on(day)
            .filter(institution=OuterRef("pk"))
            .values(told=JSONObject(role="role", **named, spaces=_spaces()))
        ),
        "needs_told": ArraySubquery(
            AccessNeed.objects.values(told=JSONObject(persona="persona", question="question"))
        ),
    }


def buildings_of(row: Any) -> list[Building]:
    """Of a row with `told_of_buildings`, the main building first."""
    told = sorted(row.buildings_told, key=lambda one: FIRST.index(one["role"]))
    return [_building(one) for one in told]


def eases_of(row: Any, buildings: list[Building]) -> list[Ease]:
    """For whom the main building is easy; nothing where nobody has looked."""
    looked_at = [one for one in buildings if one.is_main and one.answers]
    needs = [(one["persona"], one["question"]) for one in row.needs_told]
    return eases(looked_at[0].answers, needs) if looked_at else []


def _spaces() -> ArraySubquery:
    named = {name: name for name in ("kind", "name", "seats", "standing")}
    return ArraySubquery(Space.objects.filter(facility=OuterRef("facility")).values(told=JSONObject(**named)))


def _building(told: dict[str, Any]) -> Building:
    looked_at = told["answered_on"]
    return Building(
        is_main=told["role"] == "seat",
        role=Occupancy.ROLES[told["role"]],
        name=told["name"],
        address=told["address"],
        about=list(_about(told)),
        spaces=[_space(one) for one in told["spaces"]],
        answers=told["answers"],
        answered_on=date.fromisoformat(looked_at) if looked_at else None,
    )


def _about(told: dict[str, Any]) -> Iterator[str]:
    if told["built"]:
        yield _("built in %(year)s") % {"year": told["built"]}
    if told["area"]:
        yield f"{aznumber(told['area'])} m²"
    if told["condition"]:
        yield _("condition: %(condition)s") % {"condition": Facility.CONDITIONS[told["condition"]]}
    if told["heritage_number"]:
        yield _("monument № %(number)s") % {"number": told["heritage_number"]}


def _space(space: dict[str, Any]) -> str:
    """Its name and how many people it takes, sitting and standing."""
    places = " + ".join(aznumber(space[name]) for name in ("seats", "standing") if space[name])
    name = space["name"] or str(Space.KINDS[space["kind"]])
    return f"{name} ({places})" if places else name
