"""What staff do with the papers of a person in hand: confirm a guardian, connect an account, let one ask."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cabinet.people.delegations import Delegation
from cabinet.people.models import Guardianship, Person
from cabinet.people.passports import Passport
from eculture import journal, notices
from eculture.accounts import User
from eculture.refusals import Refusal

UNKNOWN_AT_DESK = _("The portal knows this paper with another date of birth. Compare both.")
UNKNOWN = _("There is no person with this FIN and date of birth. Compare both with the paper.")


def confirm_guardianship(
    *, by: Any, guardian_fin: str, fin: str, birth_date: date, kind: str, document: str
) -> Guardianship:
    """Make an adult the guardian of a known child, also beside another guardian."""
    with transaction.atomic():
        guardian, child = _both(by, guardian_fin, fin, birth_date)
        if Guardianship.objects.standing().filter(guardian=guardian, child=child).exists():
            raise Refusal(_("This person already represents the child."), code="already")
        row = Guardianship.objects.create(guardian=guardian, child=child, kind=kind, document=document)
        journal.record("confirm_guardianship", on=row, by=by, after={"guardian": guardian, "child": child})
    return row


def _both(by: Any, guardian_fin: str, fin: str, birth_date: date) -> tuple[Person, Person]:
    guardian = Person.objects.with_fin(guardian_fin).first()
    if guardian is None:
        message = _("The guardian has no cabinet yet. It is opened first.")
        raise Refusal(message, code="no_guardian", field="guardian_fin")
    child = _known(fin=fin, birth_date=birth_date)
    not_for_oneself(by, guardian, child)
    refusal = guardian.refusal_to_add_child(birth_date=child.birth_date)
    if refusal:
        raise refusal
    return guardian, child


def connect_account(*, by: Any, fin: str, birth_date: date, email: str) -> Person:
    """Give a known person the account that the person has opened and whose address is confirmed."""
    with transaction.atomic():
        person = _known(fin=fin, birth_date=birth_date)
        not_for_oneself(by, person)
        if person.user_id:
            raise Refusal(_("This person already has an account."), code="has_account", field="fin")
        user = _free_account(email)
        _connect(person, user)
        journal.record("connect_account", on=person, by=by, after={"user": user})
        notices.send("welcome", to=user, key="account")
    return person


def person_at_desk(
    *, by: Any, birth_date: date, fin: str = "", passport: str = "", citizenship: str = "AZ", **who: str
) -> Person:
    """Who stands at the desk, by FIN or, without one, by passport; entered when the portal knows nobody such.

    A known person whose date of birth differs is refused: somebody has mistyped, or shows another's paper.
    """
    shown = Passport.objects.with_number(citizenship, passport).values("person")
    known = Person.objects.with_fin(fin) if fin else Person.objects.filter(pk__in=shown)
    with transaction.atomic():
        person = known.first() or _entered(
            by, passport, birth_date=birth_date, fin=fin, citizenship=citizenship, **who
        )
        if person.birth_date != birth_date:
            field = "fin" if fin else "passport"
            raise Refusal(UNKNOWN_AT_DESK, code="other_birth_date", field=field)
        not_for_oneself(by, person)
    return person


def child_at_desk(
    *, guardian: Person, by: Any, birth_date: date, kind: str, document: str, **who: Any
) -> Person:
    """A child of who stands at the desk, by the birth certificate: entered if unknown, represented from now.

    The same again changes nothing.
    """
    refusal = guardian.refusal_to_add_child(birth_date=birth_date)
    if refusal:
        raise refusal
    with transaction.atomic():
        not_for_oneself(by, guardian)
        child = person_at_desk(by=by, birth_date=birth_date, **who)
        if child == guardian:
            raise Refusal(_("This is the paper of the guardian."), code="same", field="fin")
        standing = Guardianship.objects.standing().filter(guardian=guardian, child=child)
        if not standing.exists():
            row = Guardianship.objects.create(guardian=guardian, child=child, kind=kind, document=document)
            after = {"guardian": guardian, "child": child}
            journal.record("confirm_guardianship", on=row, by=by, after=after)
    return child


def _entered(by: Any, passport: str, **who: Any) -> Person:
    """Of two officers who enter one paper at once the database lets one through."""
    try:
        with transaction.atomic():
            person = Person.objects.create(**who)
            if not person.fin:
                Passport.objects.create(person=person, country=person.citizenship, number=passport)
            journal.record("enter_person", on=person, by=by)
    except IntegrityError as error:
        message = _("A colleague has just entered this paper. Send the form again.")
        raise Refusal(message, code="twice") from error
    return person


def _free_account(email: str) -> User:
    """The account of nobody yet; an address that was never confirmed may be somebody else's."""
    confirmed = User.objects.filter(emailaddress__email__iexact=email, emailaddress__verified=True)
    user = confirmed.filter(is_active=True, person=None).first()
    if user is None:
        raise _no_account()
    return user


def _connect(person: Person, user: User) -> None:
    """Of two officers who connect one account at once the database lets one through."""
    try:
        with transaction.atomic():
            person.user = user
            person.save(update_fields=["user"])
    except IntegrityError as error:
        raise _no_account() from error


def _no_account() -> Refusal:
    message = _("No free account has this address confirmed. The person signs up and confirms it first.")
    return Refusal(message, code="no_account", field="email")


def _known(*, fin: str, birth_date: date) -> Person:
    """The person under a row lock."""
    person = (
        Person.objects.with_fin(fin).filter(birth_date=birth_date).select_for_update(of=("self",)).first()
    )
    if person is None:
        raise Refusal(UNKNOWN, code="unknown", field="fin")
    return person


def not_for_oneself(by: Any, *about: Person) -> None:
    """Nobody serves oneself, one's family or whom one acts for, at the desk or in the administration.

    Raises Refusal.
    """
    numbers = [person.pk for person in about]
    acts_for = Delegation.objects.live().held_by(by).filter(principal__in=numbers).exists()
    if acts_for or any(person in Person.objects.family_of(by) for person in about):
        raise Refusal(_("You cannot do this for yourself or your family. Ask a colleague."), code="own_case")
