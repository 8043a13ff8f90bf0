"""The database of a test process, quick to make and quick to empty.

Migrating takes longer than most test files. It is done once for a state of the migrations, into a database
of its own on the server of the tests; each process copies that one.
"""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pgtrigger
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import TransactionTestCase

from eculture.embedded.terminal import ROOT, fingerprint
from eculture.processes import APPS

PREFIX = "migrated_"
APPEND_ONLY = ("JournalEntry", "JournalSeal", "SealedEntry")
ALWAYS_THERE = {"django_content_type", "auth_permission", "django_migrations"}
ONE_AT_A_TIME = 3_870_071


def migrated_database() -> str:
    """The name of a database with all migrations; the first process that needs it makes it."""
    name = PREFIX + fingerprint(migrations())[:16]
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        there = {row[0] for row in cursor.fetchall()}
        if name not in there:
            for outdated in there:
                cursor.execute(f'DROP DATABASE "{outdated}"')
            cursor.execute(f'CREATE DATABASE "{PREFIX}half"')
            migrate(f"{PREFIX}half")
            cursor.execute(f'ALTER DATABASE "{PREFIX}half" RENAME TO "{name}"')
    return name


@contextmanager
def kept_for_a_module(blocker: Any) -> Iterator[None]:
    """For fixtures of a module: what is written inside is there for all its tests, and gone after them."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def migrate(database: str) -> None:
    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own


def migrations() -> list[Path]:
    """What the tables are made of: the migrations, what they import of the house, and the packages."""
    files = [file for app in APPS for file in (ROOT / app / "migrations").glob("*.py")]
    names = {name for file in files for name in imported(ast.parse(file.read_text()))}
    modules = [ROOT / f"{name.replace('.', '/')}.py" for name in names if name.partition(".")[0] in APPS]
    return [*files, *modules, ROOT / "requirements-dev.txt"]


def imported(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def empty_the_tables(case: TransactionTestCase) -> None:
    """After a test that commits. Tables without a row are left alone: to empty all takes most of a second.

    The journal refuses TRUNCATE; kinds and permissions are the same for all tests.
    """
    tables = set(connection.introspection.django_table_names(only_existing=True)) - ALWAYS_THERE
    quoted = {table: connection.ops.quote_name(table) for table in sorted(tables)}
    parts = [f"SELECT '{name}' WHERE EXISTS (SELECT FROM {table})" for name, table in quoted.items()]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        full = [name for (name,) in cursor.fetchall()]
    if full:
        with pgtrigger.ignore(*(f"eculture.{name}:never_emptied" for name in APPEND_ONLY)):
            sql = connection.ops.sql_flush(no_style(), full, allow_cascade=True)
            connection.ops.execute_sql_flush(sql)
