"""People at their browsers: signed-in connections that send at their appointed time and try again."""

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

TOKEN = "f" * 32
TRIES, PAUSE = 60, 0.5
TIMEOUT = 20


@dataclass
class Person:
    """A browser of one signed-in account; asks the first host, and the next when nobody listens there."""

    ports: Sequence[int]
    session: str = ""

    def send(
        self, method: str, path: str, data: dict[str, Any] | None = None, *, as_json: bool = False
    ) -> int:
        """The status, 0 when the connection broke after the request had gone out, -1 when nobody listened."""
        kind = "application/json" if as_json else "application/x-www-form-urlencoded"
        body = (json.dumps(data) if as_json else urlencode(data or {})) if method == "POST" else None
        cookies = f"{settings.CSRF_COOKIE_NAME}={TOKEN}; {settings.SESSION_COOKIE_NAME}={self.session}"
        headers = {"Cookie": cookies, "X-CSRFToken": TOKEN, "Content-Type": kind, "Accept": "text/html"}
        for port in self.ports:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
            try:
                connection.connect()
            except OSError:
                continue
            try:
                connection.request(method, path, body, headers)
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                return 0
            finally:
                connection.close()
            return answer.status
        return -1


def signed_in(user: Any, ports: Sequence[int]) -> Person:
    client = Client()
    client.force_login(user)
    return Person(ports, client.cookies[settings.SESSION_COOKIE_NAME].value)


@dataclass
class Tally:
    """What the people saw: answers by status, how long they waited, who got through in the end."""

    statuses: Counter[int] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    done: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, status: int, wait: float, *, done: bool) -> None:
        with self.lock:
            self.statuses[status] += 1
            self.waits.append(wait)
            self.done += done

    @property
    def broken(self) -> int:
        """Answers that no fault excuses."""
        return sum(number for status, number in self.statuses.items() if status >= 500 and status != 503)

    def slowest(self, share: float = 1.0) -> float:
        return sorted(self.waits)[max(0, round(share * len(self.waits)) - 1)] if self.waits else 0.0


Deed = Callable[[], int]


def at_rate(deeds: Iterable[Deed], rate: float, *, threads: int = 24, tries: int = TRIES) -> Tally:
    """Each deed at its appointed time; who is refused by 503 or cut off tries again, as a person would."""
    tally, started = Tally(), time.monotonic()

    def carry_out(number: int, deed: Deed) -> None:
        due = started + number / rate
        time.sleep(max(0.0, due - time.monotonic()))
        for _attempt in range(tries):
            status = deed()
            done = 200 <= status < 400
            tally.note(status, time.monotonic() - due, done=done)
            if done or status not in {503, 0, -1}:
                return
            time.sleep(PAUSE)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(carry_out, *zip(*enumerate(deeds), strict=True)))
    return tally


def at_once(deeds: Sequence[Deed]) -> Counter[int]:
    """All in the same moment."""
    barrier = threading.Barrier(len(deeds))

    def run(deed: Deed) -> int:
        barrier.wait(timeout=TIMEOUT)
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return Counter(pool.map(run, deeds))
