"""Who has looked: each time staff open a person's page, the journal keeps it and the person can read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from cabinet.people.models import Person
from eculture import journal
from eculture.journal import JournalEntry

SHOWN = 10


@dataclass(frozen=True)
class View:
    """One look at somebody's data."""

    at: datetime
    about: Person
    by: str


def note_view(person: Person, *, by: Any, case: Any = None) -> None:
    """Written in the request that shows the page: no entry, no page. One's own page is not a look.

    Work on a case opens its page many times a day; that is one look, so that the person finds the others.
    """
    if person.user_id == by.pk or (case and _has_looked_today(person, by, case)):
        return
    journal.record("viewed", on=person, by=by, after={"case": case.number} if case else {})


def _has_looked_today(person: Person, by: Any, case: Any) -> bool:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    looks = JournalEntry.objects.about(person).filter(verb="viewed", actor_id=str(by.pk))
    return looks.filter(at__gte=midnight, after__case=case.number).exists()


def views_of(person: Person | None) -> list[View]:
    """The latest looks at a person and at the children whom the person represents."""
    return _views([person, *person.children]) if person else []


def looks_at(case: Any) -> list[View]:
    """The latest looks at the people of a case for the sake of that case."""
    return _views({case.applicant, case.subject}, after__case=case.number)


def _views(people: Iterable[Person], **more: Any) -> list[View]:
    family = {str(one.pk): one for one in people}
    entries = JournalEntry.objects.filter(
        verb="viewed", subject_type=Person._meta.label_lower, subject_id__in=family, **more
    )
    entries = list(entries[:SHOWN])
    names = {
        str(one.user_id): one.short_name
        for one in Person.objects.filter(user__in=[e.actor_id for e in entries])
    }
    return [View(entry.at, family[entry.subject_id], names.get(entry.actor_id, "")) for entry in entries]
