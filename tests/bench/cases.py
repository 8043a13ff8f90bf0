"""`python -m tests.bench.cases`: two years of the single window, for measuring; see data/cases.sql."""

import json
import os
from pathlib import Path
from typing import Any

import django
import psycopg

DATA = Path(__file__).parent / "data"
SHORT = 60


def answer(question: dict[str, Any]) -> Any:
    """Something that fits a question of a form, the same each time."""
    kinds = {"boolean": False, "integer": 3, "number": 3, "array": []}
    if "enum" in question:
        return question["enum"][0]
    if question.get("format") == "date":
        return "2026-03-02"
    text = "Damın və fasadın təmiri nəzərdə tutulur. " * 3
    return kinds.get(question.get("type", "string"), text[: question.get("maxLength", SHORT)])


def samples() -> list[tuple[int, int, str]]:
    """The editions in use, each with answers to all that it asks."""
    from cabinet.services.versions import ServiceVersion  # noqa: PLC0415 -- once Django has started

    rows = ServiceVersion.objects.published().exclude(service__slug="appeal").order_by("service__slug")
    return [
        (place, row.pk, json.dumps({name: answer(one) for name, one in _asked(row).items()}))
        for place, row in enumerate(rows)
    ]


def _asked(version: Any) -> dict[str, Any]:
    return version.definition["form"]["properties"]


def load(address: str) -> None:
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TEMP TABLE sample (at int, id bigint, answers jsonb)")
        connection.cursor().executemany("INSERT INTO sample VALUES (%s, %s, %s)", samples())
        _run(connection, "cases.sql")


def run(address: str, name: str) -> None:
    """The statements of a file of data, in one transaction."""
    with psycopg.connect(address) as connection:
        _run(connection, name)


def _run(connection: psycopg.Connection[Any], name: str) -> None:
    for statement in (DATA / name).read_text().split(";\n"):
        connection.execute(statement)


if __name__ == "__main__":
    django.setup()
    load(os.environ["BENCH_SUPERUSER"])
