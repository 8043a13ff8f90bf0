"""The servers a run needs, and the environment that leads to them; a given DATABASE_URL or REDIS_URL wins."""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from eculture.embedded.postgres import Postgres
from eculture.embedded.supervisor import Supervisor
from eculture.embedded.terminal import VAR, Trouble, say
from eculture.embedded.valkey import Valkey


@contextmanager
def lock(path: Path, already: str) -> Iterator[IO[str]]:
    """Only one at a time. The lock ends with its holder and with the guard of a killed one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        take(file, already)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield file


def take(file: IO[str], already: str) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        holder = file.read().strip()
        if holder and Path(f"/proc/{holder}").exists():
            raise Trouble(f"{already} (process {holder}).") from None
        say("(waiting for the rest of the last run to end)")
        fcntl.flock(file, fcntl.LOCK_EX)


@contextmanager
def throw_away_servers(folder: Path = VAR / "test") -> Iterator[Mapping[str, str]]:
    """Fast servers for tests, in a folder of their own, so that `make run` can be up meanwhile."""
    already = "Tests are already running in this folder"
    with lock(folder / "lock", already) as file, Supervisor(folder / "log", file) as supervisor:
        yield start_servers(supervisor, folder, durable=False)


def start_servers(supervisor: Supervisor, folder: Path, *, durable: bool) -> dict[str, str]:
    """Start what is not given by the environment; answer the addresses of all."""
    addresses = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)}
    if "DATABASE_URL" not in addresses:
        postgres = Postgres(folder / "postgres", durable)
        supervisor.at_the_end(postgres.forget)
        supervisor.start(postgres.child())
        addresses["DATABASE_URL"] = postgres.url
    if "REDIS_URL" not in addresses:
        valkey = Valkey(folder / "valkey", durable)
        supervisor.start(valkey.child())
        addresses["REDIS_URL"] = valkey.url
    return addresses
