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

    def hold(self, bill: Bill) -> None:
        """An offer lapses under the lock of its application: not while a payment begins."""
        lock(self._offer(bill).application)

    def refusal_to_pay(self, bill: Bill) -> Refusal | None:
        return self._offer(bill).application.refusal_to("accept", bill=bill)

    def paid(self, bill: Bill) -> None:
        self._offer(bill).application.accept(by=bill.payer.user, bill=bill)

    def url(self, bill: Bill) -> str:
        return self._offer(bill).application.get_absolute_url()

    @staticmethod
    def _offer(bill: Bill) -> Any:
        return Offer.objects.select_related("application").get(pk=bill.about)
