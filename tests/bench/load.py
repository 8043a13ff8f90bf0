"""Load: open loop, Poisson arrivals from a seed, waiting counted from the moment a request was due.

Idle connections are taken at random: taking the last used one would bind the load to one process.
"""

import asyncio
import random
import statistics
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    sent: int
    errors: int
    p50: float
    p95: float
    p99: float
    late: float


class Generator:
    def __init__(self, port: int, path: str, cookies: str, seed: int):
        wish = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\n\r\n"
        self.port, self.wish, self.chance = port, wish.encode(), random.Random(seed)
        self.idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self.waits: list[float] = []
        self.lateness: list[float] = []
        self.errors = 0

    async def run(self, rate: float, seconds: float) -> Outcome:
        started, due, tasks = time.perf_counter(), 0.0, []
        while due < seconds:
            await asyncio.sleep(max(0.0, started + due - time.perf_counter()))
            self.lateness.append(time.perf_counter() - started - due)
            tasks.append(asyncio.create_task(self.ask(started + due)))
            due += self.chance.expovariate(rate)
        await asyncio.gather(*tasks)
        for _reader, writer in self.idle:
            writer.close()
        return self.outcome()

    def outcome(self) -> Outcome:
        cuts = [1000 * cut for cut in statistics.quantiles(self.waits, n=100)]
        late = 1000 * statistics.quantiles(self.lateness, n=100)[98]
        return Outcome(len(self.waits), self.errors, cuts[49], cuts[94], cuts[98], late)

    async def ask(self, due: float) -> None:
        try:
            place = self.chance.randrange(len(self.idle)) if self.idle else None
            streams = await self.connect() if place is None else self.idle.pop(place)
            status = await self.exchange(*streams)
            self.idle.append(streams)
            self.errors += status != 200
        except (OSError, asyncio.IncompleteReadError, ValueError):
            self.errors += 1
        self.waits.append(time.perf_counter() - due)

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
        writer.write(self.wish)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        if "transfer-encoding: chunked" in head:
            while size := int(await reader.readline(), 16):
                await reader.readexactly(size + 2)
            await reader.readline()
        else:
            await reader.readexactly(int(head.split("content-length:")[1].split("\r\n")[0]))
        return int(head.split(" ")[1])


def at_rate(port: int, path: str, cookies: str, *, rate: float, seconds: float, seed: int) -> Outcome:
    return asyncio.run(Generator(port, path, cookies, seed).run(rate, seconds))
