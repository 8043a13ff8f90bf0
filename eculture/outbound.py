"""The only door to other hosts: named in the settings, over TLS, never into our own network."""

import ipaddress
import socket
import time
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

CONNECT_SECONDS = 3
TOTAL_SECONDS = 10
MAX_BYTES = 1_000_000


class OutboundRefused(requests.RequestException):
    """A call that may not leave, or an answer that may not come in."""


def session() -> "Session":
    return Session()


class Session(requests.Session):
    """Looks like a `requests.Session`, so that libraries can be handed one."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.mount("http://", _GuardedAdapter())
        self.mount("https://", _GuardedAdapter())

    def request(self, method: str, url: str, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        check(url)
        started = time.monotonic()
        kwargs |= {"timeout": (CONNECT_SECONDS, TOTAL_SECONDS), "allow_redirects": False, "stream": True}
        with super().request(method, url, **kwargs) as response:
            if response.is_redirect:
                raise OutboundRefused("the answer is a redirect")
            response._content = _read(response, until=started + TOTAL_SECONDS)
        return response


def check(url: str) -> None:
    """Raise OutboundRefused unless `url` may be called: scheme, host from the settings, public address."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host not in settings.OUTBOUND_HOSTS:
        raise OutboundRefused(f"the host {host!r} is not named in the settings")
    loopback = settings.OUTBOUND_LOOPBACK and _is_loopback(host)
    if parts.scheme != "https" and not (loopback and parts.scheme == "http"):
        raise OutboundRefused("only https may leave")
    for address in _addresses(host):
        _refuse_private(address)


def _addresses(host: str) -> set[str]:
    try:
        return {str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except OSError as error:
        raise OutboundRefused(f"the host {host!r} has no address") from error


def _refuse_private(address: str) -> None:
    ip = ipaddress.ip_address(address.partition("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if ip.is_loopback and settings.OUTBOUND_LOOPBACK:
        return
    if not ip.is_global or ip.is_multicast:
        raise OutboundRefused("the address is not a public one")


def _is_loopback(host: str) -> bool:
    return host in {"localhost", "127.0.0.1", "::1"}


def _read(response: requests.Response, *, until: float) -> bytes:
    body = bytearray()
    for chunk in response.iter_content(8192):
        body += chunk
        if len(body) > MAX_BYTES:
            raise OutboundRefused("the answer is too large")
        if time.monotonic() > until:
            raise OutboundRefused("the answer takes too long")
    return bytes(body)


class _Guarded:
    """Looks at the address that was really connected to: a name may resolve otherwise the second time."""

    def _new_conn(self) -> socket.socket:
        connected = super()._new_conn()  # type: ignore[misc]
        try:
            _refuse_private(connected.getpeername()[0])
        except OutboundRefused:
            connected.close()
            raise
        return connected


class _GuardedHTTP(_Guarded, HTTPConnection):
    pass


class _GuardedHTTPS(_Guarded, HTTPSConnection):
    pass


class _GuardedHTTPPool(HTTPConnectionPool):
    ConnectionCls = _GuardedHTTP


class _GuardedHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedHTTPS


class _GuardedAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _GuardedHTTPPool, "https": _GuardedHTTPSPool}
