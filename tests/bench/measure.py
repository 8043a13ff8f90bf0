"""Server time: the WSGI application in this process, A B A B with the order turned each round."""

import cProfile
import io
import pstats
import random
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter_ns
from typing import Any, NamedTuple

WARM_UP, RESAMPLES = 50, 1000
Call = Callable[[], None]


class Ratio(NamedTuple):
    """A median with its bootstrap 95 % interval, held against a goal: the most it may be, or the least."""

    median: float
    low: float
    high: float
    goal: float = 0.0
    is_least: bool = False

    def __str__(self) -> str:
        return f"{self.median:.2f} [{self.low:.2f}–{self.high:.2f}]"

    @property
    def limit(self) -> str:
        return f"{'≥' if self.is_least else '≤'} {self.goal:g}"

    @property
    def verdict(self) -> str:
        """Passes when the whole interval keeps to the goal, fails when none of it does."""
        kept = [end >= self.goal if self.is_least else end <= self.goal for end in (self.low, self.high)]
        return "pass" if all(kept) else "unclear" if any(kept) else "fail"


@dataclass
class Clock:
    """Median of each round, in milliseconds, for every subject."""

    rounds: dict[str, list[float]] = field(default_factory=dict)

    def run(self, subjects: dict[str, Call], *, rounds: int, calls: int) -> None:
        for call in subjects.values():
            for _each in range(WARM_UP):
                call()
        order = list(subjects)
        for _round in range(rounds):
            for name in order:
                self.rounds.setdefault(name, []).append(statistics.median(timed(subjects[name], calls)))
            order.reverse()

    def median(self, name: str) -> float:
        return statistics.median(self.rounds[name])

    def over_rounds(self, ratio: Callable[[int], float]) -> list[float]:
        return [ratio(number) for number in range(len(next(iter(self.rounds.values()))))]


def ratio_of(values: list[float], goal: float = 0.0, *, is_least: bool = False, seed: int = 7) -> Ratio:
    chance = random.Random(seed)
    draws = (chance.choices(values, k=len(values)) for _each in range(RESAMPLES))
    medians = sorted(map(statistics.median, draws))
    low, high = medians[RESAMPLES // 40], medians[-RESAMPLES // 40]
    return Ratio(statistics.median(values), low, high, goal, is_least)


def work(call: Call) -> int:
    """How many functions a warm call calls: the same number on every machine, however busy it is."""
    call()
    with cProfile.Profile() as profile:
        call()
    return pstats.Stats(profile).total_calls


def timed(call: Call, times: int) -> list[float]:
    found = []
    for _each in range(times):
        started = perf_counter_ns()
        call()
        found.append((perf_counter_ns() - started) / 1e6)
    return found


def visit(application: Any, path: str, cookies: str) -> Call:
    """A GET through the whole stack, with the body read and the response closed."""
    path, _mark, query = path.partition("?")
    base = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1",
        "HTTP_COOKIE": cookies,
        "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0),
    }
    statuses: list[str] = []

    def begin(status: str, headers: list[Any], error: Any = None) -> None:
        statuses[:] = [status]

    def call() -> None:
        body = application({**base, "wsgi.input": io.BytesIO(), "wsgi.errors": io.StringIO()}, begin)
        for _part in body:
            pass
        body.close()
        assert statuses[0].startswith("200"), f"{path} answers {statuses[0]}"

    return call
