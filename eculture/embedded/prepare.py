"""What must be true before the first page: schema, messages, static files, reference and demo data.

Each part is skipped when neither its sources nor its database changed since it was done.
"""

import io
import json
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from eculture import processes
from eculture.embedded.signing_key import make_signing_key
from eculture.embedded.terminal import ROOT, SETUP_LOG, STEPS, VAR, fingerprint, step

PREPARED = VAR / "prepared.json"
ACCOUNTS = VAR / "accounts.txt"
TOTAL = STEPS["run"]
APPS = [ROOT / name for name in processes.APPS]


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eculture.settings")
    with SETUP_LOG.open("a") as log:
        try:
            django.setup()
            prepare(log)
        except Exception:  # whatever it was, the launcher shows the end of the log
            traceback.print_exc(file=log)
            return 1
    return 0


def prepare(log: io.TextIOBase) -> None:
    catalogues = fingerprint(ROOT.glob("locale/**/*.po"))
    static = fingerprint([ROOT / "static", *(app / "static" for app in APPS), ROOT / "requirements.txt"])
    front_end = fingerprint([ROOT / "node_modules" / ".installed.json"])
    with step(5, TOTAL, "Database schema"):
        migrate(log)
    make_signing_key(settings.SIGNING_KEY_FILE, settings.SIGNING_KEY_PASSWORD)
    data = fingerprint([*APPS, ROOT / "requirements.txt"]) + database_identity()
    once(
        6,
        "Messages in three languages",
        "messages",
        catalogues,
        compiled,
        lambda: call(log, "compilemessages"),
    )
    once(
        7,
        "Static files",
        "static",
        static + front_end,
        (Path(settings.STATIC_ROOT) / "staticfiles.json").exists,
        lambda: call(log, "collectstatic", "--noinput"),
    )
    once(8, "Reference data", "reference", data, lambda: True, lambda: call(log, "reference"))
    country = data + os.environ.get("NATIONAL", "")
    once(9, "Demonstration data", "demo", country, ACCOUNTS.exists, lambda: demo(log))


def once(
    number: int, text: str, name: str, sources: str, there: Callable[[], bool], do: Callable[[], None]
) -> None:
    with step(number, TOTAL, text):
        done = prepared()
        if done.get(name) != sources or not there():
            do()
            fresh = PREPARED.with_suffix(".new")
            fresh.write_text(json.dumps(done | {name: sources}))
            fresh.replace(PREPARED)


def prepared() -> dict[str, str]:
    try:
        return json.loads(PREPARED.read_text())
    except (OSError, ValueError):
        return {}


def call(log: io.TextIOBase, name: str, *arguments: str) -> None:
    print(f"$ manage.py {name} {' '.join(arguments)}", file=log, flush=True)
    call_command(name, *arguments, stdout=log, stderr=log)


def migrate(log: io.TextIOBase) -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call(log, "migrate", "--noinput")


def compiled() -> bool:
    return all(file.with_suffix(".mo").exists() for file in ROOT.glob("locale/**/*.po"))


def demo(log: io.TextIOBase) -> None:
    call(log, "demo", *(["--national"] if os.environ.get("NATIONAL") else []))
    accounts = io.StringIO()
    call_command("demo", "--accounts", stdout=accounts)
    ACCOUNTS.write_text(accounts.getvalue())


def database_identity() -> str:
    """Changes when the database is made anew."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier FROM pg_control_system()")
        (server,) = cursor.fetchone()
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        (database,) = cursor.fetchone()
    return f"{server}/{database}"


if __name__ == "__main__":
    sys.exit(main())
