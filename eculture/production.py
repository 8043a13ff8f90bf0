"""What production refuses to start with, each in one sentence; and how its keys are written."""

import base64
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

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
