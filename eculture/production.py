"""What production refuses to start with, each in one sentence; and how its keys are written."""

import base64
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.serialization import pkcs12
from django.core.exceptions import ImproperlyConfigured

DEMONSTRATION = "DEMONSTRATION"  # the organisation in the certificate of a key that `make run` made
NEAR = {"", "127.0.0.1", "localhost", "::1"}
SHORTEST_SECRET = 50


def numbered_keys(text: str) -> list[tuple[str, bytes]]:
    """`new:base64,old:base64` → the keys of encrypted fields with their ids, the newest first."""
    parts = (item.strip().partition(":") for item in text.split(",") if item.strip())
    return [(key_id, base64.b64decode(key)) for key_id, _colon, key in parts]


def insist(
    *, secret: str, base_url: str, database: dict[str, Any], redis_url: str, private: list[str]
) -> None:
    """Other hosts are reached encrypted; `private` are hosts that share a private network with us."""
    plain_is_fine = NEAR | set(private)
    host = database.get("HOST") or ""
    verified = database.get("OPTIONS", {}).get("sslmode") == "verify-full"
    redis = urlsplit(redis_url)
    if len(secret) < SHORTEST_SECRET:
        raise ImproperlyConfigured("SECRET_KEY is too short: give at least 50 random characters.")
    if not base_url.startswith("https://"):
        raise ImproperlyConfigured("BASE_URL must begin with https:// in production.")
    if not verified and host not in plain_is_fine and not host.startswith("/"):
        raise ImproperlyConfigured("DATABASE_URL leads to another host: add ?sslmode=verify-full to it.")
    if redis.scheme != "rediss" and redis.hostname not in plain_is_fine:
        raise ImproperlyConfigured("REDIS_URL leads to another host: use rediss:// there.")


def insist_on_key(file: Path, password: str) -> None:
    """The key that signs documents is there, opens, has a certificate and was not made for demonstrations."""
    try:
        _key, certificate, _chain = pkcs12.load_key_and_certificates(file.read_bytes(), password.encode())
    except OSError:
        raise ImproperlyConfigured(f"SIGNING_KEY_FILE cannot be read: {file}.") from None
    except ValueError:
        raise ImproperlyConfigured("SIGNING_KEY_PASSWORD does not open SIGNING_KEY_FILE.") from None
    if certificate is None:
        raise ImproperlyConfigured("SIGNING_KEY_FILE holds no certificate for its key.")
    if any(part.value == DEMONSTRATION for part in certificate.subject):
        raise ImproperlyConfigured("SIGNING_KEY_FILE is a key for demonstrations: production needs its own.")
