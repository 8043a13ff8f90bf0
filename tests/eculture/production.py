"""Starts the settings in a process of their own, as production would."""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from eculture.embedded.signing_key import make_signing_key

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SIGNING = Path(ROOT) / "var" / "test" / "production.p12"
PASSWORD = "the password of a key of the tests"
KEY = base64.b64encode(bytes(range(32))).decode()
ENVIRONMENT = {
    "PRODUCTION": "1",
    "SECRET_KEY": "x" * 64,
    "FIELD_KEYS": f"k1:{KEY}",
    "INDEX_KEY": KEY,
    "SIGNING_KEY_FILE": str(SIGNING),
    "SIGNING_KEY_PASSWORD": PASSWORD,
    "BASE_URL": "https://portal.example",
    "DATABASE_URL": "postgres://eculture@127.0.0.1/eculture",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_HOST": "mail.example",
    "VIRUS_SCANNER": "tcp://127.0.0.1:3310",
}
PRINT = """
import json, django
from django.conf import settings
django.setup()
names = [name for name in dir(settings) if name.isupper()]
print(json.dumps({name: getattr(settings, name) for name in names}, default=str))
"""


def start(*without: str, **changed: str) -> subprocess.CompletedProcess[str]:
    """Load the settings; `without` leaves variables out, `changed` sets others."""
    make_signing_key(SIGNING, PASSWORD, organisation="Nümunə Nazirliyi")
    wanted = {name: value for name, value in (ENVIRONMENT | changed).items() if name not in without}
    paths = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", PRINT],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "eculture.settings", **paths, **wanted},
        capture_output=True,
        text=True,
        timeout=60,
    )


def settings() -> dict[str, Any]:
    started = start()
    assert started.returncode == 0, started.stderr
    return json.loads(started.stdout)
