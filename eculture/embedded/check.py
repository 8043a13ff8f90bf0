"""`make check`: everything that must hold before a change lands, one part after the other."""

import os
import subprocess
import sys

from eculture.embedded.servers import throw_away_servers
from eculture.embedded.terminal import ROOT, Trouble, fail, say
from eculture.processes import APPS

PARTS = {
    "Lint": ["-m", "ruff", "check", "."],
    "Format": ["-m", "ruff", "format", "--check", "."],
    "Floors and rooms": ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
    "Migrations": ["manage.py", "makemigrations", "--check", "--dry-run"],
    "Translations": ["manage.py", "compilemessages", "--strict"],
    "Templates": ["-m", "djlint", "--lint", "--quiet", "templates", *APPS],
    "Tests": ["-m", "pytest", "-n", "3", "--dist", "worksteal", "--durations", "25"],
}


def main() -> int:
    """All parts run, so that one look shows everything; the tests come last, with their closing line."""
    failed = []
    try:
        with throw_away_servers() as addresses:
            os.environ.update(addresses, TESTING="1")
            for name, command in PARTS.items():
                say(f"── {name}")
                if subprocess.run([sys.executable, *command], cwd=ROOT).returncode:
                    failed.append(name)
    except Trouble as error:
        return fail(error)
    except KeyboardInterrupt:
        return fail(Trouble("Stopped."))
    return fail(Trouble(f"Failed: {', '.join(failed)}.")) if failed else 0


if __name__ == "__main__":
    sys.exit(main())
