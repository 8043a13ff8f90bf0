from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from eculture.notices import NoticeKind, kinds


class AboutMoney(NoticeKind):
    topic = _("Payments")
    is_mandatory = True

    def url(self, context: dict[str, Any]) -> str:
        return reverse("cabinet:bill", args=[context["bill"]])


@kinds.plug
class PaymentMade(AboutMoney):
    slug = "payment-made"
    title = _("Payment made")
    template = "cabinet/mail/payment_made"

    def subject(self, context: dict[str, Any]) -> str:
        return _("%(child)s: the payment has been made") % {"child": context["child"]}


@kinds.plug
class PaymentReturns(AboutMoney):
    slug = "payment-returns"
    title = _("Payment given back")
    template = "cabinet/mail/payment_returns"
    urgent = True

    def subject(self, context: dict[str, Any]) -> str:
        return _("%(child)s: the money is being given back") % {"child": context["child"]}
