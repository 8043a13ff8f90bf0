"""The portal on servers of its own, whose every process can be killed."""

import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from eculture.embedded.postgres import Postgres
from eculture.embedded.signing_key import make_signing_key
from eculture.embedded.supervisor import Child, Supervisor
from eculture.embedded.terminal import VAR
from eculture.embedded.valkey import Valkey, free_port
from eculture.processes import ENVIRONMENT, command
from tests.faults.letterbox import Letterbox
from tests.faults.provider import Provider

FOLDER = VAR / "faults"
# those of the web's role, see docs/deployment.md
LIMITS = "options=-c%20lock_timeout%3D2000%20-c%20statement_timeout%3D5000"
KEY_PASSWORD = "faults"  # noqa: S105 -- of a key that lives as long as the run
PATIENCE = 60.0
TENDED: list[Callable[[], None]] = []


class House:
    """PostgreSQL and Valkey that write to disk, two web hosts, workers, beat, and gateways of ours."""

    def __init__(self, supervisor: Supervisor, folder: Path = FOLDER):
        self.supervisor = supervisor
        self.postgres_server = Postgres(folder / "postgres", durable=True)
        self.valkey_server = Valkey(folder / "valkey", durable=True)
        self.letterbox = Letterbox()
        self.provider = Provider()
        self.ports = [free_port(), free_port()]
        self.media, self.key = folder / "media", folder / "signing.p12"
        self.resting: list[Child] = []

    def servers(self) -> None:
        self.postgres = self.supervisor.start(self.postgres_server.child())
        self.valkey = self.supervisor.start(self.valkey_server.child())
        self.supervisor.at_the_end(self.postgres_server.forget)
        make_signing_key(self.key, KEY_PASSWORD)  # receipts are signed: without it each would end in a letter
        os.environ.update(self.environment())

    def environment(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.postgres_server.url,
            "REDIS_URL": self.valkey_server.url,
            "TESTING": "1",
            "LOG_LEVEL": "WARNING",
            "MEDIA_ROOT": str(self.media),
            "SIGNING_KEY_FILE": str(self.key),
            "SIGNING_KEY_PASSWORD": KEY_PASSWORD,
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.letterbox.port),
            "SMS_URL": self.provider.url,
            "SMS_TOKEN": "token",
            "SMS_SENDER": "e-Culture",
            "PYTHONHASHSEED": "0",
        }

    def processes(self) -> None:
        self.webs = [self.supervisor.start(self.web(place)) for place in range(2)]
        self.worker = self.supervisor.start(self.hand("worker"))
        self.senders = {name: self.supervisor.start(self.hand(name)) for name in ("email", "sms")}
        self.beat = self.supervisor.start(self.hand("beat"))
        TENDED.append(self.tend)

    def tend(self) -> None:
        """As `make run` and a container's restart policy do: a worker without its broker may end itself."""
        for child in (self.worker, *self.senders.values(), self.beat):
            if not child.alive() and child not in self.resting:
                self.again(child)

    def web(self, place: int) -> Child:
        words = [sys.executable if word == "python" else word for word in command("web")]
        url = f"{self.postgres_server.url}?{LIMITS}"
        where = {"GRANIAN_HOST": "127.0.0.1", "GRANIAN_PORT": str(self.ports[place]), "DATABASE_URL": url}
        return Child(
            f"web{place}", words, ENVIRONMENT["web"] | where, ready=lambda child: self.answers(place)
        )

    def hand(self, name: str) -> Child:
        """Worker and beat with the commands of production; the worker also knows the work of the recipes."""
        words = command(name)[3:]
        schedule = str(FOLDER / "schedule")
        words = [schedule if word == "var/beat/schedule" else word for word in words]
        return Child(name, [sys.executable, "-m", "tests.faults.hand", *words], ENVIRONMENT[name])

    def answers(self, place: int) -> None:
        wait_until(lambda: listens(self.ports[place]), f"web {place} answers")

    def kill(self, child: Child, number: signal.Signals = signal.SIGKILL) -> None:
        """The process and all its children at once, as a power cut would."""
        if child.process:
            with suppress(OSError):
                os.killpg(child.process.pid, number)
            if number == signal.SIGKILL:
                child.process.wait()

    def again(self, child: Child) -> None:
        self.supervisor.start(child)


def fresh_folder() -> Path:
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    return FOLDER


def wait_until(holds: Callable[[], object], what: str, seconds: float = PATIENCE) -> float:
    """Seconds until `holds()`; stops the run when it never does. Meanwhile who died is started again."""
    started = time.monotonic()
    while not holds():
        for tend in TENDED:
            tend()
        if time.monotonic() - started > seconds:
            raise TimeoutError(f"after {seconds:.0f} s not yet: {what}")
        time.sleep(0.1)
    return time.monotonic() - started


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
