"""What the portal holds about an account: address, sign-ins, sessions, what it was told and has asked."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext_lazy as _

from eculture.accounts import User
from eculture.channel_choices import ChannelChoice
from eculture.delivery import Delivery
from eculture.exports import Holding, Table, holdings
from eculture.jobs import Job
from eculture.notices import Notice, kinds
from eculture.phone import PhoneClaim

ROLES = "what somebody may do follows from mandates, which are told"


def _said(notice: Notice, name: str) -> str:
    """Subject or text as it was read; nothing when the portal no longer knows this kind."""
    return getattr(notice, name) if kinds.get(notice.kind) else ""


@holdings.plug
class Account(Holding):
    slug = "account"
    title = _("My account, sign-ins and sessions")
    order = 10
    tables = (
        Table(
            User,
            lambda whose: User.objects.filter(pk=getattr(whose.account, "pk", None)),
            without={"groups": ROLES, "user_permissions": ROLES},
        ),
        Table(
            EmailAddress,
            lambda whose: EmailAddress.objects.filter(user=whose.account),
            fields=("email", "verified", "primary"),
        ),
        Table(PhoneClaim, lambda whose: PhoneClaim.objects.filter(user=whose.account)),
        Table(ChannelChoice, lambda whose: ChannelChoice.objects.filter(user=whose.account)),
        Table(
            Authenticator,
            lambda whose: Authenticator.objects.filter(user=whose.account),
            fields=("type", "created_at", "last_used_at"),
        ),
        Table(
            SocialAccount,
            lambda whose: SocialAccount.objects.filter(user=whose.account),
            fields=("provider", "uid", "date_joined", "last_login"),
        ),
        Table(
            UserSession,
            lambda whose: UserSession.objects.filter(user=whose.account),
            fields=("created_at", "last_seen_at", "ip", "user_agent"),
        ),
    )


@holdings.plug
class Notices(Holding):
    slug = "notices"
    title = _("Notices and how they were sent")
    order = 60
    tables = (
        Table(
            Notice,
            lambda whose: Notice.objects.filter(to=whose.account),
            said={
                "subject": lambda row, _w: _said(row, "subject"),
                "text": lambda row, _w: _said(row, "text"),
            },
        ),
        Table(Delivery, lambda whose: Delivery.objects.filter(notice__to=whose.account)),
    )


@holdings.plug
class Jobs(Holding):
    slug = "jobs"
    title = _("Reports and files that I have asked for")
    order = 80
    tables = (Table(Job, lambda whose: Job.objects.filter(by=whose.account)),)
