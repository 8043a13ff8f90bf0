"""What happened to an institution, in the words of its card."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from babel.dates import format_date
from django.utils.translation import gettext as _

from eculture.azerbaijani import az_key
from eculture.templatetags.words import LOCALES, azdate, language
from registry.history.events import Effect
from registry.history.kinds import DEEDS, ENDS
from registry.history.series import EARLIEST
from registry.institutions import Institution

TONES = {
    "register": "turquoise",
    "amend": "turquoise",
    "count": "turquoise",
    "suspend": "gold",
    "resume": "green",
    "displace": "gold",
    "bring_back": "green",
}
LATEST = 30
TOLD = {  # of these the card says what was and what is
    "rename": "name_az",
    "relocate": "address",
    "transfer": "supervisor",
    "grant_status": "honour",
    "displace": "operating_unit_id",
}


@dataclass(frozen=True)
class Past:
    """What happened to an institution, in order, and with whom: event → those that had a part in it too."""

    institution: Institution
    effects: list[Effect]
    others: dict[int, list[Effect]]

    @property
    def predecessors(self) -> list[Institution]:
        """Those whose work it took over, in the order of their names."""
        taken = (one.event_id for one in self.effects if one.role == "heir")
        found = {one.institution for event in taken for one in self.others[event] if one.role == "subject"}
        return sorted(found, key=lambda one: az_key(one.name_az))


def past_of(institution: Institution) -> Past:
    """One question, and a second one where others had a part in it."""
    effects = list(Effect.objects.told_of(institution))
    effects.sort(
        key=lambda one: (one.event.kind != "register", one.event.on or EARLIEST, one.event_id),
    )
    return Past(institution, effects, _others(institution, effects))


def timeline(past: Past, units: Iterable[Any]) -> list[dict[str, Any]]:
    """Newest first; ends with the foundation where its year is known. `units`: all territories."""
    institution, effects = past.institution, past.effects
    names = {unit.pk: unit.name for unit in units}
    others = {event: [one.institution for one in had] for event, had in past.others.items()}
    start = effects[0].event.on or date(institution.founded or 1, 1, 1)
    before: dict[str, Any] = {}
    rows = []
    for effect in effects:
        row = _row(institution, effect, before, names, others.get(effect.event_id, []))
        rows.append(row | {"links": row["links"] + _eve(institution, effect, start)})
        before |= effect.changes
    rows = rows[: -LATEST - 1 : -1]
    if institution.founded:
        rows.append({"at": str(institution.founded), "title": _("Founded"), "text": "", "tone": "gold"})
    return rows


def heirs_of(institution: Institution) -> list[Institution]:
    """Who took over what a closed institution did."""
    ends = {"effects__event__kind__in": ENDS, "effects__event__voided_at": None}
    found = Institution.objects.filter(
        effects__role="heir", effects__event__effects__in=institution.effects.filter(role="subject"), **ends
    )
    return list(found.in_order()) or [one for one in (institution.successor,) if one]


def _others(institution: Institution, effects: list[Effect]) -> dict[int, list[Effect]]:
    """Event → the parts that others had in it."""
    found: dict[int, list[Effect]] = {one.event_id: [] for one in effects if one.event.kind in ENDS}
    if found:
        rows = Effect.objects.filter(event__in=list(found)).exclude(institution=institution)
        for one in rows.select_related("institution").order_by("pk"):
            found[one.event_id].append(one)
    return found


def _row(
    institution: Institution, effect: Effect, before: dict[str, Any], names: dict[int, str], others: list
) -> dict[str, Any]:
    event = effect.event
    kind = "take_over" if effect.role == "heir" else event.kind
    links = [(other.get_absolute_url() + _then(other), other.name) for other in others]
    if event.act and event.act.url:
        links.append((event.act.url, _("text of the act")))
    return {
        "at": _day(event),
        "title": DEEDS[kind],
        "text": _text(effect, before, names),
        "tone": TONES.get(kind, "garnet"),
        "links": links,
    }


def _eve(institution: Institution, effect: Effect, start: date) -> list[tuple[str, str]]:
    """The card of the day before, where there was one and it was another one."""
    on = effect.event.on
    if on is None or on <= start or effect.role == "heir" or effect.event.kind in ("amend", "count"):
        return []
    return [(f"{institution.get_absolute_url()}?as_of={on - timedelta(days=1)}", _("how it was before"))]


def _then(other: Institution) -> str:
    """The last card of what was closed; without it the address leads to the heir."""
    return f"?as_of={other.closed_on}" if other.closed_on else ""


def _day(event: Any) -> str:
    if event.on is None:
        return azdate(event.recorded_at)
    if event.precision == "year":
        return str(event.on.year)
    if event.precision == "month":
        return format_date(event.on, "LLLL yyyy", locale=LOCALES[language()])
    return azdate(event.on)


def _text(effect: Effect, before: dict[str, Any], names: dict[int, str]) -> str:
    event = effect.event
    said = [_changes(effect, before, names)]
    if event.act:
        said.append(_("%(act)s, %(day)s") % {"act": event.act, "day": azdate(event.act.on)})
    if event.reason and event.kind != "amend":
        said.append(event.reason)
    return " · ".join(filter(None, said))


def _changes(effect: Effect, before: dict[str, Any], names: dict[int, str]) -> str:
    kind = effect.event.kind
    if effect.role == "heir":
        return ""
    if kind == "amend":
        labels = [str(Institution._meta.get_field(name).verbose_name) for name in effect.changes]
        return _("Changed: %(fields)s.") % {"fields": ", ".join(labels)}
    column = TOLD.get(kind)
    if column not in effect.changes:
        return ""
    was, now = before.get(column), effect.changes[column]
    if column == "operating_unit_id":
        return names.get(now, "")
    return f"{was} → {now}" if was else str(now)
