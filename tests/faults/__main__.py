"""`python -m tests.faults [--only WORD] [--write]`: run the recipes, a line for each; exit 1 if one fails."""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from eculture.embedded.supervisor import Supervisor, stop_on_signals
from tests.faults.house import House, fresh_folder
from tests.faults.results import Result, line, page, recipes

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "faults.md"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--only", default="", help="recipes whose title contains this")
    parser.add_argument("--write", action="store_true", help="keep the counts in docs/faults.md")
    wish = parser.parse_args()
    stop_on_signals()
    folder = fresh_folder()
    with Supervisor(folder / "log") as supervisor:
        house = House(supervisor, folder)
        house.servers()
        subprocess.run([sys.executable, "manage.py", "migrate", "--noinput", "-v", "0"], cwd=ROOT, check=True)
        results = run(house, wish.only)
    if wish.write and not wish.only:
        DOCUMENT.write_text(page(results, time.strftime("%Y-%m-%d")))
    return 0 if all(result.holds for _title, result in results) else 1


def run(house: House, only: str) -> list[tuple[str, Result]]:
    """Django starts here, once the servers it is to use are known."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eculture.settings")
    begin = __import__("tests.faults.begin", fromlist=["begin"])
    begin.begin(house)
    results = []
    for title, recipe in recipes:
        if only in title:
            started = time.monotonic()
            try:
                begin.tidy()
                result = recipe(house)
            except Exception as error:  # a recipe that breaks must not hide the others
                result = Result(goals=[(f"{type(error).__name__}: {error}", False)])
                begin.repair(house)
            results.append((title, result))
            print(f"{line(title, result)} ({time.monotonic() - started:.0f} s)", flush=True)
    return results


if __name__ == "__main__":
    sys.exit(main())
