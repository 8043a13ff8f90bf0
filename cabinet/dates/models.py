"""The private address under which a calendar program reads the family's dates."""

import hashlib
import secrets
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from eculture import journal
from eculture.accounts import User

TOKEN_BYTES = 24


class CalendarAddressQuerySet(models.QuerySet["CalendarAddress"]):
    def live(self) -> "CalendarAddressQuerySet":
        return self.filter(revoked_at=None)

    def visible_to(self, user: Any) -> "CalendarAddressQuerySet":
        return self.filter(user=user) if user.is_authenticated else self.none()

    editable_by = visible_to

    def opened_by(self, token: str) -> "CalendarAddress | None":
        """The live address of a token; none when the account is closed or its password has changed since."""
        rows = self.live().filter(user__is_active=True).select_related("user")
        address = rows.filter(token_hash=_hash(token)).first()
        return address if address and constant_time_compare(address.stamp, stamp_of(address.user)) else None


class CalendarAddress(models.Model):
    """One address an account; only a hash of its secret part is kept, so it is shown once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_addresses")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    stamp = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(_("made"), db_default=Now(), editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    objects = CalendarAddressQuerySet.as_manager()
    sensitive = frozenset({"token_hash", "stamp"})

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at=None), name="one_live_calendar_address"
            )
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%d.%m.%Y}"


def renew(*, by: Any) -> str:
    """Make a new address; the one before no longer opens. Answers the secret part, never to be seen again."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        revoke(by=by)
        made = CalendarAddress.objects.create(user=by, token_hash=_hash(token), stamp=stamp_of(by))
        journal.record("make_calendar_address", on=made, by=by)
    return token


def revoke(*, by: Any) -> None:
    """Close the address at once. Twice is once."""
    with transaction.atomic():
        User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # two clicks follow one another
        for address in CalendarAddress.objects.live().filter(user=by):
            address.revoked_at = timezone.now()
            address.save(update_fields=["revoked_at"])
            journal.record("revoke_calendar_address", on=address, by=by)


def stamp_of(user: Any) -> str:
    """Changes with the password: whoever resets it closes the address as well."""
    return salted_hmac("calendar", user.password, algorithm="sha256").hexdigest()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
