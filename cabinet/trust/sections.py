"""What waits between two people: a delegation that somebody offers."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cabinet.people.delegations import Delegation
from eculture.sections import CaseSource, Need, case_sources


@case_sources.plug
class OfferedDelegations(CaseSource):
    slug = "delegations"

    def needs(self, user: Any) -> Iterable[Need]:
        offered = Delegation.objects.to_accept().held_by(user).select_related("principal")
        return [_need(one) for one in offered]


def _need(offer: Delegation) -> Need:
    return Need(
        title=_("%(person)s asks you to act for them") % {"person": offer.principal.short_name},
        text=_("Read in which services and until when, and accept or decline."),
        url=reverse("cabinet:delegation_acceptance", args=[offer.pk]),
        action=_("Answer"),
        due=offer.accept_until,
    )
