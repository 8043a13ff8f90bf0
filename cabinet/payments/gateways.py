"""Where money is taken: a bank's page over HTTP, or a page of the demonstration while there is no bank."""

import hmac
import json
import os
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.urls import reverse

from eculture import outbound

STATES = ("started", "paid", "failed")
REFERENCE = re.compile(r"[\w.:-]{1,80}")


class Unreachable(Exception):
    """The gateway gave no answer or one that cannot be understood; nothing is known about the money."""


@dataclass(frozen=True)
class Seen:
    """What the gateway says of a payment: its own number, the state, the sum in manat, the page to pay on."""

    reference: str
    state: str
    amount: Decimal
    page: str = ""


class Gateway(Protocol):
    """Takes money. Every call names the key of our payment: a repeated call changes nothing."""

    def begin(self, key: str, amount: Decimal, title: str, back: str) -> Seen:
        """Open a payment; the payer goes to `page` and comes back to `back`. Raises Unreachable."""

    def look(self, reference: str) -> Seen:
        """How far a payment is. Raises Unreachable."""

    def give_back(self, reference: str, key: str) -> None:
        """Order that the money goes back to the payer. Raises Unreachable."""


def gateway() -> Gateway | None:
    """The bank that the settings name; None where the portal takes no money."""
    if settings.PAYMENT_URL:
        return HttpGateway()
    return DemoGateway() if settings.DEMO else None


class HttpGateway:
    """JSON over HTTPS with a bearer token.

    POST {url}  {"key", "amount", "currency", "title", "back"}  → {"reference", "state", "amount", "page"}
    GET  {url}/{reference}                                      → the same
    POST {url}/{reference}/refund  {"key"}                      → the same
    """

    def begin(self, key: str, amount: Decimal, title: str, back: str) -> Seen:
        wish = {"key": key, "amount": str(amount), "currency": "AZN", "title": title, "back": back}
        seen = self._asked("POST", settings.PAYMENT_URL, key, wish)
        if not is_page_of_bank(seen.page):
            raise Unreachable("a page elsewhere")
        return seen

    def look(self, reference: str) -> Seen:
        return self._asked("GET", f"{settings.PAYMENT_URL}/{reference}")

    def give_back(self, reference: str, key: str) -> None:
        self._asked("POST", f"{settings.PAYMENT_URL}/{reference}/refund", key, {"key": key})

    def _asked(self, method: str, url: str, key: str = "", body: dict[str, str] | None = None) -> Seen:
        headers = {"Authorization": f"Bearer {settings.PAYMENT_TOKEN}"} | (
            {"Idempotency-Key": key} if key else {}
        )
        try:
            answer = outbound.session().request(method, url, json=body, headers=headers)
            answer.raise_for_status()
            return understood(answer.json())
        except (requests.RequestException, ValueError) as error:
            raise Unreachable(type(error).__name__) from error


def understood(said: Any) -> Seen:
    """The answer of a gateway. Raises ValueError for anything but the four things that were agreed."""
    try:
        seen = Seen(
            str(said["reference"]), said["state"], Decimal(str(said["amount"])), str(said.get("page", ""))
        )
    except (KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise ValueError("not an answer about a payment") from error
    if seen.state not in STATES or not REFERENCE.fullmatch(seen.reference):
        raise ValueError("not an answer about a payment")
    return seen


def is_page_of_bank(page: str) -> bool:
    """Nobody is sent anywhere but to the origins that the settings name."""
    parts = urlsplit(page)
    return f"{parts.scheme}://{parts.netloc}" in settings.PAYMENT_PAGES


class DemoGateway:
    """Keeps its payments in a private folder and shows a page of the portal in place of the bank's."""

    def begin(self, key: str, amount: Decimal, title: str, back: str) -> Seen:
        if not self._file(key).exists():
            known = {"reference": key, "state": "started", "amount": str(amount)}
            self._keep(key, known | {"back": urlsplit(back).path})
        return self.look(key)

    def look(self, reference: str) -> Seen:
        kept = self._kept(reference)
        return Seen(
            reference, kept["state"], Decimal(kept["amount"]), reverse("demo_payment", args=[reference])
        )

    def give_back(self, reference: str, key: str) -> None:
        """Nobody has paid anything."""

    def answer(self, reference: str, state: str) -> str:
        """What the visitor has pressed on the page; answers where to go back to."""
        kept = self._kept(reference)
        if kept["state"] == "started":
            self._keep(reference, {**kept, "state": state})
        return kept["back"]

    def _kept(self, reference: str) -> dict[str, str]:
        try:
            return json.loads(self._file(reference).read_text())
        except (OSError, ValueError) as error:
            raise Unreachable("no such payment") from error

    def _keep(self, reference: str, values: dict[str, str]) -> None:
        file = self._file(reference)
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = file.with_suffix(f".{os.getpid()}")
        new.write_text(json.dumps(values))
        new.replace(file)

    def _file(self, reference: str) -> Path:
        return Path(settings.BASE_DIR) / "var" / "payments" / f"{sha256(reference.encode()).hexdigest()}.json"


def signature(body: bytes) -> str:
    """What a gateway signs its calls with: HMAC-SHA256 of the body, in hexadecimal digits."""
    return hmac.new(settings.PAYMENT_SECRET.encode(), body, sha256).hexdigest()


def is_signed(body: bytes, said: str) -> bool:
    return bool(settings.PAYMENT_SECRET) and hmac.compare_digest(signature(body).encode(), said.encode())
