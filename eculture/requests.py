"""What the current request is called in logs and in the journal, and from where it comes."""

from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    return _request_id.get()


def name_request(request_id: str) -> None:
    _request_id.set(request_id)


def client_address(request: HttpRequest) -> str:
    """Who asks: behind TRUSTED_PROXIES proxies what the outermost wrote, else the connection.

    Whatever a client itself puts into the header stands further left and is not believed.
    """
    proxies = settings.TRUSTED_PROXIES
    forwarded = [entry.strip() for entry in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if proxies and len(forwarded) >= proxies and forwarded[-proxies]:
        return forwarded[-proxies]
    return request.META.get("REMOTE_ADDR", "")
