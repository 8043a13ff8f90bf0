"""`python -m tests.bench [--only page,…] [--quick] [--write]`: a table, and var/bench/<date>.json."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg

from eculture.embedded.postgres import Postgres
from eculture.embedded.signing_key import make_signing_key
from eculture.embedded.supervisor import Child, Supervisor, stop_on_signals
from eculture.embedded.terminal import VAR
from eculture.embedded.valkey import Valkey, free_port
from eculture.processes import ENVIRONMENT, command
from tests.bench import table
from tests.faults.house import listens, wait_until

ROOT = Path(__file__).resolve().parents[2]
FOLDER = VAR / "bench"
KEY = FOLDER / "signing.p12"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--quick", action="store_true", help="a third of the rounds, no load")
    parser.add_argument("--only", type=lambda names: names.split(","), default=[], metavar="page,…")
    parser.add_argument("--write", action="store_true", help="keep the ratios in docs/bench.md")
    wish = parser.parse_args()
    stop_on_signals()
    with Supervisor(FOLDER / "log") as supervisor:
        serve(supervisor)
        load_data()
        found = measured(supervisor, wish.only, quick=wish.quick)
    print(table.text(found))
    day = time.strftime("%Y-%m-%d")
    (FOLDER / f"{day}.json").write_text(json.dumps(found, indent=1, ensure_ascii=False))
    if wish.write:
        (ROOT / "docs" / "bench.md").write_text(table.page(found, day))
    return 0


def serve(supervisor: Supervisor) -> None:
    """Durable servers of our own with an empty database; PostgreSQL counts what each statement costs it."""
    for part in ("postgres", "valkey"):
        shutil.rmtree(FOLDER / part, ignore_errors=True)
    postgres, valkey = Postgres(FOLDER / "postgres", durable=True), Valkey(FOLDER / "valkey", durable=True)
    server = postgres.child()
    with (FOLDER / "postgres" / "postgresql.conf").open("a") as file:
        file.write(
            "shared_preload_libraries = 'pg_stat_statements'\npg_stat_statements.track_planning = on\n"
        )
    supervisor.at_the_end(postgres.forget)
    supervisor.start(server)
    supervisor.start(valkey.child())
    make_signing_key(KEY, "bench")
    superuser = f"host={postgres.socket_folder} user=postgres dbname=eculture"
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION pg_stat_statements")
    os.environ |= {
        "DATABASE_URL": postgres.url,
        "REDIS_URL": valkey.url,
        "BENCH_SUPERUSER": superuser,
        "DJANGO_SETTINGS_MODULE": "eculture.settings",
        "TESTING": "1",
        "DEMO": "1",
        "LOG_LEVEL": "CRITICAL",
        "MEDIA_ROOT": str(FOLDER / "media"),
        "SIGNING_KEY_FILE": str(KEY),
        "SIGNING_KEY_PASSWORD": "bench",
        "PYTHONHASHSEED": "0",
    }


def load_data() -> None:
    """The country of the 2025 campaign, from the seed of the demo, and two years of the single window."""
    for words in (["migrate", "--noinput", "-v", "0"], ["reference"], ["demo", "--national"]):
        subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    subprocess.run([sys.executable, "-m", "tests.bench.cases"], cwd=ROOT, check=True)


def measured(supervisor: Supervisor, only: list[str], *, quick: bool) -> dict[str, Any]:
    """Django starts here, once its servers are known and its data is loaded."""
    __import__("tests.bench.application")
    compare = __import__("tests.bench.compare", fromlist=["compare"])
    site = __import__("tests.bench.pages", fromlist=["pages"])
    often = {"rounds": 5 if quick else 15, "calls": 10 if quick else 20}
    chosen = site.pages(only) or site.pages(["schools"])  # the head tells of the empty page in any case
    found = compare.server_time(chosen, **often)
    found["works"] = []
    if not only or "works" in only:
        works = __import__("tests.bench.works", fromlist=["works"])
        found["works"] = works.works(quick=quick)
    port = free_port()
    if not quick:
        supervisor.start(web(port))
        compare.load_time(found, port)
        if found["works"]:
            crowds = __import__("tests.bench.crowds", fromlist=["crowds"])
            found["works"] += crowds.crowds(port)
    if not only or any(name.startswith("register") for name in only):
        cases = __import__("tests.bench.cases", fromlist=["run"])
        cases.run(os.environ["BENCH_SUPERUSER"], "register.sql")  # the last: it changes what others measure
        large = compare.server_time(site.register_pages(only), **often)
        if not quick:
            compare.load_time(large, port)
        found["pages"] += large["pages"]
        works = __import__("tests.bench.register_works", fromlist=["register_works"])
        found["works"] += works.register_works(quick=quick)
    return found


def answers(port: int) -> None:
    wait_until(lambda: listens(port), "the web server answers")


def web(port: int) -> Child:
    words = [sys.executable if word == "python" else word for word in command("web")]
    words[-1] = "tests.bench.application:application"
    where = {"GRANIAN_HOST": "127.0.0.1", "GRANIAN_PORT": str(port)}
    return Child("web", words, ENVIRONMENT["web"] | where, ready=lambda child: answers(port))


if __name__ == "__main__":
    sys.exit(main())
