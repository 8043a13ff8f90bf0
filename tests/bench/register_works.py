"""Works of the registry beside their yardsticks: a list read and written, the release of a night."""

import csv
import io
from tempfile import TemporaryFile
from time import perf_counter
from typing import Any

from django.db import connection, transaction

from eculture import tasks
from eculture.models import User
from registry.institutions import Institution
from registry.intake.judging import Register
from registry.intake.receiving import receive
from registry.intake.table import rows_of
from registry.releases.formats import WRITERS
from registry.releases.making import written
from registry.territory import Unit
from tests.bench.measure import ratio_of
from tests.bench.works import copy_again, row

LIST_ROWS, AGAINST_COPY_IN, AGAINST_COPY_OUT = 10_000, 3.0, 4.0
HEADER = ("Adı", "Növü", "Rayon", "Ünvan", "Yaranma ili")


def register_works(*, quick: bool) -> list[dict[str, Any]]:
    rounds = 3 if quick else 9
    return [list_read(rounds), list_written(rounds), release_made(rounds)]


def a_list() -> bytes:
    """Clubs that nobody knows yet, all over the country."""
    units = list(Unit.objects.districts().values_list("name_az", flat=True))
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(HEADER)
    for number in range(LIST_ROWS):
        rows.writerow(
            (f"Sınaq {number} klubu", "klub", units[number % len(units)], "Nizami küçəsi 5", "1975")
        )
    return text.getvalue().encode()


def list_read(rounds: int) -> dict[str, Any]:
    """Each row judged against the whole registry ÷ COPY of the same rows as they were typed."""
    data, found = a_list(), []
    known = Register("bench")
    for _round in range(rounds):
        started = perf_counter()
        judged = [known.judge(line) for line in rows_of("list.csv", data)]
        spent = perf_counter() - started
        assert len(judged) == LIST_ROWS
        found.append(spent / copied_in(data))
    return row(
        f"list of {LIST_ROWS} rows looked at", "COPY of them as typed", ratio_of(found, AGAINST_COPY_IN)
    )


def list_written(rounds: int) -> dict[str, Any]:
    """Judged anew and written with its events by the job ÷ COPY of what this writes."""
    data, found = a_list(), []
    for _round in range(rounds):
        with transaction.atomic():
            by = User.objects.create(email="lists@bench.example", is_superuser=True)
            sent = receive(sender="bench", name="list.csv", content=data, by=by)
            sent.examine(by=by, columns=sent.fields, constants={})
            tasks.run_job(str(sent.job.pk))
            sent.refresh_from_db()
            sent.ask_to_write(by=by)
            before = last_keys()
            started = perf_counter()
            tasks.run_job(str(sent.job.pk))
            spent = perf_counter() - started
            assert sent.rows.exclude(written_at=None).count() == LIST_ROWS
            with connection.cursor() as cursor:
                copied = [copy_again(cursor, f"registry_{table}", key) for table, key in before.items()]
            found.append(spent / sum(copied))
            transaction.set_rollback(True)
    return row(
        f"list of {LIST_ROWS} rows written", "COPY of what it writes", ratio_of(found, AGAINST_COPY_IN)
    )


def release_made(rounds: int) -> dict[str, Any]:
    """CSV, GeoJSON, JSON-LD and Parquet of every institution ÷ COPY TO of the table, once for each."""
    found = []
    for _round in range(rounds):
        started = perf_counter()
        with written() as (_files, count):
            spent = perf_counter() - started
        found.append(spent / (copied_out() * len(WRITERS)))
    return row(
        f"release of {count} institutions", "COPY TO, once a format", ratio_of(found, AGAINST_COPY_OUT)
    )


TABLES = ("institution", "lifecycleevent", "effect", "institutionversion", "change", "institution_traits")


def last_keys() -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM registry_{table}")  # noqa: S608 -- names above
            found[table] = cursor.fetchone()[0]
    return found


def copied_in(data: bytes) -> float:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE typed (a text, b text, c text, d text, e text) ON COMMIT DROP")
        started = perf_counter()
        with cursor.copy("COPY typed FROM STDIN (FORMAT csv, HEADER)") as copy:
            copy.write(data)
        return perf_counter() - started


def copied_out() -> float:
    names = ", ".join(
        field.column for field in Institution._meta.concrete_fields if not field.name.startswith("search")
    )
    with connection.cursor() as cursor, TemporaryFile() as file:
        started = perf_counter()
        statement = f"COPY (SELECT {names} FROM registry_institution ORDER BY code) TO STDOUT (FORMAT csv)"  # noqa: S608
        with cursor.copy(statement) as copy:
            for block in copy:
                file.write(block)
        return perf_counter() - started
