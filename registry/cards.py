"""The card of an institution: as it is, or as it was on a day."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from eculture.refusals import CannotAnswer
from eculture.templatetags.words import azdate, aznumber
from registry import atlas
from registry.attributes import Attributes
from registry.buildings.cards import buildings_of, eases_of, told_of_buildings
from registry.care.confirmations import last_confirmation
from registry.classifiers import WITHDRAWN
from registry.history.versions import InstitutionVersion
from registry.hours.evaluator import told
from registry.identifiers import identifiers_in_words, told_identifiers
from registry.institutions import Institution, InstitutionQuerySet
from registry.templatetags.registry import capital
from registry.territory import Territory, Unit
from registry.timeline import heirs_of, past_of, timeline

SHOWN = 12
ENDED = ("closed", WITHDRAWN)


def subjects(rows: InstitutionQuerySet, day: date | None) -> InstitutionQuerySet:
    """Institutions with all that a card of the day asks of their row."""
    return rows.select_related("kind__cluster").annotate(**_told(day or timezone.localdate()))


@lru_cache(maxsize=8)
def _told(day: date) -> dict[str, Any]:
    """What a card asks beside the columns, put together once for a day; the answers are never kept."""
    beside = {"identifiers": told_identifiers(day), "confirmed_on": last_confirmation()}
    return beside | told_of_buildings(day)


def give_units(row: Attributes, units: Iterable[Territory]) -> None:
    """All territories are known to the card: no join asks for those of a row again."""
    known = {unit.pk: unit for unit in units}
    for name in ("registered_unit", "operating_unit"):
        row._meta.get_field(name).set_cached_value(row, known.get(getattr(row, f"{name}_id")))


def card(subject: Institution, day: date | None) -> dict[str, Any]:
    """What the page draws of one of the `subjects`.

    Raises CannotAnswer where the institution did not exist on the day.
    """
    shown = subject if day is None else as_it_was(subject, day)
    units, buildings, past = Unit.objects.by_code(), buildings_of(subject), past_of(subject)
    give_units(subject, units.values())
    return {
        "institution": subject,
        "shown": shown,
        "as_of": day,
        "facts": [*facts_of(shown), *identifiers_in_words(subject.identifiers)],
        "timeline": timeline(past, units.values()),
        "heirs": heirs_of(subject) if shown.state == "closed" else [],
        "predecessors": past.predecessors,
        "branches": branches_of(subject, day),
        "hours": told(subject, timezone.localtime()) if day is None and subject.is_working else None,
        "buildings": buildings,
        "eases": eases_of(subject, buildings) if day is None else [],
        "confirmed": subject.confirmed_on,
        "map": atlas.place(units, shown),
    }


def as_it_was(subject: Institution, day: date) -> InstitutionVersion:
    found = (
        InstitutionVersion.objects.on(day)
        .with_labels()
        .select_related("parent")
        .filter(institution=subject)
        .first()
    )
    if found is None:
        said = _("“%(name)s” did not exist on %(day)s.") % {"name": subject.name, "day": azdate(day)}
        raise CannotAnswer(said, code="as_of", field="as_of")
    return found


def branches_of(subject: Institution, day: date | None) -> tuple[list[Any], int]:
    """The first of its working branches, and how many there are."""
    rows = Institution.objects.all() if day is None else InstitutionVersion.objects.on(day)
    found = rows.of_parent(subject.code).active().in_brief().in_order()
    first = list(found[: SHOWN + 1])
    return first[:SHOWN], len(first) if len(first) <= SHOWN else found.count()


def last_heir(subject: Institution) -> Institution | None:
    """Where the work of a closed institution is done, or which record is right, if that is one."""
    heir = subject.successor if subject.state in ENDED else None
    while heir and heir.state in ENDED and heir.successor:
        heir = heir.successor
    return heir


def came_from(subject: Institution, code: str) -> Institution | None:
    """The closed institution, or second record of this one, whose address led to this card."""
    ended = Institution.objects.filter(code=code[:16], state__in=ENDED).first() if code else None
    return ended if ended and last_heir(ended) == subject else None


def facts_of(row: Attributes) -> list[tuple[str, Any]]:
    """What is known, in words; a branch has the VÖEN of its institution."""
    named = [(one.code, one.name) for one in row.kind.indicators.all()] if row.figures else []
    return [
        (_("Kind"), capital(row.kind)),
        (_("Cluster"), str(row.kind.cluster)),
        (_("Official name"), row.name_az if row.name != row.name_az else ""),
        (_("Founded"), str(row.founded or "")),
        (_("Territory of registration"), row.registered_unit.name),
        (_("Territory of operation"), row.operating_unit.name if row.operating_unit else ""),
        (_("Economic region"), row.registered_unit.economic_region.name),
        (_("Superior body"), row.supervisor),
        (pgettext("of an institution", "Status"), row.honour),
        (_("VÖEN"), row.voen or (row.parent.voen if row.parent else "") or ""),
        *((name, aznumber(row.figures[code])) for code, name in named if code in row.figures),
        (_("Source"), row.source),
    ]
