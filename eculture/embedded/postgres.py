"""An embedded PostgreSQL: reachable only through a Unix socket in a private folder, for our account alone."""

import hashlib
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from eculture.embedded.binaries import postgres_folder, postgres_version
from eculture.embedded.privileges import child_setup, give_to_server, server_account, wait_until_unused
from eculture.embedded.supervisor import Child
from eculture.embedded.terminal import NOT_OURS, Trouble, trouble

PATIENCE = 30.0
SOCKET_LIMIT = 107
DURABLE = {"shared_buffers": "128MB", "wal_level": "replica"}
THROW_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "checkpoint_timeout": "30min",
    "shared_buffers": "256MB",
}


@dataclass(frozen=True)
class Postgres:
    """A cluster in `folder`; one that need not be durable is made anew unless it was stopped properly."""

    folder: Path
    durable: bool

    @property
    def url(self) -> str:
        return f"postgres://eculture@{quote(str(self.socket_folder), safe='')}:5432/eculture"

    @property
    def socket_folder(self) -> Path:
        """Short, because a socket's path may have 107 bytes; named after the account and the cluster."""
        name = f"eculture-{os.getuid()}-{hashlib.sha256(str(self.folder).encode()).hexdigest()[:10]}"
        folder = Path(tempfile.gettempdir()) / name
        return folder if len(str(folder)) + len("/.s.PGSQL.5432.lock") < SOCKET_LIMIT else Path("/tmp") / name  # noqa: S108

    def child(self) -> Child:
        bin_folder = postgres_folder()
        if not self.durable and (self.folder / "postmaster.pid").exists():
            shutil.rmtree(self.folder)
        if not (self.folder / "PG_VERSION").exists():
            self.make(bin_folder)
        self.check_version(bin_folder)
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_folder),
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "max_connections": "100",
        } | (DURABLE if self.durable else THROW_AWAY)
        command = [bin_folder / "postgres", "-D", self.folder]
        command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return Child(
            "postgres",
            command,
            {"TZ": "UTC", "LC_ALL": "C"},
            signal.SIGINT,
            as_server=True,
            before=self.make_way,
            ready=self.wait,
        )

    def make(self, bin_folder: Path) -> None:
        """A cluster that sorts alike on every machine; our own SQL functions know Azerbaijani."""
        shutil.rmtree(self.folder, ignore_errors=True)
        give_to_server(self.folder)
        plain = postgres_version(bin_folder) < 17
        locale = ["--no-locale"] if plain else ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        done = subprocess.run(
            [
                bin_folder / "initdb",
                "-D",
                self.folder,
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "-N",
                *locale,
            ],
            cwd="/",
            env=os.environ | {"LC_ALL": "C", "TZ": "UTC"},
            capture_output=True,
            text=True,
            preexec_fn=child_setup(signal.SIGTERM, as_server=True),
        )
        if done.returncode:
            shutil.rmtree(self.folder, ignore_errors=True)
            reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise trouble(f"The database could not be made: {reason}", done.stderr)

    def check_version(self, bin_folder: Path) -> None:
        try:
            made_by = int((self.folder / "PG_VERSION").read_text())
        except PermissionError as error:
            raise Trouble(NOT_OURS) from error
        if made_by != (version := postgres_version(bin_folder)):
            raise Trouble(
                f"{self.folder} was made by PostgreSQL {made_by}, the installed one is {version}:"
                " dump and load it, or remove the folder to start with an empty database."
            )

    def make_way(self) -> None:
        """The socket folder, ours alone; and no stale lock of a server that is gone."""
        folder, user = self.socket_folder, server_account()[0]
        folder.mkdir(mode=0o700, exist_ok=True)
        if os.getuid() == 0 and folder.lstat().st_uid == 0:
            os.chown(folder, *server_account())
        status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != user:
            raise Trouble(f"{folder} belongs to somebody else: remove it, or set TMPDIR to another folder.")
        folder.chmod(0o700)
        wait_until_unused(self.folder)
        (self.folder / "postmaster.pid").unlink(missing_ok=True)

    def wait(self, child: Child) -> None:
        """Until it answers. After a crash the old server's last processes may hold the memory for seconds."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if not child.alive():
                raise trouble(f"PostgreSQL did not start:\n{child.last_words(4)}", child.last_words(4))
            try:
                self.make_database()
            except psycopg.OperationalError:
                time.sleep(0.1)
            else:
                return
        raise Trouble(f"PostgreSQL did not answer within {PATIENCE:.0f} seconds:\n{child.last_words(4)}")

    def make_database(self) -> None:
        """An owner without special rights, as on a real server."""
        with psycopg.connect(
            host=str(self.socket_folder),
            user="postgres",
            dbname="postgres",
            autocommit=True,
            connect_timeout=5,
        ) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = 'eculture'").fetchone():
                connection.execute("CREATE ROLE eculture LOGIN CREATEDB")
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'eculture'").fetchone():
                connection.execute("CREATE DATABASE eculture OWNER eculture")

    def forget(self) -> None:
        shutil.rmtree(self.socket_folder, ignore_errors=True)
