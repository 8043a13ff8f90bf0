"""Bills and payments. Money is a row that never changes its sum and is never deleted."""

import uuid
from datetime import timedelta
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cabinet.payments.payables import Payable, payables
from cabinet.people.models import Person
from eculture.lifecycle import Lifecycle, Move, move
from eculture.refusals import Refusal

HOLD = timedelta(minutes=60)  # a place stays held while somebody is at the bank's page
UNTOUCHED = "OLD.{0} IS DISTINCT FROM NEW.{0}"


def _never_changes(*columns: str) -> pgtrigger.Condition:
    return pgtrigger.Condition(" OR ".join(UNTOUCHED.format(name) for name in columns))


class BillQuerySet(models.QuerySet["Bill"]):
    def visible_to(self, user: Any) -> "BillQuerySet":
        """Whoever pays, and whoever represents the person whom it is about; staff by permission."""
        if not user.is_authenticated:
            return self.none()
        if user.has_perm("cabinet.view_bill"):
            return self
        family = Person.objects.family_of(user).values("pk")
        return self.filter(Q(person__in=family) | Q(payer__user=user))

    def editable_by(self, user: Any) -> "BillQuerySet":
        """A bill is paid by who was billed, or by another one who acts for the person."""
        if not user.is_authenticated:
            return self.none()
        family = Person.objects.family_of(user).exclude(pk__in=Person.objects.only_seen_by(user).values("pk"))
        return self.filter(Q(person__in=family.values("pk")) | Q(payer__user=user))

    def of(self, payable: str, about: Any) -> "BillQuerySet":
        return self.filter(payable=payable, about=str(about))

    def with_people(self) -> "BillQuerySet":
        return self.select_related("person", "payer__user")

    def being_paid(self) -> "BillQuerySet":
        """Somebody is at the gateway's page, or the gateway has not said yet how it ended."""
        return self.filter(Exists(Payment.objects.live().filter(bill=OuterRef("pk"))))


