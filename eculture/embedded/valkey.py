"""An embedded Valkey on a free port of this machine, behind a password made at each start."""

import os
import secrets
import socket
import time
from dataclasses import dataclass, field
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from eculture.embedded.binaries import valkey_program
from eculture.embedded.privileges import give_to_server, server_account, wait_until_unused
from eculture.embedded.supervisor import Child
from eculture.embedded.terminal import Trouble, trouble

PATIENCE = 20.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass(frozen=True)
class Valkey:
    folder: Path
    durable: bool
    port: int = field(default_factory=free_port)
    password: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def child(self) -> Child:
        """The password goes through a private file: a command line can be read by everybody."""
        give_to_server(self.folder)
        settings = self.folder / "valkey.conf"
        settings.unlink(missing_ok=True)
        settings.touch(0o600)
        settings.write_text("\n".join(self.settings()) + "\n")
        if os.getuid() == 0:
            os.chown(settings, *server_account())
        return Child(
            "valkey", [valkey_program(), settings], as_server=True, before=self.make_way, ready=self.wait
        )

    def make_way(self) -> None:
        wait_until_unused(self.folder)

    def settings(self) -> list[str]:
        lines = [
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self.password}",
            f"dir {self.folder}",
            "daemonize no",
            "maxmemory-policy noeviction",
            "databases 64",
        ]
        return lines + (["appendonly yes"] if self.durable else ["appendonly no", 'save ""'])

    def wait(self, child: Child) -> None:
        deadline = time.monotonic() + PATIENCE
        with redis.Redis.from_url(self.url, socket_timeout=2, retry=Retry(NoBackoff(), 0)) as client:
            while time.monotonic() < deadline:
                if not child.alive():
                    raise trouble(f"Valkey did not start:\n{child.last_words(4)}", child.last_words(4))
                try:
                    client.ping()
                except (redis.ConnectionError, redis.TimeoutError):
                    time.sleep(0.05)
                else:
                    return
        raise Trouble(f"Valkey did not answer within {PATIENCE:.0f} seconds:\n{child.last_words(4)}")
