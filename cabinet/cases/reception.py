"""The desk opens a case for who stands there, and a person takes a case over by its code."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cabinet.cases.claiming import NOT_CLAIMED, Claimable, Claiming, claim_hash, claimables
from cabinet.cases.models import Case
from cabinet.cases.parties import Party
from cabinet.people.access_log import note_view
from cabinet.people.desk import not_for_oneself
from cabinet.people.models import Person
from eculture.refusals import Refusal

STANDS, KNOWN_FOR = "stands_at_desk", 30 * 60  # seconds; then the paper is shown again
BEGUN = _("This person has begun this service in the own cabinet. It is sent or deleted there first.")


def note_who_stands(session: Any, person: Person) -> None:
    session[STANDS] = [person.pk, timezone.now().timestamp()]


def who_stands(session: Any) -> Person | None:
    """The person whom this officer has identified a short time ago."""
    pk, since = session.get(STANDS, (None, 0))
    is_recent = timezone.now().timestamp() - since <= KNOWN_FOR
    return Person.objects.filter(pk=pk).first() if is_recent else None


def begin_at_desk(*, by: Any, version: Any, party: Party, region: Any = None) -> Case:
    """The draft that the person would begin at home; the officer leads it until the person takes over."""
    not_for_oneself(by, party.applicant, party.subject)
    begun = Case.objects.drafts_of(version.service, party).first()
    if begun and begun.desk_officer_id != by.pk:
        raise Refusal(BEGUN, code="begun")
    case = Case.begin(version=version, party=party, by=by, region=region, desk_officer=by)
    for person in {party.applicant, party.subject}:
        note_view(person, by=by, case=case)
    return case


def new_code(opened: Claiming, *, by: Any) -> dict[str, str]:
    """The code as a paper shows it, and where it is entered. Shown once, kept nowhere."""
    given = opened.give_code(by=by)
    return {"code": f"{given[:5]}-{given[5:]}", "address": settings.BASE_URL + reverse("cabinet:claim")}


@claimables.plug
class Cases(Claimable):
    slug = "cases"

    def rows(self) -> QuerySet:
        return Case.objects.all()


def claim_case(*, by: Any, code: str, birth_date: Any) -> Any:
    """What was opened at a desk with this code. Whatever is wrong, the answer is the same."""
    waiting = {"claim_hash": claim_hash(code), "claim_until__gt": timezone.now(), "claimed_at": None}
    found = [row for source in claimables for row in source.rows().filter(**waiting)[:1]]
    if not found:
        raise Refusal(NOT_CLAIMED, code="not_claimed", field="code")
    found[0].claim(by=by, code=code, birth_date=birth_date)
    return found[0]
