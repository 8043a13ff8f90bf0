"""Starts processes, restarts one that dies, stops all of them; leaves nothing behind, even when killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import IO, Self

from eculture.embedded.privileges import child_setup
from eculture.embedded.terminal import LOGS, ROOT, Trouble, say

PATIENCE = 8.0
DEATHS, WITHIN = 4, 60.0
LOG_LIMIT = 10_000_000


class Stopped(BaseException):
    """Somebody asked us to stop; passes through everything but the ends of `with`."""


@dataclass
class Child:
    """One process and how to stop it; `ready` waits until it serves, and raises Trouble when it does not."""

    name: str
    command: Sequence[str | Path]
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    as_server: bool = False
    ready: Callable[["Child"], None] | None = None
    before: Callable[[], None] | None = None
    process: subprocess.Popen | None = None
    deaths: list[float] = field(default_factory=list)
    log: Path = Path()

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def last_words(self, lines: int = 12) -> str:
        text = self.log.read_text(errors="replace") if self.log.is_file() else ""
        return "\n".join(text.splitlines()[-lines:])


class Supervisor:
    def __init__(self, logs: Path = LOGS, lock: IO[str] | None = None) -> None:
        self.logs = logs
        self.children: list[Child] = []
        self.endings: list[Callable[[], None]] = []
        guard = [sys.executable, "-I", "-S", Path(__file__).with_name("guard.py")]
        kept = [lock.fileno()] if lock else []
        self.guard = subprocess.Popen(
            guard, stdin=subprocess.PIPE, text=True, pass_fds=kept, start_new_session=True
        )

    def __enter__(self) -> Self:
        self.logs.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, signal.SIG_IGN)
        self.stop()
        for ending in self.endings:
            ending()

    def at_the_end(self, ending: Callable[[], None]) -> None:
        self.endings.append(ending)

    def start(self, child: Child) -> Child:
        child.log = self.logs / f"{child.name}.log"
        if child.log.exists() and child.log.stat().st_size > LOG_LIMIT:
            child.log.replace(child.log.with_suffix(".log.1"))
        if child not in self.children:
            self.children.append(child)
        self.spawn(child)
        if child.ready:
            child.ready(child)
        return child

    def spawn(self, child: Child) -> None:
        """In its own process group: Ctrl-C in the terminal reaches only us, and we stop them in order."""
        if child.before:
            child.before()
        with child.log.open("a") as log:
            child.process = subprocess.Popen(
                child.command,
                cwd="/" if child.as_server else ROOT,
                env=os.environ | dict(child.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=child_setup(child.stop_signal, as_server=child.as_server),
            )
        self.tell_guard(f"+{child.process.pid} {int(child.stop_signal)}")

    def tell_guard(self, line: str) -> None:
        if self.guard.stdin and self.guard.poll() is None:
            self.guard.stdin.write(line + "\n")
            self.guard.stdin.flush()

    def watch(self) -> None:
        """Until somebody stops us; a child that dies again and again ends everything."""
        while True:
            for child in self.children:
                if not child.alive():
                    self.bury(child)
                    self.revive(child)
            time.sleep(0.3)

    def revive(self, child: Child) -> None:
        now = time.monotonic()
        child.deaths = [*(death for death in child.deaths if now - death < WITHIN), now]
        if len(child.deaths) >= DEATHS:
            raise Trouble(
                f"{child.name} ended {DEATHS} times within a minute. Its last words:\n{child.last_words()}"
            )
        say(f"{child.name} ended unexpectedly: starting it again.")
        time.sleep(len(child.deaths) - 1)
        self.start(child)

    def bury(self, child: Child) -> None:
        """End what a dead process left in its group."""
        if child.process:
            with suppress(OSError):
                os.killpg(child.process.pid, signal.SIGKILL)
            self.tell_guard(f"-{child.process.pid}")

    def stop(self) -> None:
        """First those started last, who need the others; then the servers."""
        for as_server in (False, True):
            group = [child for child in reversed(self.children) if child.as_server is as_server]
            self.stop_group([child for child in group if child.alive()])
            for child in group:
                self.bury(child)
        if self.guard.stdin:
            self.guard.stdin.close()
        self.guard.wait()

    def stop_group(self, children: Sequence[Child]) -> None:
        for child in children:
            if child.process:
                child.process.send_signal(child.stop_signal)
        deadline = time.monotonic() + PATIENCE
        while any(child.alive() for child in children) and time.monotonic() < deadline:
            time.sleep(0.05)
        for child in children:
            if child.process and child.alive():
                os.killpg(child.process.pid, signal.SIGKILL)
                child.process.wait()


def stop_on_signals() -> None:
    """SIGINT, SIGTERM and a closed terminal unwind the stack once."""

    def unwind(number: int, frame: FrameType | None) -> None:
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, signal.SIG_IGN)
        raise Stopped(number)

    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, unwind)
