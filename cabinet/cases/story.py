"""What happened in a case, in words that its applicant understands: the journal, read for the citizen.

Only deeds named here are told. Notes, proposals and opinions of staff stay among them, and of staff a citizen
learns the office, not the name.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cabinet.people.models import Person

# verb → (what happened, what it means, tone of the knot)
DEEDS = {
    "submit": (_("The case was sent"), _("The term counts from the next working day."), "turquoise"),
    "take": (_("An officer has taken it up"), "", "turquoise"),
    "forward": (_("The case was passed on"), _("The term goes on as it was."), "turquoise"),
    "ask": (_("We have asked you for something"), _("The term stands until you answer."), "gold"),
    "answer": (_("The answer was sent"), _("The term runs again."), "green"),
    "go_on": (_("We go on without the answer"), _("The term runs again."), "turquoise"),
    "step_on": (_("The case is one step further"), "", "turquoise"),
    "extend": (_("The term was extended"), "", "gold"),
    "message": (_("A message was written"), "", "turquoise"),
    "decide": (_("The decision was made"), "", "garnet"),
    "reopen": (_("The case is considered anew"), _("The decision is no longer in force."), "gold"),
    "withdraw": (_("The case was withdrawn"), "", "garnet"),
    "close": (_("The case was closed"), "", "turquoise"),
}
TELLS_WHY = ("extend", "forward", "reopen")
SHOWN = 50


@dataclass(frozen=True)
class Event:
    """One knot of the timeline."""

    at: datetime
    title: Any
    text: str
    tone: str


def story(case: Any) -> list[Event]:
    """The latest deeds, newest first."""
    entries = list(case.timeline.filter(verb__in=DEEDS)[:SHOWN])
    people = _people(case, entries)
    return [_event(case, entry, people) for entry in entries]


def _people(case: Any, entries: list[Any]) -> dict[str, str]:
    """Account → name, of those on the citizen's side alone."""
    rows = Person.objects.filter(user__in={entry.actor_id for entry in entries if entry.actor_id})
    ours = {case.applicant_id, case.subject_id}
    if any(one.pk not in ours for one in rows):
        ours |= set(Person.objects.guardians_of(case.subject).values_list("pk", flat=True))
    delegates = {entry.actor_id for entry in entries if "delegation" in entry.after}
    return {
        str(one.user_id): one.short_name for one in rows if one.pk in ours or str(one.user_id) in delegates
    }


def _event(case: Any, entry: Any, people: dict[str, str]) -> Event:
    title, meaning, tone = DEEDS[entry.verb]
    return Event(entry.at, title, " · ".join(_lines(case, entry, meaning, people)), tone)


def _who(case: Any, entry: Any, people: dict[str, str]) -> str:
    name = people.get(entry.actor_id) or case.office
    if "delegation" not in entry.after:
        return name
    words = {"delegate": name, "person": case.subject.short_name, "number": entry.after["delegation"]}
    return _now("%(delegate)s for %(person)s, by delegation № %(number)s") % words


def _lines(case: Any, entry: Any, meaning: Any, people: dict[str, str]) -> Iterator[str]:
    if entry.actor_id:
        yield _who(case, entry, people)
    if meaning:
        yield str(meaning)
    if entry.reason and entry.verb in TELLS_WHY:
        yield _now("Reason: %(reason)s") % {"reason": entry.reason}
