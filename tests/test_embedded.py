"""The embedded servers: found, private, durable, and gone when their starter is gone."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from eculture.embedded import binaries, prepared, terminal
from eculture.embedded.postgres import Postgres
from eculture.embedded.privileges import processes_in, server_account
from eculture.embedded.servers import lock
from eculture.embedded.supervisor import Child, Supervisor
from eculture.embedded.terminal import Trouble, trouble
from eculture.embedded.valkey import Valkey

ROOT = Path(__file__).resolve().parent.parent


def until(condition: Callable[[], object], seconds: float = 20) -> bool:
    """Wait for what another process does."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    handlers = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    with Supervisor(tmp_path / "log") as supervisor:
        yield supervisor
    for name, handler in handlers.items():
        signal.signal(name, handler)


@pytest.fixture
def postgres(tmp_path: Path, supervisor: Supervisor) -> tuple[Postgres, Child]:
    server = Postgres(tmp_path / "postgres", durable=True)
    supervisor.at_the_end(server.forget)
    return server, supervisor.start(server.child())


def query(server: Postgres, sql: str) -> list[tuple]:
    with psycopg.connect(
        host=str(server.socket_folder), user="eculture", dbname="eculture", autocommit=True
    ) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else []


def test_a_server_of_a_package_comes_before_one_of_the_system(tmp_path):
    folder = tmp_path / "15" / "bin"
    folder.mkdir(parents=True)
    assert "pginstall" in str(binaries.postgres_folder(system=tmp_path))


def program(path: Path, output: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{output}'\n")
    path.chmod(0o755)


def test_without_packages_the_newest_server_of_the_system_is_taken(tmp_path, monkeypatch):
    for version in (14, 15, 17):
        for name in ("initdb", "postgres"):
            program(tmp_path / str(version) / "bin" / name, f"{name} (PostgreSQL) {version}.2")
    monkeypatch.setattr(binaries, "PACKAGES", ())
    assert binaries.postgres_folder(system=tmp_path) == tmp_path / "17" / "bin"


def test_the_second_package_follows_when_the_first_does_not_run_here(tmp_path, monkeypatch):
    for package, version in {"first_pg": "broken", "second_pg": "17.10"}.items():
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
        for name in ("initdb", "postgres"):
            program(tmp_path / package / "pginstall" / "bin" / name, f"{name} (PostgreSQL) {version}")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(binaries, "PACKAGES", ("first_pg", "second_pg"))
    assert binaries.postgres_folder() == tmp_path / "second_pg" / "pginstall" / "bin"


def test_no_server_anywhere_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(binaries, "PACKAGES", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Trouble, match="^No PostgreSQL from 15 on was found"):
        binaries.postgres_folder(system=tmp_path)


def test_postgres_is_private_and_gives_the_portal_no_special_rights(postgres):
    server, child = postgres
    status = server.socket_folder.stat()
    assert (status.st_mode & 0o777, status.st_uid) == (0o700, server_account()[0])
    assert query(server, "SHOW listen_addresses") == [("",)]
    assert query(server, "SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user") == [
        (False, False)
    ]
    assert child.process.pid in processes_in(server.folder)


def test_postgres_never_runs_as_root(postgres):
    _server, child = postgres
    status = Path(f"/proc/{child.process.pid}/status").read_text()
    assert f"Uid:\t{server_account()[0]}\t" in status
    assert server_account()[0] != 0


def test_the_portals_extensions_are_there_for_an_ordinary_owner(postgres):
    server, _child = postgres
    for name in ("pg_trgm", "btree_gist", "unaccent", "cube"):
        query(server, f"CREATE EXTENSION {name}")


def test_a_crash_loses_no_committed_row_and_needs_no_hand(postgres, supervisor):
    server, child = postgres
    query(server, "CREATE TABLE kept AS SELECT 1 AS one")
    child.process.kill()
    child.process.wait()
    assert (server.folder / "postmaster.pid").exists()
    supervisor.start(child)
    assert query(server, "SELECT one FROM kept") == [(1,)]


def test_a_lock_of_a_stranger_with_the_old_number_is_no_obstacle(postgres, supervisor):
    server, child = postgres
    child.process.send_signal(signal.SIGINT)
    child.process.wait()
    (server.folder / "postmaster.pid").write_text(f"{os.getpid()}\n{server.folder}\n")
    supervisor.start(child)
    assert query(server, "SELECT 1") == [(1,)]


def test_a_throw_away_cluster_that_crashed_is_made_anew(tmp_path, supervisor):
    server = Postgres(tmp_path / "postgres", durable=False)
    supervisor.at_the_end(server.forget)
    first = supervisor.start(server.child())
    query(server, "CREATE TABLE gone ()")
    first.process.kill()
    first.process.wait()
    supervisor.children.remove(first)
    assert until(lambda: not processes_in(server.folder))
    supervisor.start(server.child())
    assert query(server, "SELECT to_regclass('gone')") == [(None,)]


def test_a_cluster_of_another_version_is_refused(tmp_path):
    folder = tmp_path / "postgres"
    folder.mkdir()
    (folder / "PG_VERSION").write_text("9\n")
    with pytest.raises(Trouble, match="was made by PostgreSQL 9"):
        Postgres(folder, durable=True).child()


def test_valkey_wants_its_password_and_keeps_what_was_queued(tmp_path, supervisor):
    server = Valkey(tmp_path / "valkey", durable=True)
    child = supervisor.start(server.child())
    with redis.Redis.from_url(server.url) as client:
        client.rpush("queue", "job")
    with (
        redis.Redis(port=server.port, retry=Retry(NoBackoff(), 0)) as stranger,
        pytest.raises(redis.AuthenticationError),
    ):
        stranger.get("queue")
    assert server.password not in Path(f"/proc/{child.process.pid}/cmdline").read_text()
    child.process.kill()
    child.process.wait()
    supervisor.start(child)
    with redis.Redis.from_url(server.url) as client:
        assert client.lrange("queue", 0, -1) == [b"job"]


def test_a_child_that_dies_is_started_again(supervisor, tmp_path):
    child = supervisor.start(Child("sleeper", ["sleep", "100"]))
    first = child.process.pid
    child.process.kill()
    child.process.wait()
    supervisor.bury(child)
    supervisor.revive(child)
    assert child.alive()
    assert child.process.pid != first


def test_a_child_that_dies_again_and_again_ends_everything_with_its_last_words(supervisor):
    supervisor.start(Child("failing", ["sh", "-c", "echo the reason; exit 3"]))
    with pytest.raises(Trouble, match="failing ended 4 times within a minute(?s:.*)the reason"):
        supervisor.watch()


@pytest.mark.long(10)
def test_nothing_is_left_when_the_starter_is_killed(tmp_path):
    """Not even a grandchild, nor a child that ignores every signal but the last."""
    script = f"""
        import pathlib, time
        from eculture.embedded.supervisor import Child, Supervisor
        from eculture.embedded import privileges
        with Supervisor(pathlib.Path({str(tmp_path)!r})) as supervisor:
            deaf = "trap '' TERM INT; cd {tmp_path}; sleep 100 & sleep 100"
            supervisor.start(Child("deaf", ["sh", "-c", deaf]))
            print("started", flush=True)
            time.sleep(100)
    """
    starter = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert starter.stdout.readline() == "started\n"
    assert until(lambda: len(processes_in(tmp_path)) >= 3)
    starter.kill()
    starter.wait()
    starter.stdout.close()
    assert until(lambda: not processes_in(tmp_path), 25)


def test_two_runs_in_one_folder_are_refused_at_once(tmp_path):
    second = ExitStack()
    with lock(tmp_path / "lock", "Already"), pytest.raises(Trouble, match=rf"process {os.getpid()}"):
        second.enter_context(lock(tmp_path / "lock", "Already"))


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", terminal.FULL),
        ("npm error code ENOSPC", terminal.FULL),
        ("error: dns error: failed to lookup", terminal.NO_INDEX),
        ("npm error code EAI_AGAIN", terminal.NO_NPM),
        ("The virtual environment was not created because ensurepip is not available", terminal.NO_VENV),
        ("initdb: could not access directory: Permission denied", terminal.NOT_OURS),
        ("something new", "It failed."),
    ],
)
def test_a_known_cause_is_named(output, sentence):
    assert str(trouble("It failed.", output)) == sentence


