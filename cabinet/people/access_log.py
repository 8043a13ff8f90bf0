"""Who has looked: each time staff open a person's data, the journal keeps it and the person can read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cabinet.people.models import Person
from eculture import journal
from eculture.accounts import User
from eculture.documents import IssuedDocument
from eculture.journal import JournalEntry, JournalQuerySet
from registry.mandates import Mandate, live_mandates, mandates_for

SHOWN = 10
DATA = {
    # Translators: which data of a person staff have opened
    "person": _("Names, date of birth, part of the FIN"),
    "history": _("What was done with the data, and by whom"),
    "guardianship": _("Who represents the child, and the basis document"),
    "delegation": _("Who acts for whom in the cabinet, and how far"),
    "case": _("The case: answers, papers, messages"),
    "document": _("A document: what it is, and its code"),
}
OPENED_BY = {"case": "cabinet.view_case", "document": "eculture.view_issueddocument"}


@dataclass(frozen=True)
class View:
    """One look at somebody's data: when, by whom in which office, for which case."""

    pk: int
    at: datetime
    about: Person
    name: str
    role: Any
    office: Any
    data: Any
    case: str

    @property
    def by(self) -> str:
        """In one line: the name of staff, their role and office."""
        return ", ".join(str(part) for part in (self.name, self.role, self.office) if part)


def note_view(person: Person, *, by: Any, case: Any = None, data: str = "person") -> None:
    """One row for each look, in the transaction that makes the page: no entry, no page.

    One's own page is not a look. Work on a case opens its page many times a day; that is one look, so that
    the person finds the others. The mandate says in which role and office somebody looked.
    """
    if person.user_id == by.pk or (case and _has_looked_today(person, by, case)):
        return
    after: dict[str, Any] = {"data": "case" if case else data}
    if case:
        after["case"] = case.number
    mandate = _mandate(by, OPENED_BY.get(after["data"], "cabinet.view_person"))
    if mandate:
        after["mandate"] = mandate
    journal.record("viewed", on=person, by=by, after=after)


def person_of_document(document: IssuedDocument) -> QuerySet[Person]:
    """About whom a paper is; where no such person is named, the one who holds it."""
    about = {"pk": document.person_id} if document.person_id else {"user": document.holder_id}
    return Person.objects.filter(**about)


def _mandate(user: Any, permission: str) -> Mandate | None:
    """By which right somebody looks: one that gives the permission, else any of today."""
    return next(iter(mandates_for(user, permission) or live_mandates(user)), None)


def _has_looked_today(person: Person, by: Any, case: Any) -> bool:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    looks = JournalEntry.objects.about(person).filter(verb="viewed", actor_id=str(by.pk))
    return looks.filter(at__gte=midnight, after__case=case.number).exists()


def views_of(person: Person | None) -> list[View]:
    """The latest looks at a person and at the children whom the person represents."""
    family = [person, *person.seen_children] if person else []
    return told(looks_of(family)[:SHOWN], family)


def looks_at(case: Any) -> list[View]:
    """The latest looks at the people of a case for the sake of that case."""
    people = [case.applicant, case.subject]
    return told(looks_of(people).filter(after__case=case.number)[:SHOWN], people)


def looks_of(people: Iterable[Person]) -> JournalQuerySet:
    """Every look at these persons, newest first."""
    ids = [str(one.pk) for one in people]
    rows = JournalEntry.objects.filter(subject_type=Person._meta.label_lower, subject_id__in=ids)
    return rows.filter(verb="viewed")


def told(entries: Iterable[JournalEntry], people: Iterable[Person]) -> list[View]:
    """Looks in words, for those who may read them: a page of `looks_of(people)`."""
    entries, family = list(entries), {str(one.pk): one for one in people}
    names = _names_of_staff({entry.actor_id for entry in entries})
    held = {entry.after["mandate"] for entry in entries if "mandate" in entry.after}
    mandates = Mandate.objects.filter(pk__in=held).select_related("institution", "region").in_bulk()
    return [_view(entry, family, names, mandates.get(entry.after.get("mandate"))) for entry in entries]


def _view(entry: JournalEntry, family: dict[str, Person], names: dict[str, str], mandate: Any) -> View:
    name = names.get(entry.actor_id, "")
    return View(
        pk=entry.pk,
        at=entry.at,
        about=family[entry.subject_id],
        name=name,
        role=mandate.title if mandate else "" if name else _("An officer"),
        office=_office(mandate),
        data=DATA.get(entry.after.get("data", "person"), ""),
        case=entry.after.get("case", ""),
    )


def _office(mandate: Mandate | None) -> Any:
    if mandate is None:
        return ""
    return mandate.institution or mandate.region or _("Ministry of Culture")


def _names_of_staff(accounts: set[str]) -> dict[str, str]:
    """Who works in the administration is named; of others the role and the office are enough."""
    users = User.objects.filter(pk__in=accounts, is_staff=True, person__isnull=False)
    return {str(user.pk): user.person.short_name for user in users.select_related("person")}
