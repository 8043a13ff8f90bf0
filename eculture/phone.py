"""The mobile number of an account: said, confirmed by a code that came to it, removed."""

import secrets
import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eculture import breaker, journal, notices
from eculture.accounts import User
from eculture.channels import Rejected, Unreachable, channels
from eculture.crypto import keyed_index
from eculture.identifiers import normalise_phone
from eculture.limits import allowed
from eculture.notices import NoticeKind
from eculture.refusals import Refusal

CODE_LIVES = timedelta(minutes=10)
CODE_TRIES = 5
CODES = ((3, 600), (10, 86400))  # at most so many codes in so many seconds, for an account and for a number
SMS = "sms"


@notices.kinds.plug
class PhoneChanged(NoticeKind):
    slug = "phone-changed"
    title = gettext_lazy("The mobile number has been changed")
    template = "eculture/mail/phone-changed"
    topic = gettext_lazy("My account")
    is_mandatory = True

    def url(self, context: dict[str, Any]) -> str:
        return reverse("cabinet:me")


class PhoneClaim(models.Model):
    """A number that waits for its code; the code itself is kept as a keyed hash only."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="phone_claim")
    phone = models.CharField(gettext_lazy("mobile number"), max_length=16)
    code_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField(gettext_lazy("valid until"))
    tries = models.PositiveSmallIntegerField(gettext_lazy("tries"), default=0)

    sensitive = frozenset({"phone", "code_hash"})

    class Meta:
        verbose_name = gettext_lazy("number to be confirmed")
        verbose_name_plural = gettext_lazy("numbers to be confirmed")

    def __str__(self) -> str:
        return str(self.user_id)


def claim_phone(user: User, *, phone: str) -> None:
    """Send a code to the number. An older code of the account is worth nothing from now on."""
    phone = normalise_phone(phone)
    for times, seconds in CODES:
        for who in (f"{user.pk}", keyed_index(phone, purpose="phone-limit")):
            if not allowed(f"phone-code-{seconds}", who, times=times, seconds=seconds):
                raise Refusal(TOO_MANY, code="too_many")
    code = f"{secrets.randbelow(10**6):06d}"
    values = {"phone": phone, "code_hash": _hash(user, phone, code), "tries": 0}
    PhoneClaim.objects.update_or_create(user=user, defaults=values | {"expires_at": Now() + CODE_LIVES})
    _send(phone, _("%(code)s is your code for e-Culture. Tell it to nobody.") % {"code": code})


def _send(phone: str, text: str) -> None:
    """At once and past the outbox, which would keep the code."""
    try:
        channels[SMS].send(phone, "", text, str(uuid.uuid4()))
    except Unreachable as error:
        breaker.silent(SMS)
        raise Refusal(NOT_SENT, code="not_sent") from error
    except Rejected as error:
        raise Refusal(NOT_SENT, code="not_sent", field="phone") from error


def confirm_phone(user: User, *, code: str) -> None:
    """The number is the account's from now on; a wrong code costs one of a few tries."""
    claim = PhoneClaim.objects.filter(user=user).first()
    counted = PhoneClaim.objects.filter(user=user, tries__lt=CODE_TRIES, expires_at__gt=Now())
    if claim is None or not counted.update(tries=F("tries") + 1):
        raise Refusal(_("This code is no longer valid. Ask for a new one."), code="expired")
    with transaction.atomic():
        found = PhoneClaim.objects.filter(user=user, code_hash=_hash(user, claim.phone, code.strip()))
        if not found.delete()[0]:
            left = CODE_TRIES - claim.tries - 1
            message = _("The code is wrong. Attempts left: %(left)s.") % {"left": max(left, 0)}
            raise Refusal(message, code="wrong_code", field="code")
        _change(user, claim.phone, "confirm_phone")


def remove_phone(user: User) -> None:
    with transaction.atomic():
        PhoneClaim.objects.filter(user=user).delete()
        _change(user, "", "remove_phone")


def _change(user: User, phone: str, verb: str) -> None:
    before = user.phone
    user.phone = phone
    user.save(update_fields=["phone"])
    entry = journal.record(verb, on=user, by=user, before={"phone": before}, after={"phone": phone})
    notices.send("phone-changed", to=user, key=str(entry.pk))


def _hash(user: Any, phone: str, code: str) -> str:
    return keyed_index(f"{user.pk}:{phone}:{code}", purpose="phone-code")


TOO_MANY = gettext_lazy("Too many codes have been sent. Try again later.")
NOT_SENT = gettext_lazy("We could not send the code. Look at the number, or try again in a few minutes.")
