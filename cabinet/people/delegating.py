"""An adult asks another one to act for them; nobody learns from it whether the portal knows a FIN."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cabinet.people.delegations import Delegation
from cabinet.people.models import Person
from eculture import journal, notices
from eculture.azerbaijani import az_lower
from eculture.identifiers import fin_index
from eculture.refusals import Refusal


def ask_delegation(
    principal: Person,
    *,
    by: Any,
    fin: str,
    surname: str,
    name: str,
    until: date,
    covers_all: bool,
    only_looks: bool,
    services: Iterable[Any] = (),
) -> Delegation:
    """Offer the right to somebody, who is told if FIN and names agree; the asker's answer is the same."""
    chosen = [] if covers_all else list(services)
    refusal = refusal_to_ask(principal, by=by, fin=fin, until=until, covers_all=covers_all, services=chosen)
    if refusal:
        raise refusal
    scope = {"covers_all": covers_all, "only_looks": only_looks, "until": until}
    with transaction.atomic():
        who = {"delegate": _described(fin, surname, name), "delegate_name": f"{name} {surname}"}
        row = _offered(principal, chosen, delegate_index=fin_index(fin), **who, **scope)
        journal.record("ask", on=row, by=by, after={**scope, "services": [one.slug for one in chosen]})
        if row.delegate:
            words = {"principal": principal.short_name, "delegate": row.delegate.short_name}
            notices.send(
                "delegation-asked", to=row.delegate.user, key=str(row.pk), delegation=row.pk, **words
            )
    return row


def refusal_to_ask(
    principal: Person, *, by: Any, fin: str, until: date, covers_all: bool, services: list[Any]
) -> Refusal | None:
    """Nobody passes on what was delegated to them: only the person behind the account asks."""
    today = timezone.localdate()
    if by is None or principal.user_id != by.pk:
        return Refusal(_("Only the person asks for this, in the own cabinet."), code="not_oneself")
    if not principal.is_adult_on(today):
        return Refusal(_("Until 18 your legal representative acts for you."), code="not_adult")
    if principal.fin and principal.fin == fin:
        return Refusal(_("Nobody acts for oneself by delegation."), code="oneself", field="fin")
    if not today <= until <= longest_until(today):
        message = _("Choose a last day from today to %(day)s.")
        last = f"{longest_until(today):%d.%m.%Y}"
        return Refusal(message % {"day": last}, code="too_long", field="until")
    if not covers_all and not services:
        return Refusal(_("Choose at least one service."), code="no_services", field="services")
    return None


def longest_until(since: date) -> date:
    return since + timedelta(days=settings.LONGEST_DELEGATION_DAYS)


def _described(fin: str, surname: str, name: str) -> Person | None:
    """The adult with an account whom FIN and names describe."""
    found = Person.objects.with_fin(fin).filter(user__is_active=True).select_related("user").first()
    if found is None or not found.is_adult_on(timezone.localdate()):
        return None
    written = (az_lower(surname.strip()), az_lower(name.strip()))
    return found if (az_lower(found.surname), az_lower(found.name)) == written else None


def _offered(principal: Person, services: list[Any], **values: Any) -> Delegation:
    """A second one for the same days is refused by the database, known person or not."""
    try:
        with transaction.atomic():
            row = Delegation.objects.create(principal=principal, **values)
    except IntegrityError as error:
        message = _("You have asked this already, or the right is in force. End it first to ask anew.")
        raise Refusal(message, code="overlaps", field="fin") from error
    row.services.set(services)
    return row


def lapse_delegations() -> None:
    """What time has ended is closed and both are told. May run twice."""
    for row in Delegation.objects.to_lapse().select_related("principal__user", "delegate__user").iterator():
        try:
            row.lapse(by=None)
        except Refusal:  # ended meanwhile
            continue
