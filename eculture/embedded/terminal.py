"""What the set-up says: numbered lines of progress, and one plain sentence when it cannot go on.

Standard library only: it runs before any package is installed.
"""

from __future__ import annotations  # an older Python must get as far as its sentence

import hashlib
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = ROOT / "var"
LOGS = VAR / "log"
SETUP_LOG = LOGS / "setup.log"
STEPS = {"run": 10, "test": 5}

FULL = "The disk is full: free some space and run the same command again."
NO_VENV = "Python's venv module is incomplete: install it (on Debian: apt install python3-venv)."
NO_INDEX = "The package index cannot be reached: check the network and run the same command again."
NO_NPM = "The npm registry cannot be reached: check the network and run the same command again."
NO_WHEEL = "A package has no ready-made build for this machine (Linux on x86-64 or aarch64 has them)."
NOT_OURS = "A file belongs to another account: use the account that ran it first, or `make clean`."
KNOWN_TROUBLE = {
    "No space left on device": FULL,
    "os error 28": FULL,
    "ENOSPC": FULL,
    "Disk quota exceeded": FULL,
    "ensurepip is not": NO_VENV,
    "No module named 'venv'": NO_VENV,
    "No module named pip": NO_VENV,
    "dns error": NO_INDEX,
    "Failed to establish a new connection": NO_INDEX,
    "No matching distribution": NO_INDEX,
    "ENOTFOUND": NO_NPM,
    "ETIMEDOUT": NO_NPM,
    "EAI_AGAIN": NO_NPM,
    "has no wheels with a matching": NO_WHEEL,
    "Permission denied": NOT_OURS,
}


class Trouble(Exception):
    """The command cannot go on; the text is one sentence for the person at the terminal."""


def trouble(sentence: str, output: str = "") -> Trouble:
    """The sentence for a known cause found in the output, or the given one."""
    known = [text for sign, text in KNOWN_TROUBLE.items() if sign in output]
    return Trouble(known[0] if known else sentence)


def say(text: str) -> None:
    print(text, flush=True)


@contextmanager
def step(number: int, total: int, text: str) -> Iterator[None]:
    """One numbered line, with the seconds it took when it took any."""
    sys.stdout.write(f"[{number:>2}/{total}] {text} … ")
    sys.stdout.flush()
    start = time.monotonic()
    try:
        yield
    except BaseException:
        say("stopped")
        raise
    seconds = time.monotonic() - start
    say("ready" if seconds < 0.2 else f"ready ({seconds:.1f} s)")


def fail(error: Trouble) -> int:
    print(f"\n{error}", file=sys.stderr, flush=True)
    return 1


def fingerprint(paths: Iterable[Path]) -> str:
    """One hash over the contents of files and folders; a file that is not there counts as empty."""
    digest = hashlib.sha256()
    for file in sorted(file for path in paths for file in ([*path.rglob("*")] if path.is_dir() else [path])):
        if file.is_file() and "__pycache__" not in file.parts:
            digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
