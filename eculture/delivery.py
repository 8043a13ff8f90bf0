"""The outbox: a row for each message of a notice through one channel, and a row for each try to send it."""

import uuid
from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eculture import journal
from eculture.channels import Channel, channels
from eculture.lifecycle import lock
from eculture.refusals import Refusal

LEASE = timedelta(seconds=60)
TRIES = 48
LONGEST_WAIT = timedelta(minutes=102)  # with the short waits before it, 48 tries fill 72 hours
TRIES_KEPT = timedelta(days=183)
LATE_AFTER = timedelta(hours=1)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, user: Any) -> "DeliveryQuerySet":
        """Staff who look after deliveries; people see the notice itself."""
        return self if user.has_perm("eculture.view_delivery") else self.none()

    def editable_by(self, user: Any) -> "DeliveryQuerySet":
        return self if user.has_perm("eculture.change_delivery") else self.none()

    def through(self, channel: Channel) -> "DeliveryQuerySet":
        return self.filter(channel=channel.slug)

    def failed(self) -> "DeliveryQuerySet":
        return self.filter(state="failed")

    def late(self) -> "DeliveryQuerySet":
        """Still waiting an hour after the notice."""
        return self.filter(state="waiting", created_at__lt=Now() - LATE_AFTER)

    def due(self) -> "DeliveryQuerySet":
        free = Q(lease_until=None) | Q(lease_until__lt=Now())
        return self.filter(free, state="waiting", due_at__lte=Now())

    def claim(self, limit: int) -> list["Delivery"]:
        """Take up to `limit` due deliveries for one lease; none of them has been tried yet."""
        with transaction.atomic():
            free = self.due().select_for_update(skip_locked=True, of=("self",)).order_by("due_at")
            taken = [row.pk for row in free[:limit]]
            self.filter(pk__in=taken).update(lease_until=Now() + LEASE)
        return list(self.select_related("notice__to").filter(pk__in=taken).order_by("due_at", "pk"))


class Delivery(models.Model):
    """One message of a notice through one channel. `key` is stable over all its tries.

    `tries` fences: whoever begins a try counts it, and only the try that was counted last may end it.
    """

    STATES = {"waiting": _("waiting"), "sent": _("sent"), "failed": _("not delivered")}
    DEEDS = {"try_delivery_again": pgettext_lazy("deed", "Tried again")}

    notice = models.ForeignKey("eculture.Notice", models.CASCADE, related_name="deliveries")
    channel = models.CharField(_("channel"), max_length=16, default="email")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=16, choices=STATES, default="waiting")
    due_at = models.DateTimeField(_("due"), db_default=Now())
    lease_until = models.DateTimeField(null=True, editable=False)
    tries = models.PositiveIntegerField(_("tries"), default=0)
    tries_before = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True)
    error = models.CharField(_("last error"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created"), db_default=Now())

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="one_delivery_per_channel")]
        indexes = [
            models.Index(fields=["channel", "due_at"], condition=Q(state="waiting"), name="delivery_to_send"),
            models.Index(fields=["-created_at", "-id"], name="delivery_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.key}"

    @property
    def tries_in_this_round(self) -> int:
        """Since the notice, or since staff had it tried again."""
        return self.tries - self.tries_before

    @property
    def masked_address(self) -> str:
        channel = channels.get(self.channel)
        return channel.masked(self.notice.to) if channel else ""

    def letter(self) -> tuple[str, str, str]:
        """Address, subject and text in the language of the reader."""
        reader, channel = self.notice.to, channels[self.channel]
        with translation.override(reader.language):
            return channel.address_of(reader), *channel.letter(self.notice)

    def begin(self) -> bool:
        """Count a try and renew the lease; False when somebody else has this message by now."""
        with transaction.atomic():
            if not self._mine().update(tries=F("tries") + 1, lease_until=Now() + LEASE):
                return False
            self.tries += 1
            self.record.create(number=self.tries)
        return True

    def release(self) -> None:
        """Give back what was claimed and not begun: no try is lost."""
        self._mine().update(lease_until=None)

    def sent(self, reference: str = "") -> None:
        self._end("taken", reference=reference, state="sent", sent_at=Now())

    def not_sent(self, error: str) -> None:
        """Wait twice as long after each try, up to 102 minutes; give up visibly after 72 hours."""
        done = self.tries_in_this_round
        wait = min(timedelta(minutes=2 ** min(done - 1, 7)), LONGEST_WAIT)
        state = "failed" if done >= TRIES else "waiting"
        self._end("later", error=error, state=state, due_at=Now() + wait)

    def rejected(self, error: str) -> None:
        self._end("rejected", error=error, state="failed")

    def refusal_to_try_again(self) -> Refusal | None:
        if self.state == "failed":
            return None
        return Refusal(_("Only what was not delivered can be tried again."), code="wrong_state")

    def try_again(self, *, by: Any) -> None:
        """Begin a new round of tries under the same key."""
        with transaction.atomic():
            lock(self)
            refusal = self.refusal_to_try_again()
            if refusal:
                raise refusal
            self.state, self.due_at, self.lease_until, self.tries_before = "waiting", Now(), None, self.tries
            self.save(update_fields=["state", "due_at", "lease_until", "tries_before"])
            change = {"before": {"state": "failed"}, "after": {"state": "waiting"}}
            journal.record("try_delivery_again", on=self, by=by, **change)

    def _end(self, outcome: str, *, reference: str = "", error: str = "", **changes: Any) -> None:
        """The delivery and the record of its try, kept or lost together; nothing if the fence is gone."""
        with transaction.atomic():
            if self._mine().update(lease_until=None, error=error[:200], **changes):
                found = {"outcome": outcome, "reference": reference, "error": error[:200]}
                self.record.filter(number=self.tries).update(ended_at=Now(), **found)

    def _mine(self) -> DeliveryQuerySet:
        return Delivery.objects.filter(pk=self.pk, tries=self.tries, state="waiting")


class DeliveryTryQuerySet(models.QuerySet["DeliveryTry"]):
    def outlived(self) -> "DeliveryTryQuerySet":
        """Of deliveries that have ended, half a year later: nobody asks the gateway about them any more."""
        return self.filter(begun_at__lt=Now() - TRIES_KEPT).exclude(delivery__state="waiting")


class DeliveryTry(models.Model):
    """One try to hand a message to a gateway, without address and text; unfinished if the sender died."""

    OUTCOMES = {
        "begun": _("not finished"),
        "taken": _("taken"),
        "later": _("tried again later"),
        "rejected": _("rejected for good"),
    }

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="record")
    number = models.PositiveIntegerField(_("number"))
    begun_at = models.DateTimeField(_("begun"), db_default=Now())
    ended_at = models.DateTimeField(_("ended"), null=True)
    outcome = models.CharField(_("outcome"), max_length=16, choices=OUTCOMES, default="begun")
    reference = models.CharField(_("reference of the gateway"), max_length=64, blank=True)
    error = models.CharField(_("error"), max_length=200, blank=True)

    objects = DeliveryTryQuerySet.as_manager()

    class Meta:
        verbose_name = _("try")
        verbose_name_plural = _("tries")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["delivery", "number"], name="a_try_is_counted_once")]

    def __str__(self) -> str:
        return f"{self.delivery_id} № {self.number}"
