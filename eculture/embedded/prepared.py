"""What has been prepared and from what: a start that finds nothing new goes on without loading Django."""

import json
import os
from pathlib import Path

import psycopg

from eculture.embedded.terminal import ROOT, VAR, fingerprint
from eculture.processes import APPS

PREPARED = VAR / "prepared.json"
PARTS = {
    "schema": "Database schema",
    "messages": "Messages in three languages",
    "static": "Static files",
    "reference": "Reference data",
    "demo": "Demonstration data",
}
FIRST = 5  # among the steps of `make run`
PLACES = ("STATIC_ROOT", "SIGNING_KEY_FILE")
STATE = """
SELECT system_identifier::text, (SELECT oid FROM pg_database WHERE datname = current_database())::text,
    (SELECT string_agg(app || '.' || name, ' ' ORDER BY app, name) FROM django_migrations)
FROM pg_control_system()
"""


def wanted(server: str, database: str, migrations: str) -> dict[str, str]:
    """Part → all that it is made from: files, settings, which database it is and what is migrated there."""
    apps, packages = [ROOT / name for name in APPS], ROOT / "requirements.txt"
    code, here = fingerprint([*apps, packages]), f"{server}/{database}"
    places = " ".join(os.environ.get(name, "") for name in PLACES)
    installed = ROOT / "node_modules" / ".installed.json"
    static = fingerprint([ROOT / "static", *(app / "static" for app in apps), packages, installed])
    return {
        "schema": f"{code} {here} {migrations}",
        "messages": fingerprint(ROOT.glob("locale/**/*.po")),
        "static": f"{static} {places}",
        "reference": f"{code} {here}",
        "demo": f"{code} {here} {os.environ.get('NATIONAL', '')}",
    }


def is_prepared(url: str) -> bool:
    """Neither what the parts are made from nor what they made has changed since all of them were done."""
    done = noted()
    try:
        with psycopg.connect(url) as connection:
            now = wanted(*connection.execute(STATE).fetchone())
    except psycopg.Error:
        return False
    return done.get("parts") == now and all(Path(file).exists() for file in done.get("files", [""]))


def noted() -> dict:
    try:
        return json.loads(PREPARED.read_text())
    except (OSError, ValueError):
        return {}


def note(**found: object) -> None:
    fresh = PREPARED.with_suffix(".new")
    fresh.write_text(json.dumps(noted() | found))
    fresh.replace(PREPARED)
