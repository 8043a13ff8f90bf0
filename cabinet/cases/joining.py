"""A foreigner who has got a FIN: with both papers in hand the desk brings the earlier cases to it."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cabinet.cases.models import Case
from cabinet.files.models import Attachment
from cabinet.people.desk import UNKNOWN_AT_DESK, not_for_oneself
from cabinet.people.models import Person
from cabinet.people.passports import Passport
from eculture import journal
from eculture.refusals import Refusal

UNKNOWN_PASSPORT = _("No case was opened by this passport, or it stands here with another date of birth.")
TWO_ACCOUNTS = _("Both papers have an account. The person goes on in each of them.")


def give_fin(*, by: Any, passport: str, citizenship: str, birth_date: date, fin: str) -> Person:
    """The person known by a passport gets the FIN; if another row has it already, the cases go over to that.

    Issued papers keep the name and row for which they were made: they are read on the page of their case.
    """
    with transaction.atomic():
        stood = _behind(passport, citizenship, birth_date)
        known = Person.objects.with_fin(fin).select_for_update(of=("self",)).first()
        not_for_oneself(by, *filter(None, (stood, known)))
        refusal = _refusal_to_join(stood, known)
        if refusal:
            raise refusal
        if known is None:
            stood.fin = fin
            stood.save(update_fields=["fin", "fin_index"])
            journal.record("give_fin", on=stood, by=by)
            return stood
        _bring_over(stood, known, by=by)
    return known


def _behind(passport: str, citizenship: str, birth_date: date) -> Person:
    """Who has shown this passport, under a row lock."""
    shown = Passport.objects.with_number(citizenship, passport).values("person")
    stood = Person.objects.filter(pk__in=shown, birth_date=birth_date).select_for_update(of=("self",)).first()
    if stood is None:
        raise Refusal(UNKNOWN_PASSPORT, code="unknown", field="passport")
    return stood


def _refusal_to_join(stood: Person, known: Person | None) -> Refusal | None:
    if stood.fin:
        message = _("This person has a FIN here already.")
        return Refusal(message, code="has_fin", field="passport")
    if known is None:
        return None
    if known.birth_date != stood.birth_date:
        return Refusal(UNKNOWN_AT_DESK, code="other_birth_date", field="fin")
    return Refusal(TWO_ACCOUNTS, code="two_accounts") if stood.user_id else None


def _bring_over(stood: Person, known: Person, *, by: Any) -> None:
    """Cases with their papers; a case that waited at the desk is in the cabinet of its person now."""
    change = {"before": {"applicant": stood.pk}, "after": {"applicant": known.pk}}
    cases = Case.objects.filter(applicant=stood).select_for_update(of=("self",))
    for case in cases:
        case.applicant = known
        case.subject = known if case.subject_id == stood.pk else case.subject
        if case.waits_at_the_desk and known.user_id:
            case.claim_hash, case.claim_until, case.claimed_at = "", None, timezone.now()
        case.save()
        journal.record("bring_over", on=case, by=by, **change)
    Attachment.objects.filter(owner=stood).update(owner=known)
    Passport.objects.filter(person=stood).update(person=known)
    journal.record("give_fin", on=known, by=by)
