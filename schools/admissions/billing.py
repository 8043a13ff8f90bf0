"""The bill for a paid place: written when the family wants to accept, paid before it has accepted."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override
from django.utils.translation import gettext as _

from cabinet.models import Bill
from cabinet.payments.gateways import gateway
from cabinet.payments.paying import bill_for
from eculture.lifecycle import lock
from eculture.refusals import Refusal

PAID_PLACE, UNPAID = "paid-place", "unpaid"


def bill_of(offer: Any) -> Bill | None:
    """The live bill of an offer, if one was written."""
    return Bill.objects.of(PAID_PLACE, offer.pk).filter(state__in=["open", "paid"]).first()


def refusal_without(bill: Bill | None, offer: Any) -> Refusal | None:
    """Why an offer is not accepted without its bill, or with that of another one."""
    if bill is None and fee_of(offer):
        return Refusal(_("This place is paid for. It is accepted by paying its bill."), code=UNPAID)
    if bill and bill.about != str(offer.pk):
        return Refusal(_("The payment was for an offer that is over."), code="other_offer")
    return None


def is_being_paid(offer: Any) -> bool:
    return Bill.objects.of(PAID_PLACE, offer.pk).being_paid().exists()


def fee_of(offer: Any) -> Any:
    """What is due before this offer is accepted; nothing where the portal takes no money."""
    return fee_for(offer.place)


def fee_for(place: Any) -> Any:
    fee = place.campaign.fees.due_for(place)
    return fee if fee and gateway() else None


def ask_for_payment(application: Any, *, by: Any) -> Bill | None:
    """The bill that accepts the offer when it is paid; None when the place costs nothing now.

    Raises Refusal when the offer cannot be accepted any more.
    """
    with transaction.atomic():
        lock(application)
        offer = application.offer
        fee = fee_of(offer) if offer and application.may("accept") else None
        if fee is None:
            return None
        bill = bill_of(offer)
        if bill:
            return bill
        refusal = application.refusal_to("accept")
        if refusal and refusal.code != UNPAID:
            raise refusal
        whose = {"person": application.child, "payer": application.guardian, "due_at": offer.expires_at}
        title = {language: _title(language, offer) for language, _name in settings.LANGUAGES}
        return bill_for(PAID_PLACE, offer.pk, amount=fee.amount, by=by, **whose, **title)


def _title(language: str, offer: Any) -> str:
    with override(language):
        names = {"school": offer.place.school.name, "specialty": offer.place.programme.specialty.name}
        return gettext("A paid place: %(school)s, %(specialty)s") % names
