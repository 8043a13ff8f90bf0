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
from registry.intake.imports import ImportLoad
from registry.intake.receiving import receive
from registry.releases.formats import WRITERS
from registry.releases.making import written
from registry.territory import Unit
from tests.bench.measure import ratio_of
from tests.bench.works import copied, copied_into_place, row
from tests.bench.yardsticks import FOLDER

LIST_ROWS, AGAINST_COPY_IN, AGAINST_COPY_OUT = 10_000, 3.0, 4.0
IN_SQL = "COPY of them, and the checks in SQL"
HEADER = ("Adı", "Növü", "Rayon", "Ünvan", "Yaranma ili")


def register_works(*, quick: bool) -> list[dict[str, Any]]:
    rounds = 3 if quick else 9
    return [*lists(rounds), release_made(rounds)]


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


def lists(rounds: int) -> list[dict[str, Any]]:
    """A list read, judged against the whole registry and kept ÷ COPY and the same checks in SQL; then judged
    anew and written with its events ÷ the same and COPY of what this writes into the same tables."""
    data, looked_at, written_down = a_list(), [], []
    for _round in range(rounds):
        with transaction.atomic():
            by = User.objects.create(email="lists@bench.example", is_superuser=True)
            sent = receive(sender="bench", name="list.csv", content=data, by=by)
            sent.examine(by=by, columns=sent.fields, constants={})
            spent = worked(sent)
            beside = checked_in_sql(data)
            looked_at.append(spent / beside)
            sent.refresh_from_db()
            sent.ask_to_write(by=by)
            spent, rows = written_and_undone(sent)
            written_down.append(spent / (beside + copied_into_place(rows)))
            transaction.set_rollback(True)
    return [
        row(f"list of {LIST_ROWS} rows looked at", IN_SQL, ratio_of(looked_at, AGAINST_COPY_IN)),
        row(
            f"list of {LIST_ROWS} rows written",
            f"{IN_SQL}, and COPY of what it writes",
            ratio_of(written_down, AGAINST_COPY_IN),
        ),
    ]


def worked(sent: ImportLoad) -> float:
    started = perf_counter()
    tasks.run_job(str(sent.job.pk))
    return perf_counter() - started


def written_and_undone(sent: ImportLoad) -> tuple[float, dict[str, bytes]]:
    """Seconds of writing with all that the database checks at the end, and what was written, by table."""
    before, point = last_keys(), transaction.savepoint()
    with connection.cursor() as cursor:
        started = perf_counter()
        worked(sent)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        spent = perf_counter() - started
        assert sent.rows.exclude(written_at=None).count() == LIST_ROWS
        rows = {f"registry_{each}": copied(cursor, f"registry_{each}", key) for each, key in before.items()}
    transaction.savepoint_rollback(point)
    return spent, rows


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


def checked_in_sql(data: bytes) -> float:
    """Seconds of a COPY of the rows as typed, and of the checks by hand (sql/list.sql)."""
    checks = (FOLDER / "list.sql").read_text()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE typed (a text, b text, c text, d text, e text) ON COMMIT DROP")
        started = perf_counter()
        with cursor.copy("COPY typed FROM STDIN (FORMAT csv, HEADER)") as copy:
            copy.write(data)
        cursor.execute(checks)
        spent = perf_counter() - started
        assert cursor.fetchone() == (LIST_ROWS,), "the checks by hand find something else"
        cursor.execute("DROP TABLE typed")
    return spent


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
