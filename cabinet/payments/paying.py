"""How money and matter stay together.

The gateway is asked outside of any transaction; what it says is written in one, with what was paid for. A
payment that we have not heard of to the end is asked for again until the gateway says how it ended: so
nobody has paid without having what was paid for, or the money back.
"""

import logging
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _

from cabinet.payments.gateways import Seen, Unreachable, gateway
from cabinet.payments.models import Bill, Payment
from cabinet.people.models import Person
from eculture import journal, notices
from eculture.channels import absolute
from eculture.lifecycle import lock
from eculture.refusals import Refusal

log = logging.getLogger("cabinet.payments")
BATCH = 100
LONGEST_UNASKED = F("asked_at").asc(nulls_first=True)
PATIENCE = timedelta(minutes=2)  # the callback of the gateway usually comes first


def bill_for(
    payable: str,
    about: Any,
    *,
    person: Person,
    payer: Person,
    amount: Decimal,
    by: Any,
    due_at: Any = None,
    **title: str,
) -> Bill:
    """The live bill of a matter, written once. `title`: language → text. Call it under the matter's lock."""
    live = Bill.objects.of(payable, about).filter(state__in=["open", "paid"]).first()
    if live:
        return live
    facts = {"person": person, "payer": payer, "amount": amount, "due_at": due_at, "title": title}
    with transaction.atomic():
        bill = Bill.objects.create(payable=payable, about=str(about), **facts)
        journal.record("bill", on=bill, by=by, after={"amount": str(amount), "payable": payable})
    return bill


def begin(bill: Bill, *, by: Any) -> str:
    """The gateway's page for this bill; pressed twice, it is the same page.

    Raises Refusal when nothing may be paid, or when the gateway does not answer.
    """
    bank = gateway()
    if bank is None:
        raise Refusal(_("The portal takes no payments at present."), code="no_gateway")
    payment = _under_way(bill, by=by)
    if payment.page:
        return payment.page
    back = absolute(reverse("cabinet:bill", args=[bill.pk]))
    try:
        seen = bank.begin(str(payment.pk), payment.amount, bill.title[settings.LANGUAGE_CODE], back)
    except Unreachable as error:
        log.warning("gateway.unreachable", extra={"payment": str(payment.pk), "reason": str(error)})
        message = _("The bank does not answer. No money was taken. Try again in a few minutes.")
        raise Refusal(message, code="unreachable") from error
    _keep_address(payment, seen)
    return seen.page


def _under_way(bill: Bill, *, by: Any) -> Payment:
    with transaction.atomic():
        lock(bill)
        bill.matter.hold(bill)
        refusal = bill.refusal_to_pay()
        if refusal:
            raise refusal
        live = bill.payments.open().first()
        if live:
            return live
        payment = bill.payments.create(amount=bill.amount)
        journal.record("begin_payment", on=payment, by=by, after={"bill": str(bill.pk)})
    return payment


def _keep_address(payment: Payment, seen: Seen) -> None:
    unknown = Payment.objects.filter(pk=payment.pk, reference="")
    unknown.update(reference=seen.reference, page=seen.page)
    payment.refresh_from_db()


def ask(payment: Payment) -> None:
    """Ask the gateway how a payment ended and write it down. Raises Unreachable."""
    bank = gateway()
    if bank is None:
        raise Unreachable("no gateway")
    Payment.objects.filter(pk=payment.pk).update(asked_at=Now())
    if (
        not payment.reference
    ):  # we were interrupted between asking and writing: the same key, the same payment
        back = absolute(reverse("cabinet:bill", args=[payment.bill_id]))
        title = payment.bill.title[settings.LANGUAGE_CODE]
        _keep_address(payment, bank.begin(str(payment.pk), payment.amount, title, back))
    settle(payment, bank.look(payment.reference))


def called_back(reference: str) -> bool:
    """The bank says that something happened to its payment; False for one that is not ours."""
    payment = Payment.objects.exclude(reference="").filter(reference=reference).first()
    if payment:
        ask(payment)
    return payment is not None


def settle(payment: Payment, seen: Seen) -> None:
    """Write down what the gateway says; said again, nothing changes."""
    with transaction.atomic():
        bill = Bill.objects.select_for_update(of=("self",)).get(pk=payment.bill_id)
        lock(payment)
        if seen.state == "failed" and payment.may("fail"):
            payment.fail(by=None)
        elif seen.state == "paid" and payment.may("confirm"):
            reason = _reason_against(bill, payment, seen)
            if not reason:
                reason = _used(bill, payment)
            if reason:
                _turned_back(bill, payment, reason)


def _reason_against(bill: Bill, payment: Payment, seen: Seen) -> str:
    if seen.amount != payment.amount:
        return _("Another sum has arrived than was billed: %(sum)s.") % {"sum": seen.amount}
    return "" if bill.may("settle") else _("Nothing was due any more.")


def _used(bill: Bill, payment: Payment) -> str:
    """Do what was paid for; nothing, or the reason why it could not be done."""
    try:
        with transaction.atomic():
            payment.confirm(by=None)
            bill.settle(by=None)
    except Refusal as refusal:
        lock(payment)
        lock(bill)
        bill.cancel(by=None, reason=str(refusal.message))
        return str(refusal.message)
    _tell("payment-made", bill, payment)
    return ""


def _turned_back(bill: Bill, payment: Payment, reason: str) -> None:
    payment.turn_back(by=None, reason=reason)
    _tell("payment-returns", bill, payment)


def _tell(kind: str, bill: Bill, payment: Payment) -> None:
    if bill.payer.user:
        facts = {"child": bill.person.name, "sum": str(payment.amount), "bill": str(bill.pk)}
        notices.send(kind, to=bill.payer.user, key=str(payment.pk), **facts)


def reconcile() -> None:
    """Ask for all that has no end yet, the longest unasked first; and order what is to be given back."""
    late = Payment.objects.open().filter(started_at__lt=Now() - PATIENCE)
    waiting = late.filter(Q(asked_at=None) | Q(asked_at__lt=Now() - PATIENCE)).select_related(
        "bill__payer__user"
    )
    for payment in waiting.order_by(LONGEST_UNASKED, "pk")[:BATCH]:
        _quietly(ask, payment)
    for payment in Payment.objects.filter(state="returning").order_by(LONGEST_UNASKED, "pk")[:BATCH]:
        _quietly(give_back, payment)


def give_back(payment: Payment) -> None:
    """Order the return at the gateway, under one key however often. Raises Unreachable."""
    bank = gateway()
    if bank is None:
        raise Unreachable("no gateway")
    Payment.objects.filter(pk=payment.pk).update(asked_at=Now())
    bank.give_back(payment.reference, f"back-{payment.pk}")
    with transaction.atomic():
        lock(payment)
        if payment.may("give_back"):
            payment.give_back(by=None)


def _quietly(work: Any, payment: Payment) -> None:
    """One payment that fails leaves the others alone."""
    try:
        work(payment)
    except (Unreachable, Refusal) as error:
        log.warning("payment.later", extra={"payment": str(payment.pk), "reason": type(error).__name__})
