"""Where short messages go: to a provider over HTTP, or into a folder while there is none."""

import os
import re
import uuid
from http import HTTPStatus
from pathlib import Path

import requests
from django.conf import settings

from eculture import outbound
from eculture.channels import Locked, Rejected, Unreachable

LOCKED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.PAYMENT_REQUIRED, HTTPStatus.FORBIDDEN}
LATER = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}
REFERENCE = re.compile(r"[\w.:-]{1,64}")


class FolderGateway:
    """One file for each message, in a private folder."""

    def send(self, phone: str, text: str, key: str) -> str:
        folder = Path(settings.SMS_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = f"{uuid.uuid4()}.txt"
        descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"To: {phone}\nKey: {key}\n\n{text}\n")
        return name


class HttpGateway:
    """POST of `{"to", "from", "text", "id"}` with a bearer token; the stable key is the Idempotency-Key."""

    def send(self, phone: str, text: str, key: str) -> str:
        body = {"to": phone, "from": settings.SMS_SENDER, "text": text, "id": key}
        headers = {"Authorization": f"Bearer {settings.SMS_TOKEN}", "Idempotency-Key": key}
        try:
            answer = outbound.session().post(settings.SMS_URL, json=body, headers=headers)
        except requests.RequestException as error:
            raise Unreachable(type(error).__name__) from error
        status = answer.status_code
        if 200 <= status < 300:
            return _reference(answer, phone)
        if status in LOCKED:
            raise Locked(f"HTTP {status}")
        raise (Rejected if 400 <= status < 500 and status not in LATER else Unreachable)(f"HTTP {status}")


def _reference(answer: requests.Response, phone: str) -> str:
    """What the provider calls the message; nothing that could hold the number itself."""
    try:
        reference = str(answer.json().get("id", ""))
    except (ValueError, AttributeError):
        return ""
    return reference if REFERENCE.fullmatch(reference) and phone.lstrip("+") not in reference else ""
