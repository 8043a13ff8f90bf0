"""How we use allauth: where its defaults are weaker than our rules, and what it leaves in the journal."""

import hashlib
import logging
from datetime import date
from functools import lru_cache
from smtplib import SMTPException
from typing import Any

from allauth.account import signals as account_signals
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as factor_signals
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.signals import social_account_added, social_account_removed
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.signals import user_login_failed
from django.db.models import Count, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.sessions import FACTORS, end_other_sessions, needs_second_factor
from eculture import crypto, journal, notices, outbound
from eculture.accounts import User
from eculture.journal import JournalEntry
from eculture.notices import Notice
from eculture.queries import ExistsOnce, SubqueryOnce
from registry.mandates import Mandate, holds_nothing

log = logging.getLogger("cabinet.accounts")
SESSIONS_AT_MOST = 10


class PasswordBackend(AuthenticationBackend):
    """Password sign-in. Rights come from roles in code, so the permission tables are never asked."""

    def get_user(self, user_id: int) -> User | None:
        """The account of a request with what pages ask of it: person, role, delegation, unread notices."""
        user = _accounts(timezone.localdate()).filter(pk=user_id).first()
        if user and not user.has_mandates:
            holds_nothing(user)
        return user

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return False

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return False


@lru_cache(maxsize=2)
def _accounts(today: date) -> QuerySet[User]:
    """The question that every signed-in request asks, put together once a day; its answer is never kept."""
    held = Mandate.objects.live().filter(user=OuterRef("pk"))
    offered = User.objects.filter(
        pk=OuterRef("pk"), person__delegations_held__state__in=["asked", "accepted"]
    )
    new = Notice.objects.unread().filter(to=OuterRef("pk")).order_by().values("to")
    unread = Coalesce(SubqueryOnce(new.annotate(count=Count("pk")).values("count")), 0)
    rows = User.objects.select_related("person").filter(is_active=True).order_by()
    return rows.annotate(
        has_mandates=ExistsOnce(held), is_delegate=ExistsOnce(offered), unread_notices=unread
    )


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is wrong."),
        "too_many_login_attempts": _("No attempts left. Try again in 5 min."),
        "incorrect_code": _("The code is wrong. Look at the newest letter or at the app."),
        "incorrect_password": _("The password is wrong."),
        "enter_current_password": _("The current password is wrong."),
    }

    def new_user(self, request: HttpRequest) -> User:
        user = super().new_user(request)
        user.language = _language()
        return user

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that does not answer costs the letter, not the page."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException):
            log.exception("letter not sent", extra={"letter": template_prefix})
            messages.error(
                self.request,
                _("We could not send the letter. Ask for it again in a few minutes."),
            )


class SecondFactorAdapter(DefaultMFAAdapter):
    """Seeds are encrypted at rest; who must have a second factor keeps at least one."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code is wrong. Wait for the next one in the app."),
        "cannot_delete_authenticator": _("Your role needs a second step: add another one first."),
        "unverified_email": _("Confirm your e-mail address first."),
    }

    def encrypt(self, text: str) -> str:
        return crypto.encrypt(text, purpose="mfa")

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(encrypted_text, purpose="mfa")

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        if authenticator.type not in FACTORS or not needs_second_factor(authenticator.user):
            return True
        others = Authenticator.objects.filter(user=authenticator.user, type__in=FACTORS).exclude(
            pk=authenticator.pk
        )
        return others.exists()

    def _get_site_name(self) -> str:
        return settings.MFA_TOTP_ISSUER


class SocialAdapter(DefaultSocialAccountAdapter):
    """Providers come from the settings alone; an e-mail address never links accounts."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        apps = [_app(settings_of) for settings_of in settings.OIDC_PROVIDERS]
        wanted = [app for app in apps if provider in (None, app.provider, app.provider_id)]
        return [app for app in wanted if client_id in (None, app.client_id)]

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        return False

    def get_requests_session(self) -> outbound.Session:
        return outbound.session()

    def on_authentication_error(self, request: HttpRequest, provider: Any, *args: Any, **kwargs: Any) -> None:
        reason = kwargs.get("exception") or kwargs.get("error") or "unknown state"
        log.warning(
            "sign-in refused",
            extra={
                "method": "openid",
                "provider": provider.sub_id,
                "reason": str(reason)[:60],
            },
        )


def _language() -> str:
    return (translation.get_language() or settings.LANGUAGE_CODE)[:2]


def _app(provider: dict[str, Any]) -> SocialApp:
    extra = {
        name: provider[name] for name in ("scope", "token_auth_method", "auth_params") if name in provider
    }
    return SocialApp(
        provider="openid_connect",
        provider_id=provider["id"],
        name=provider["name"],
        client_id=provider["client_id"],
        secret=provider["secret"],
        settings={"server_url": provider["issuer"], **extra},
    )


@receiver(account_signals.user_logged_in)
def note_sign_in(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    methods = [record["method"] for record in get_authentication_records(request, user)] or ["unknown"]
    device = hashlib.sha256(request.headers.get("User-Agent", "").encode()).hexdigest()[:12]
    earlier = JournalEntry.objects.about(user).filter(verb="sign_in")
    is_new_device = earlier.exists() and not earlier.filter(after__device=device).exists()
    if user.language != _language():
        User.objects.filter(pk=user.pk).update(language=_language())  # letters follow the page
    entry = journal.record("sign_in", on=user, by=user, after={"methods": methods, "device": device})
    log.info("signed in", extra={"account": user.pk, "methods": "+".join(methods)})
    if is_new_device:
        notices.send("new-device", to=user, key=str(entry.pk))
    others = UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key)
    for session in others.order_by("-created_at", "-pk")[SESSIONS_AT_MOST - 1 :]:
        session.end()


@receiver(user_login_failed)
def note_failed_sign_in(credentials: dict[str, Any], **_kwargs: Any) -> None:
    user = User.objects.filter(
        email__iexact=credentials.get("email") or credentials.get("username") or ""
    ).first()
    if user:
        journal.record("sign_in_failed", on=user, by=None, after={"method": "password"})
    log.warning(
        "sign-in failed",
        extra={"method": "password", "account": user.pk if user else "-"},
    )


@receiver(factor_signals.authentication_failed)
def note_failed_factor(user: User, **_kwargs: Any) -> None:
    journal.record("sign_in_failed", on=user, by=None, after={"method": "mfa"})
    log.warning("sign-in failed", extra={"method": "mfa", "account": user.pk})


@receiver(
    [
        account_signals.password_changed,
        account_signals.password_reset,
        account_signals.password_set,
    ]
)
def note_password(user: User, **_kwargs: Any) -> None:
    entry = journal.record("change_password", on=user, by=user)
    notices.send("password-changed", to=user, key=str(entry.pk))


@receiver(
    [
        factor_signals.authenticator_added,
        factor_signals.authenticator_removed,
        factor_signals.authenticator_reset,
    ]
)
def note_factor(request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    entry = journal.record("change_second_factor", on=user, by=user, after={"type": authenticator.type})
    notices.send("second-factor-changed", to=user, key=str(entry.pk))
    end_other_sessions(request, user)


@receiver(account_signals.email_changed)
def note_email(user: User, **_kwargs: Any) -> None:
    journal.record("change_email", on=user, by=user)


@receiver([social_account_added, social_account_removed])
def note_connection(request: HttpRequest, **kwargs: Any) -> None:
    login = kwargs.get("sociallogin")
    account = login.account if login else kwargs["socialaccount"]
    journal.record(
        "change_connection",
        on=account.user,
        by=account.user,
        after={"provider": account.provider},
    )