def test_a_fingerprint_changes_with_content_and_name_only(tmp_path, monkeypatch):
    monkeypatch.setattr(terminal, "ROOT", tmp_path)
    (tmp_path / "a").write_text("one")
    first = terminal.fingerprint([tmp_path])
    os.utime(tmp_path / "a", (0, 0))
    assert terminal.fingerprint([tmp_path]) == first
    (tmp_path / "a").rename(tmp_path / "b")
    assert terminal.fingerprint([tmp_path]) != first


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project with what `make run` makes of it."""
    root = tmp_path / "house"
    for name in ("schools/models.py", "locale/az/django.po", "locale/az/django.mo", "static/app.css"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    for module in (terminal, prepared):
        monkeypatch.setattr(module, "ROOT", root)
    monkeypatch.setattr(prepared, "PREPARED", root / "prepared.json")
    return root


def test_a_start_skips_the_preparation_until_anything_changes(house, postgres):
    server, _child = postgres
    made = house / "locale/az/django.mo"
    query(server, "CREATE TABLE django_migrations (app text, name text)")
    changes = [
        lambda: (house / "schools/models.py").write_text("changed"),
        lambda: (house / "schools/new.py").touch(),
        lambda: (house / "locale/az/django.po").write_text("changed"),
        lambda: made.unlink(),
        lambda: (house / "static/app.css").write_text("changed"),
        lambda: query(server, "INSERT INTO django_migrations VALUES ('schools', '0001_first')"),
        lambda: query(server, "DELETE FROM django_migrations"),
        lambda: prepared.note(parts={}),
        lambda: prepared.PREPARED.write_text("half a"),
    ]

    for change in changes:
        made.touch()
        prepared.note(parts=prepared.wanted(*query(server, prepared.STATE)[0]), files=[str(made)])
        assert prepared.is_prepared(server.url)
        change()
        assert not prepared.is_prepared(server.url)


def test_a_start_prepares_a_database_made_anew(house, postgres):
    server, _child = postgres
    query(server, "CREATE TABLE django_migrations (app text, name text)")
    prepared.note(parts=prepared.wanted(*query(server, prepared.STATE)[0]), files=[])
    query(server, "CREATE DATABASE copy TEMPLATE eculture")
    copy = server.url.removesuffix("eculture") + "copy"
    with psycopg.connect(copy) as connection:
        assert connection.execute("SELECT count(*) FROM django_migrations").fetchone() == (0,)

    assert (prepared.is_prepared(server.url), prepared.is_prepared(copy)) == (True, False)
