"""What families pay for."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cabinet.payments.models import Bill
from cabinet.payments.payables import Payable, payables
from eculture.lifecycle import lock
from eculture.refusals import Refusal
from schools.admissions.billing import PAID_PLACE
from schools.admissions.offers import Offer


@payables.plug
class PaidPlace(Payable):
    """The first payment accepts the offer of a paid place."""

    slug = PAID_PLACE
    title = _("A paid place at a school")

    def refusal_to_pay(self, bill: Bill) -> Refusal | None:
        """Under the lock of the application, so that the offer cannot lapse while the payment begins."""
        offer = self._offer(bill)
        lock(offer.application)
        return offer.application.refusal_to("accept", bill=bill)

    def paid(self, bill: Bill) -> None:
        self._offer(bill).application.accept(by=bill.payer.user, bill=bill)

    def url(self, bill: Bill) -> str:
        return self._offer(bill).application.get_absolute_url()

    @staticmethod
    def _offer(bill: Bill) -> Any:
        return Offer.objects.select_related("application").get(pk=bill.about)
