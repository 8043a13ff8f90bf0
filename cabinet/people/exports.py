"""What the portal holds about a person: who it is, for whom it acts, who has looked, what was done."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cabinet.people.access_log import looks_of, told
from cabinet.people.consents import Consent
from cabinet.people.delegations import Delegation
from cabinet.people.models import Guardianship, Person
from cabinet.people.passports import Passport
from eculture.accounts import User
from eculture.exports import SOMEBODY, STEP, Holding, Table, Whose, holdings, leave_out
from eculture.journal import JournalEntry, JournalQuerySet

OF_THE_OTHER = "what a court or a paper says of a guardian is told to that guardian"
INSIDE = "numbers of rows, which say nothing outside the portal; what was changed stands in the tables"

leave_out("cabinet.ConsentText", because="written as an officer; its words stand with each consent")


def _in_whose_hands(entry: JournalEntry, whose: Whose) -> str:
    """Who did it; of staff the office is told with the looks, not the name."""
    return (
        str(_("the portal"))
        if not entry.actor_id
        else whose.named[User._meta.label].get(int(entry.actor_id), str(SOMEBODY))
    )


def deeds(rows: Any) -> Table:
    """Entries of the journal, without what they say in numbers of rows."""
    return Table(
        JournalEntry,
        rows,
        without={name: INSIDE for name in ("before", "after", "request_id", "subject_id")},
        said={"actor_id": _in_whose_hands},
    )


def _deeds_about(whose: Whose) -> JournalQuerySet:
    about = Q(subject_type=Person._meta.label_lower, subject_id=str(whose.person.pk))
    if whose.account:
        about |= Q(subject_type=User._meta.label_lower, subject_id=str(whose.account.pk))
    return JournalEntry.objects.filter(about).exclude(verb="viewed")


class Looks(Table):
    """Who has looked, as the page of looks says it, without names."""

    def __init__(self) -> None:
        super().__init__(JournalEntry, lambda whose: looks_of([whose.person]), fields=("at",))

    def rows(self, whose: Whose) -> Iterator[dict[str, Any]]:
        entries = self.of(whose).iterator(chunk_size=STEP)
        while some := list(islice(entries, STEP)):
            for look in told(some, [whose.person]):
                words = {"role": look.role or _("An officer"), "office": look.office, "data": look.data}
                yield {"at": look.at, **{name: str(word) for name, word in words.items()}, "case": look.case}


@holdings.plug
class WhoIAm(Holding):
    slug = "person"
    title = _("Who I am and whom I represent")
    order = 20
    tables = (
        Table(Person, lambda whose: Person.objects.filter(pk=whose.person.pk)),
        Table(Passport, lambda whose: Passport.objects.filter(person=whose.person)),
        Table(Guardianship, lambda whose: Guardianship.objects.filter(guardian=whose.person)),
        Table(
            Guardianship,
            lambda whose: Guardianship.objects.filter(child=whose.person),
            without={name: OF_THE_OTHER for name in ("document", "limit", "limit_since", "limit_act")},
        ),
        Table(Delegation, lambda whose: Delegation.objects.filter(principal=whose.person)),
        Table(
            Delegation,
            lambda whose: Delegation.objects.filter(delegate=whose.person),
            without={"delegate_name": "the words of the one who asked"},
        ),
    )


@holdings.plug
class Consents(Holding):
    slug = "consents"
    title = _("What I have agreed to")
    order = 65
    tables = (
        Table(
            Consent,
            lambda whose: Consent.objects.filter(person=whose.person),
            said={"words": lambda row, _whose: row.wording.text},
        ),
    )


@holdings.plug
class Journal(Holding):
    slug = "journal"
    title = _("Who has looked, and what was done")
    order = 70
    tables = (Looks(), deeds(_deeds_about))
