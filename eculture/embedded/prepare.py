"""What must be true before the first page: schema, messages, static files, reference and demo data.

Each part is skipped when neither its sources nor its database changed since it was done.
"""

import io
import logging
import os
import sys
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from eculture.embedded.prepared import FIRST, PARTS, STATE, note, noted, wanted
from eculture.embedded.signing_key import make_signing_key
from eculture.embedded.terminal import ROOT, SETUP_LOG, STEPS, VAR, step

ACCOUNTS = VAR / "accounts.txt"


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eculture.settings")
    with SETUP_LOG.open("a") as log:
        try:
            django.setup()
            for handler in logging.getLogger().handlers:  # their lines would stand between the steps
                handler.setStream(log)
            prepare(log)
        except Exception:  # whatever it was, the launcher shows the end of the log
            traceback.print_exc(file=log)
            return 1
    return 0


def prepare(log: io.TextIOBase) -> None:
    with part("schema"):
        migrate(log)
    make_signing_key(settings.SIGNING_KEY_FILE, settings.SIGNING_KEY_PASSWORD)
    with connection.cursor() as cursor:
        cursor.execute(STATE)
        now = wanted(*cursor.fetchone())
    note(parts=done() | {"schema": now["schema"]}, files=[])
    made = [settings.SIGNING_KEY_FILE]
    made += once("messages", now, messages(), lambda: call(log, "compilemessages"))
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    made += once("static", now, [manifest], lambda: call(log, "collectstatic", "--noinput"))
    made += once("reference", now, [], lambda: call(log, "reference"))
    made += once("demo", now, [ACCOUNTS], lambda: demo(log))
    note(files=[*map(str, made)])


def part(name: str) -> AbstractContextManager[None]:
    return step(FIRST + list(PARTS).index(name), STEPS["run"], PARTS[name])


def done() -> dict[str, str]:
    return noted().get("parts", {})


def once(name: str, now: dict[str, str], files: list[Path], do: Callable[[], None]) -> list[Path]:
    """Do what has changed, or whose files are gone; answers these files."""
    with part(name):
        if done().get(name) != now[name] or not all(file.exists() for file in files):
            do()
            note(parts=done() | {name: now[name]})
    return files


def call(log: io.TextIOBase, name: str, *arguments: str) -> None:
    print(f"$ manage.py {name} {' '.join(arguments)}", file=log, flush=True)
    call_command(name, *arguments, stdout=log, stderr=log)


def migrate(log: io.TextIOBase) -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call(log, "migrate", "--noinput")


def messages() -> list[Path]:
    return [file.with_suffix(".mo") for file in ROOT.glob("locale/**/*.po")]


def demo(log: io.TextIOBase) -> None:
    call(log, "demo", *(["--national"] if os.environ.get("NATIONAL") else []))
    accounts = io.StringIO()
    call_command("demo", "--accounts", stdout=accounts)
    ACCOUNTS.write_text(accounts.getvalue())


if __name__ == "__main__":
    sys.exit(main())