class Bill(Lifecycle):
    """A sum that somebody owes for one matter."""

    STATES = {
        "open": _("to be paid"),
        "paid": pgettext_lazy("bill", "paid"),
        "cancelled": _("no longer due"),
        "refunded": _("money given back"),
    }
    TONES = {"open": "wait", "paid": "done", "cancelled": "closed", "refunded": "closed"}
    MOVES = {
        "settle": Move(("open",), "paid"),
        "cancel": Move(("open",), "cancelled", needs_reason=True),
        "refund": Move(("paid",), "refunded", needs_reason=True),
    }
    DEEDS = {
        "bill": pgettext_lazy("deed", "Billed"),
        "settle": pgettext_lazy("deed", "Paid"),
        "cancel": pgettext_lazy("deed", "Bill withdrawn"),
        "refund": pgettext_lazy("deed", "Money given back"),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    payable = models.SlugField(_("what for"), editable=False)
    about = models.CharField(max_length=40, editable=False)
    title = models.JSONField(_("title"), help_text=_("Language → text"), editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="bills", verbose_name=_("about whom"))
    payer = models.ForeignKey(Person, models.PROTECT, related_name="bills_to_pay", verbose_name=_("payer"))
    amount = models.DecimalField(_("sum, manat"), max_digits=9, decimal_places=2)
    state = models.CharField(_("state"), max_length=16, choices=STATES, default="open", editable=False)
    created_at = models.DateTimeField(_("billed"), db_default=Now(), editable=False)
    due_at = models.DateTimeField(_("to be paid until"), null=True, editable=False)

    objects = BillQuerySet.as_manager()

    class Meta:
        verbose_name = _("bill")
        verbose_name_plural = _("bills")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_bill_has_a_sum"),
            models.UniqueConstraint(
                fields=["payable", "about"],
                condition=Q(state__in=["open", "paid"]),
                name="one_live_bill_of_a_matter",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="bill_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="bill_keeps_its_sum",
                operation=pgtrigger.Update,
                condition=_never_changes("payable", "about", "amount", "person_id", "created_at"),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        return self.title.get(get_language()) or self.title[settings.LANGUAGE_CODE]

    @property
    def tone(self) -> str:
        return self.TONES[self.state]

    @property
    def matter(self) -> Payable:
        return payables[self.payable]

    @property
    def live_payment(self) -> "Payment | None":
        return self.payments.live().first()

    def refusal_to_pay(self) -> Refusal | None:
        if not self.may("settle"):
            state = self.get_state_display()
            return Refusal(
                _("Nothing is to be paid here. State: %(state)s.") % {"state": state}, code="not_due"
            )
        return self.matter.refusal_to_pay(self)

    @move
    def settle(self, *, by: Any) -> None:
        """The money has arrived: what was paid for happens in the same transaction."""
        self.matter.paid(self)

    @move
    def cancel(self, *, by: Any) -> None:
        """What it was for is off."""

    @move
    def refund(self, *, by: Any, reason: str) -> None:
        """The ministry gives the money back."""
        self.payments.get(state="paid").ask_back(by=by, reason=reason)


class PaymentQuerySet(models.QuerySet["Payment"]):
    def visible_to(self, user: Any) -> "PaymentQuerySet":
        return self.filter(bill__in=Bill.objects.visible_to(user).values("pk"))

    def open(self) -> "PaymentQuerySet":
        """The gateway has still to say how these ended."""
        return self.filter(state="started")

    def live(self) -> "PaymentQuerySet":
        """Begun a short time ago: the payer is probably at the gateway's page."""
        return self.open().filter(started_at__gt=Now() - HOLD)


class Payment(Lifecycle):
    """One try to pay a bill through a gateway."""

    STATES = {
        "started": _("waits for the bank"),
        "paid": pgettext_lazy("payment", "paid"),
        "failed": _("not paid"),
        "returning": _("being given back"),
        "returned": _("given back"),
    }
    TONES = {"started": "work", "paid": "done", "failed": "closed", "returning": "work", "returned": "closed"}
    MOVES = {
        "confirm": Move(("started", "failed"), "paid"),
        "fail": Move(("started",), "failed"),
        "turn_back": Move(("started", "failed"), "returning", needs_reason=True),
        "ask_back": Move(("paid",), "returning", needs_reason=True),
        "give_back": Move(("returning",), "returned"),
    }
    DEEDS = {
        "begin_payment": pgettext_lazy("deed", "Payment begun"),
        "confirm": pgettext_lazy("deed", "Payment confirmed by the bank"),
        "fail": pgettext_lazy("deed", "Payment not made"),
        "turn_back": pgettext_lazy("deed", "Paid without need, to be given back"),
        "ask_back": pgettext_lazy("deed", "Money to be given back"),
        "give_back": pgettext_lazy("deed", "Money given back"),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="payments", verbose_name=_("bill"))
    amount = models.DecimalField(_("sum, manat"), max_digits=9, decimal_places=2, editable=False)
    reference = models.CharField(_("number at the gateway"), max_length=80, blank=True, editable=False)
    page = models.URLField(_("page of the gateway"), max_length=500, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=16, choices=STATES, default="started", editable=False)
    started_at = models.DateTimeField(_("begun"), db_default=Now(), editable=False)
    asked_at = models.DateTimeField(_("gateway last asked"), null=True, editable=False)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_payment_has_a_sum"),
            models.UniqueConstraint(
                fields=["reference"], condition=~Q(reference=""), name="one_payment_of_a_reference"
            ),
            models.UniqueConstraint(fields=["bill"], condition=Q(state="paid"), name="a_bill_is_paid_once"),
            models.UniqueConstraint(
                fields=["bill"], condition=Q(state="started"), name="one_payment_under_way"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="payment_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="payment_keeps_its_sum",
                operation=pgtrigger.Update,
                condition=_never_changes("bill_id", "amount", "started_at"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bill}: {self.amount}"

    @property
    def tone(self) -> str:
        return self.TONES[self.state]

    @move
    def confirm(self, *, by: Any) -> None:
        """The bank has the money, also where it had said otherwise before."""

    @move
    def fail(self, *, by: Any) -> None:
        """No money was taken."""

    @move
    def turn_back(self, *, by: Any) -> None:
        """The bank has the money, but nothing is due any more: it goes back at once."""

    @move
    def ask_back(self, *, by: Any) -> None:
        """What was paid for is undone: the money goes back to the payer."""

    @move
    def give_back(self, *, by: Any) -> None:
        """The gateway has taken the order to give it back."""
