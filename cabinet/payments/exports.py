"""What somebody was billed and has paid, for oneself or for a child whom the reader may see named."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cabinet.payments.models import Bill, Payment
from cabinet.people.models import Person
from eculture.exports import Holding, Table, Whose, holdings


def bills_of(whose: Whose) -> QuerySet[Bill]:
    named = list(whose.named[Person._meta.label])
    return Bill.objects.filter(Q(person=whose.person) | Q(payer=whose.person, person__in=named))


@holdings.plug
class Money(Holding):
    slug = "payments"
    title = _("Payments")
    order = 34
    tables = (
        Table(Bill, bills_of),
        Table(
            Payment, lambda whose: Payment.objects.filter(bill__in=bills_of(whose).order_by().values("pk"))
        ),
    )
