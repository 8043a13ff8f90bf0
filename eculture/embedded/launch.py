"""`make run`: servers, preparation, then web, workers and beat under a supervisor until Ctrl-C."""

import base64
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import traceback
from pathlib import Path

from eculture.embedded.prepared import FIRST, PARTS, is_prepared
from eculture.embedded.privileges import child_setup, die_with_parent
from eculture.embedded.servers import lock, start_servers
from eculture.embedded.supervisor import Child, Stopped, Supervisor, stop_on_signals
from eculture.embedded.terminal import SETUP_LOG, STEPS, VAR, Trouble, fail, say, step, trouble
from eculture.processes import ENVIRONMENT, command

HOST = os.environ.get("HOST", "127.0.0.1")
PORT = os.environ.get("PORT", "8000")
TOTAL = STEPS["run"]
FIRST_ANSWER = 60.0
ACCOUNTS = VAR / "accounts.txt"


def run() -> int:
    stop_on_signals()
    die_with_parent(signal.SIGTERM, os.getppid())
    try:
        with (
            lock(VAR / "lock", "The portal is already running from this folder") as file,
            Supervisor(lock=file) as supervisor,
        ):
            serve(supervisor)
    except Trouble as error:
        return fail(error)
    except Stopped:
        say("\nStopped.")
    except Exception as error:  # the person at the terminal gets a sentence, the log the rest
        with SETUP_LOG.open("a") as log:
            traceback.print_exc(file=log)
        return fail(trouble(f"The start failed: {error}\nAll of it is in var/log/setup.log.", str(error)))
    return 0


def serve(supervisor: Supervisor) -> None:
    check_port()
    with step(4, TOTAL, "PostgreSQL and Valkey"):
        os.environ.update(start_servers(supervisor, VAR, durable=True))
    os.environ.update(environment())
    prepare()
    with step(10, TOTAL, "Web, workers and beat"):
        (VAR / "beat").mkdir(exist_ok=True)
        for name in ("worker", "web", "email", "sms", "beat"):  # what an answer needs comes first
            supervisor.start(process(name))
    address = f"http://{HOST}:{PORT}/"
    say(f"\nThe portal is ready: {address}\n")
    if ACCOUNTS.exists():
        say(ACCOUNTS.read_text())
    say("Mail and SMS it sends: var/mail, var/sms   Logs: var/log   Stop: Ctrl-C")
    supervisor.watch()


def check_port() -> None:
    """Before the long work, so that a taken port is said at once."""
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, int(PORT)))
    except (OSError, ValueError, OverflowError) as error:
        raise Trouble(
            f"Port {PORT} cannot be used ({error}): choose another one, `make run PORT=8001`."
        ) from None


def environment() -> dict[str, str]:
    """What the portal needs beside the servers; a value that is already set wins."""
    base = f"http://{HOST}:{PORT}"
    values = development_secrets() | {
        "DEMO": "1",
        "BASE_URL": base,
        "GRANIAN_HOST": HOST,
        "GRANIAN_PORT": PORT,
        "PYTHONDONTWRITEBYTECODE": "",
    }
    return {name: os.environ.get(name, value) for name, value in values.items()}


def development_secrets(file: Path = VAR / "secrets.env") -> dict[str, str]:
    """Keys of this machine, made once; production gets its own from outside."""
    if not file.exists():
        made = {
            "SECRET_KEY": secrets.token_urlsafe(64),
            "FIELD_KEYS": f"dev1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
            "INDEX_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        }
        fresh = file.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        fresh.touch(0o600)
        fresh.write_text("".join(f"{name}={value}\n" for name, value in made.items()))
        fresh.replace(file)
    return dict(line.split("=", 1) for line in file.read_text().splitlines() if "=" in line)


def prepare() -> None:
    """Migrations, messages, static files and data in one process, which says its own lines."""
    if is_prepared(os.environ["DATABASE_URL"]):
        for number, text in enumerate(PARTS.values(), start=FIRST):
            say(f"[{number:>2}/{TOTAL}] {text} … ready")
        return
    done = subprocess.run(
        [sys.executable, "-m", "eculture.embedded.prepare"],
        stdin=subprocess.DEVNULL,
        preexec_fn=child_setup(signal.SIGTERM, as_server=False),
    )
    if done.returncode:
        last = (SETUP_LOG.read_text(errors="replace").strip().splitlines() or ["no reason given"])[-1]
        raise trouble(f"The preparation failed: {last}\nAll of it is in var/log/setup.log.", last)


def process(name: str) -> Child:
    words = [sys.executable if word == "python" else word for word in command(name)]
    return Child(name, words, ENVIRONMENT[name], ready=wait_until_ready if name == "web" else None)


def wait_until_ready(child: Child) -> None:
    """Until database, broker and worker answer; pages are served even if the worker never does."""
    deadline = time.monotonic() + FIRST_ANSWER
    while time.monotonic() < deadline:
        if not child.alive():
            raise Trouble(f"The web server ended:\n{child.last_words()}")
        if answer("/readyz") == 200:
            return
        time.sleep(0.1)
    if answer("/healthz") != 200:
        raise Trouble(f"The portal did not answer within {FIRST_ANSWER:.0f} seconds:\n{child.last_words()}")
    say("(the worker does not answer yet: see var/log/worker.log)")


def answer(path: str) -> int | None:
    connection = http.client.HTTPConnection(HOST, int(PORT), timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
