"""Encryption at rest: AES-256-GCM under numbered keys, and keyed hashes for look-up. Keys: docs/crypto.md."""

import base64
import hashlib
import hmac
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

NONCE = 12


class Tampered(Exception):
    """Stored text that no known key opens."""


def encrypt(text: str, *, purpose: str) -> str:
    """`key id:base64(nonce ‖ ciphertext)` under the newest key; `purpose` binds it to its place."""
    key_id, key = settings.FIELD_KEYS[0]
    nonce = secrets.token_bytes(NONCE)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), purpose.encode())
    return f"{key_id}:{base64.b64encode(nonce + sealed).decode()}"


def decrypt(stored: str, *, purpose: str) -> str:
    """The text again. Raises Tampered for an unknown key, another purpose or a changed byte."""
    key_id, _, body = stored.partition(":")
    key = dict(settings.FIELD_KEYS).get(key_id)
    try:
        sealed = base64.b64decode(body, validate=True)
        return AESGCM(key or b"").decrypt(sealed[:NONCE], sealed[NONCE:], purpose.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise Tampered(purpose) from error


def keyed_index(text: str, *, purpose: str) -> str:
    """A hash that cannot be tried out without the key: HMAC-SHA-256, 64 hex digits."""
    return hmac.new(settings.INDEX_KEY, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


class EncryptedText(models.TextField):
    """Text that is encrypted in the database; look-up goes through a keyed index beside it."""

    def _purpose(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return encrypt(value, purpose=self._purpose()) if value else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return decrypt(value, purpose=self._purpose()) if value else value
