"""The work that is killed: a job with one effect, and a point at which a process kills itself."""

import os
import signal
import time
import uuid
from pathlib import Path
from typing import Any

from django.core.files.storage import Storage, default_storage
from django.db import connection

from eculture.jobs import Job, JobKind, kinds

TABLES = """
CREATE TABLE faults_start (job uuid, attempt int, at timestamptz DEFAULT now());
CREATE TABLE faults_effect (job uuid, at timestamptz DEFAULT now());
"""
STEP = 0.1
SUICIDE = (
    "FAULTS_SUICIDE"  # names a file: while it exists, the next process to save a result removes it and dies
)


class Toil(JobKind):
    """Works for some seconds and leaves one effect; written like a real one: it may be started again."""

    slug = "faults-toil"
    title = "Toil"

    def run(self, job: Job, *, seconds: float, number: int) -> None:
        _insert("faults_start", job, attempt=job.attempt)
        steps = max(1, round(seconds / STEP))
        for done in range(steps):
            job.progress(done, steps)
            time.sleep(STEP)
        with job.fenced():
            if not count("faults_effect", job.pk):
                _insert("faults_effect", job)


def plug_in() -> None:
    """Add the work to the house; with FAULTS_SUICIDE, die between the file and its row."""
    kinds.plug(Toil)
    marker = os.environ.get(SUICIDE)
    if marker:
        save = Storage.save

        def fatal(self: Storage, name: str, *args: Any, **kwargs: Any) -> str:
            stored = save(self, name, *args, **kwargs)
            if self == default_storage and Path(marker).exists():
                Path(marker).unlink()
                os.kill(os.getpid(), signal.SIGKILL)
            return stored

        Storage.save = fatal  # type: ignore[method-assign]


def make_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)


def count(table: str, job: uuid.UUID | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM {table}" + (" WHERE job = %s" if job else ""), [job] if job else []
        )
        return cursor.fetchone()[0]


def effects() -> tuple[int, int]:
    """Jobs with an effect, and jobs with more than one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE n > 1) FROM"
            " (SELECT count(*) AS n FROM faults_effect GROUP BY job) AS each"
        )
        return cursor.fetchone()


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE faults_start, faults_effect")


def _insert(table: str, job: Job, **values: Any) -> None:
    names = ["job", *values]
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(names))
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", [job.pk, *values.values()]
        )
