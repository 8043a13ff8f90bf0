"""Load: open loop, Poisson arrivals from a seed, waiting counted from the moment a request was due.

Idle connections are taken at random: taking the last used one would bind the load to one process.
Capacity is the one thing asked in a closed loop: so many clients, each asking again once it is answered.
"""

import asyncio
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle

RATE, SECONDS, REPEATS = 40, 20, 5
WARM_UP = 3.0
CLIENTS = 16
LATE = 5.0
CROWDED = 1.5
MOST_VOID = 5


@dataclass(frozen=True)
class Outcome:
    sent: int
    errors: int
    p50: float
    p95: float
    p99: float
    late: float
    answered: int = 0  # all that were answered well, the warm-up with them


class Generator:
    def __init__(self, port: int, wishes: Sequence[bytes], seed: int, *, in_turn: bool = False):
        self.port, self.chance = port, random.Random(seed)
        self.wishes = cycle(wishes) if in_turn else iter(lambda: self.chance.choice(wishes), None)
        self.idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self.waits: list[float] = []
        self.lateness: list[float] = []
        self.errors = self.answered = 0

    async def open_loop(self, rate: float, seconds: float) -> Outcome:
        await self.arrive(rate, WARM_UP)
        self.waits, self.lateness = [], []
        await self.arrive(rate, seconds)
        self.hang_up()
        return self.outcome()

    async def arrive(self, rate: float, seconds: float) -> None:
        started, due, tasks = time.perf_counter(), 0.0, []
        while due < seconds:
            await asyncio.sleep(max(0.0, started + due - time.perf_counter()))
            self.lateness.append(time.perf_counter() - started - due)
            tasks.append(asyncio.create_task(self.ask(started + due)))
            due += self.chance.expovariate(rate)
        await asyncio.gather(*tasks)

    async def closed_loop(self, seconds: float) -> float:
        """Answers per second."""
        until = time.perf_counter() + seconds

        async def client() -> None:
            while (now := time.perf_counter()) < until:
                await self.ask(now)

        await asyncio.gather(*(client() for _each in range(CLIENTS)))
        self.hang_up()
        return (len(self.waits) - self.errors) / seconds

    def hang_up(self) -> None:
        for _reader, writer in self.idle:
            writer.close()

    def outcome(self) -> Outcome:
        cuts = [1000 * cut for cut in statistics.quantiles(self.waits, n=100)]
        late = 1000 * statistics.quantiles(self.lateness, n=100)[98]
        return Outcome(len(self.waits), self.errors, cuts[49], cuts[94], cuts[98], late, self.answered)

    async def ask(self, due: float) -> None:
        try:
            place = self.chance.randrange(len(self.idle)) if self.idle else None
            streams = await self.connect() if place is None else self.idle.pop(place)
            status = await self.exchange(*streams)
            self.idle.append(streams)
            self.errors += status not in (200, 302)
            self.answered += status in (200, 302)
        except (OSError, asyncio.IncompleteReadError, ValueError):
            self.errors += 1
        self.waits.append(time.perf_counter() - due)

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
        writer.write(next(self.wishes))
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        if "transfer-encoding: chunked" in head:
            while size := int(await reader.readline(), 16):
                await reader.readexactly(size + 2)
            await reader.readline()
        else:
            await reader.readexactly(int(head.split("content-length:")[1].split("\r\n")[0]))
        return int(head.split(" ")[1])


def get(path: str, cookies: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\n\r\n".encode()


def post(path: str, cookies: str, body: str) -> bytes:
    kind = "Content-Type: application/x-www-form-urlencoded"
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\n{kind}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()


def at_rate(
    port: int, *wishes: bytes, rate: float, seconds: float, seed: int, in_turn: bool = False
) -> Outcome:
    """Arrivals that ask one of the wishes each, by chance or in their turn."""
    return asyncio.run(Generator(port, wishes, seed, in_turn=in_turn).open_loop(rate, seconds))


def capacity(port: int, path: str, cookies: str, *, seconds: float, seed: int) -> float:
    return asyncio.run(Generator(port, [get(path, cookies)], seed).closed_loop(seconds))


@dataclass
class Repetitions:
    """A page and its neighbour, the empty page, one after the other, until enough of the pairs count."""

    pairs: list[tuple[Outcome, Outcome]]
    repeated: int = 0

    @classmethod
    def of(cls, pair: Callable[[int], tuple[Outcome, Outcome]], times: int) -> "Repetitions":
        """`pair(seed)` answers page and neighbour; void pairs are repeated, at most so many times."""
        found = cls([pair(seed) for seed in range(times)])
        while found.void and found.repeated < MOST_VOID:
            found.pairs[found.void[0]] = pair(times + found.repeated)
            found.repeated += 1
        return found

    @property
    def void(self) -> list[int]:
        """Where the generator was late or the neighbour was crowded: such a repetition tells nothing."""
        usual = statistics.median(beside.p95 for _page, beside in self.pairs)
        return [
            place
            for place, (page, beside) in enumerate(self.pairs)
            if max(page.late, beside.late) > LATE or beside.p95 > CROWDED * usual
        ]
