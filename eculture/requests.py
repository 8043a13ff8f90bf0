"""What the current request is called in logs and in the journal."""

from contextvars import ContextVar

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    return _request_id.get()


def name_request(request_id: str) -> None:
    _request_id.set(request_id)
