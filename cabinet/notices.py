from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

import cabinet.cases.notices  # noqa: F401 -- plugs in what is told about cases
import cabinet.cases.staff_notices  # noqa: F401
import cabinet.payments.notices  # noqa: F401
from eculture.notices import NoticeKind, kinds


class AboutAccount(NoticeKind):
    topic = _("My account")

    def url(self, context: dict[str, Any]) -> str:
        return reverse("cabinet:me")


@kinds.plug
class Welcome(AboutAccount):
    slug = "welcome"
    title = _("Your cabinet is open")
    template = "cabinet/mail/welcome"


class AboutDelegation(AboutAccount):
    """Who acts for whom: both are told in any case, and the notice names the other one."""

    is_mandatory = True

    def url(self, context: dict[str, Any]) -> str:
        return reverse("cabinet:delegations")


@kinds.plug
class DelegationAsked(AboutDelegation):
    slug = "delegation-asked"
    title = _("Somebody asks you to act for them")
    template = "cabinet/mail/delegation_asked"

    def url(self, context: dict[str, Any]) -> str:
        return reverse("cabinet:delegation_acceptance", args=[context["delegation"]])


@kinds.plug
class DelegationAccepted(AboutDelegation):
    slug = "delegation-accepted"
    title = _("A delegation is in force")
    template = "cabinet/mail/delegation_accepted"


@kinds.plug
class DelegationEnded(AboutDelegation):
    slug = "delegation-ended"
    title = _("A delegation has ended")
    template = "cabinet/mail/delegation_ended"


class AboutSafety(AboutAccount):
    """Somebody else may have done it: the owner is told in any case."""

    is_mandatory = True


@kinds.plug
class PasswordChanged(AboutSafety):
    slug = "password-changed"
    title = _("The password has been changed")
    template = "cabinet/mail/password_changed"


@kinds.plug
class SecondFactorChanged(AboutSafety):
    slug = "second-factor-changed"
    title = _("Two-step sign-in has been changed")
    template = "cabinet/mail/second_factor_changed"


@kinds.plug
class AttachmentInfected(NoticeKind):
    slug = "attachment-infected"
    title = _("A file was refused: a virus was found")
    template = "cabinet/mail/attachment_infected"

    def url(self, context: dict[str, Any]) -> str:
        return reverse("cabinet:papers")


@kinds.plug
class PaperRunsOut(NoticeKind):
    slug = "paper-runs-out"
    title = _("A paper of yours will soon be out of date")
    template = "cabinet/mail/paper_runs_out"

    def url(self, context: dict[str, Any]) -> str:
        return reverse("cabinet:paper", args=[context["paper"]])


@kinds.plug
class NewDevice(AboutSafety):
    slug = "new-device"
    title = _("Sign-in from a new device")
    template = "cabinet/mail/new_device"


@kinds.plug
class SessionsEnded(AboutSafety):
    slug = "sessions-ended"
    title = _("You were signed out everywhere")
    template = "cabinet/mail/sessions_ended"
