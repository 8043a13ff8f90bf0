"""What an ID token must show before anybody is signed in by it."""

import hmac
from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

# Only signatures by the provider's private key: "none" and the shared-secret HS family are not among them.
ALGORITHMS = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
)
REQUIRED = ["iss", "sub", "aud", "exp", "iat", "nonce"]
CLOCK_SKEW = 30


def verified_claims(
    token: str | None, *, keys: dict[str, Any], issuer: str, client_id: str, nonce: str
) -> dict[str, Any]:
    """The claims of a token that this provider signed for us, now, in answer to this very request.

    Raises OAuth2Error otherwise.
    """
    try:
        header = jwt.get_unverified_header(token or "")
        claims = jwt.decode(
            token or "",
            _key(keys, header),
            algorithms=[header["alg"]],
            issuer=issuer,
            audience=client_id,
            leeway=CLOCK_SKEW,
            options={"require": REQUIRED},
        )
    except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
        raise OAuth2Error(f"ID token refused: {type(error).__name__}") from error
    if claims.get("azp", claims["aud"]) not in (client_id, [client_id]):
        raise OAuth2Error("ID token refused: issued to another client")
    if not nonce or not same(claims["nonce"], nonce):
        raise OAuth2Error("ID token refused: not an answer to this request")
    return claims


def same(one: Any, other: Any) -> bool:
    return (
        isinstance(one, str) and isinstance(other, str) and hmac.compare_digest(one.encode(), other.encode())
    )


def _key(keys: dict[str, Any], header: dict[str, Any]) -> Any:
    if header["alg"] not in ALGORITHMS:
        raise jwt.InvalidAlgorithmError(header["alg"])
    fitting = [
        key for key in keys["keys"] if key.get("kid") == header.get("kid") and key.get("use", "sig") == "sig"
    ]
    if len(fitting) != 1:
        raise jwt.InvalidKeyError("no single key of that name")
    return jwt.PyJWK.from_dict(fitting[0], algorithm=header["alg"]).key
