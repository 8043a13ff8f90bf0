"""Channels: the ways by which a notice leaves the portal, and how each tells a lost cause from bad luck."""

import math
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from eculture.identifiers import mask_email, mask_phone
from eculture.sockets import Socket

SMS_ALONE, SMS_PART, SMS_PARTS = 70, 67, 2  # ə ğ ı ş make every part a short one
OF_SERVER = 500
CHOICES = "cabinet:notice_channels"


class Rejected(Exception):
    """The gateway has looked at this message and will never take it; holds a word without an address."""


class Unreachable(Exception):
    """The gateway gave no answer or a bad one: the message may be tried again, and others will fare alike."""


class Locked(Unreachable):
    """The gateway does not let the portal in: no message is at fault, and staff have to look at the key."""


class Channel:
    """What a way out of the portal plugs in. Any other failure than the two above concerns one message."""

    slug: str
    title: Any

    def address_of(self, user: Any) -> str:
        """Where this channel reaches somebody; nothing where it does not."""
        raise NotImplementedError

    def reached(self) -> Q:
        """Of all accounts those whom this channel reaches; the question of `address_of` to the database."""
        raise NotImplementedError

    def masked(self, user: Any) -> str:
        """The address as staff may see it."""
        raise NotImplementedError

    def is_default(self, kind: Any) -> bool:
        """Whether a kind of notice goes this way for those who have not said otherwise."""
        raise NotImplementedError

    def is_fixed(self, kind: Any) -> bool:
        """Whether a kind goes this way whatever anybody says."""
        return False

    def letter(self, notice: Any) -> tuple[str, str]:
        """Subject and text, in the language that is active."""
        raise NotImplementedError

    def send(self, address: str, subject: str, text: str, key: str) -> str:
        """Hand one message over and answer the gateway's own reference, if it gave one.

        `key` is the same for all tries, so that a gateway can drop a repeat. Raises Rejected or Unreachable.
        """
        raise NotImplementedError


channels: Socket[Channel] = Socket("title")


@channels.plug
class Email(Channel):
    slug = "email"
    title = _("E-mail")
    order = 10

    def address_of(self, user: Any) -> str:
        return user.email

    def reached(self) -> Q:
        return ~Q(email="")

    def masked(self, user: Any) -> str:
        return mask_email(user.email)

    def is_default(self, kind: Any) -> bool:
        return True

    def is_fixed(self, kind: Any) -> bool:
        return kind.is_mandatory

    def letter(self, notice: Any) -> tuple[str, str]:
        """With the way to what it is about, and to the page where its reader chooses channels."""
        choose = gettext("You choose how the portal writes to you: %(url)s") % {"url": absolute(CHOICES)}
        parts = [notice.text, absolute(notice.url) if notice.url else "", choose]
        return notice.subject, "\n\n".join(part for part in parts if part)

    def send(self, address: str, subject: str, text: str, key: str) -> str:
        headers = {"Message-ID": f"<{key}@{settings.MAIL_DOMAIN}>", "X-Idempotency-Key": key}
        try:
            EmailMessage(subject, text, to=[address], headers=headers).send()
        except SMTPRecipientsRefused as error:
            if all(code >= OF_SERVER for code, _words in error.recipients.values()):
                raise Rejected("recipient refused") from error
            raise  # a grey list: this recipient later, others now
        except SMTPDataError as error:
            if error.smtp_code >= OF_SERVER:
                raise Rejected(f"SMTP {error.smtp_code}") from error
            raise Unreachable(f"SMTP {error.smtp_code}") from error
        except OSError as error:
            raise Unreachable(type(error).__name__) from error
        return ""


@channels.plug
class Sms(Channel):
    """A short message to a confirmed number, through the gateway that the settings name."""

    slug = "sms"
    title = _("SMS")
    order = 20

    def address_of(self, user: Any) -> str:
        return user.phone if settings.SMS_GATEWAY else ""

    def reached(self) -> Q:
        return ~Q(phone="") if settings.SMS_GATEWAY else Q(pk__in=[])

    def masked(self, user: Any) -> str:
        return mask_phone(user.phone)

    def is_default(self, kind: Any) -> bool:
        return kind.urgent

    def letter(self, notice: Any) -> tuple[str, str]:
        """The subject and the number of what it is about; what else there is stands in the cabinet."""
        return "", short_message(notice.subject, str(notice.context.get("number", "")))

    def send(self, address: str, subject: str, text: str, key: str) -> str:
        return import_string(settings.SMS_GATEWAY)().send(address, text, key)


def absolute(path: str) -> str:
    """An address of the portal for those who are not on it: a path, or the name of a page."""
    return settings.BASE_URL + (path if path.startswith("/") else reverse(path))


def sms_parts(text: str) -> int:
    """How many parts are paid for: one holds 70 characters, each of several 67."""
    return 1 if len(text) <= SMS_ALONE else math.ceil(len(text) / SMS_PART)


def short_message(subject: str, number: str) -> str:
    """A subject with a number that stays whole, in two parts at most."""
    end = f". {number}" if number else ""
    room = SMS_PART * SMS_PARTS - len(end)
    return (subject if len(subject) <= room else f"{subject[: room - 1].rstrip()}…") + end
