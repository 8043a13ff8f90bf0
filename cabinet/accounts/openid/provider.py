"""Sign-in through any OpenID Connect provider named in the settings.

allauth's own client leaves out PKCE and the nonce, does not check the ID token's signature and prefers
the userinfo answer without comparing whose it is. Here each of them is required.
"""

import hashlib
import secrets
from typing import Any

import requests
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import (
    OpenIDConnectProvider,
)
from allauth.socialaccount.providers.openid_connect.views import (
    OpenIDConnectOAuth2Adapter,
)
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from cabinet.accounts.openid.tokens import same, verified_claims
from eculture import outbound


class Adapter(OpenIDConnectOAuth2Adapter):
    """One exchange with the provider; `state` is what we remembered when we sent the person there."""

    state: dict[str, Any]

    @property
    def openid_config(self) -> dict[str, Any]:
        config = super().openid_config
        issuer = self.get_provider().issuer
        if config.get("issuer") != issuer:
            raise OAuth2Error("the discovery document names another issuer")
        outbound.check(config["authorization_endpoint"])
        return config

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """One address whatever the language: the provider knows only one."""
        with translation.override(settings.LANGUAGE_CODE):
            return super().get_callback_url(request, app)

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> SocialLogin:
        claims = verified_claims(
            kwargs["response"].get("id_token"),
            keys=self._keys(),
            issuer=self.get_provider().issuer,
            client_id=app.client_id,
            nonce=self.state.get("nonce", ""),
        )
        if "userinfo_endpoint" in self.openid_config:
            about = self._fetch_user_info(token.token)
            if not same(about.get("sub"), claims["sub"]):
                raise OAuth2Error("the userinfo is about somebody else")
            claims = {**about, **claims}
        return self.get_provider().sociallogin_from_response(request, claims)

    def _keys(self) -> dict[str, Any]:
        with outbound.session() as session:
            response = session.get(self.openid_config["jwks_uri"])
            response.raise_for_status()
            return response.json()


class Provider(OpenIDConnectProvider):
    """A provider from the settings. Its key for a person is (issuer, sub); nothing else links accounts."""

    oauth2_adapter_class = Adapter
    pkce_enabled_default = True
    supports_token_authentication = False

    @property
    def issuer(self) -> str:
        return self.app.settings["server_url"]

    def get_pkce_params(self) -> dict[str, str]:
        self.app.settings["oauth_pkce_enabled"] = True
        return super().get_pkce_params()

    def redirect(self, request: HttpRequest, process: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the person to the provider; scope and parameters come from the settings alone."""
        nonce = secrets.token_urlsafe(32)
        kwargs |= {
            "scope": self.get_scope(),
            "auth_params": {**self.get_auth_params(), "nonce": nonce},
            "nonce": nonce,
        }
        try:
            return super().redirect(request, process, *args, **kwargs)
        except (requests.RequestException, OAuth2Error, KeyError) as error:
            return render_authentication_error(request, self, exception=error)

    def extract_uid(self, data: dict[str, Any]) -> str:
        return hashlib.sha256(f"{self.issuer}\n{data['sub']}".encode()).hexdigest()

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"iss": self.issuer, "sub": data["sub"]}

    def verify_token(self, request: HttpRequest, token: dict[str, Any]) -> SocialLogin:
        raise ValidationError("Signing in with a bare token is not offered.")


provider_classes = [Provider]
