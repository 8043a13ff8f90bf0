"""What each page asks, written by hand in sql/*.sql: the same questions, rows, rights and order.

`{user}` and the other names are filled with ids. The statement under `-- rows` answers in its first column
what `SHOWN` finds in the page's context, so that both are compared before anything is measured.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent / "sql"
MARK = "-- rows\n"
FRAMELESS = {"register-map"}  # data without a page around it
SHOWN: dict[str, Callable[[Any], list[Any]]] = {
    "result": lambda context: [context["told"].number],
    "institutions": lambda context: [row.code for row in context["page"]],
    "institutions-search": lambda context: [row.code for row in context["page"]],
    "register": lambda context: [row.code for row in context["page"]],
    "register-deep": lambda context: [row.code for row in context["page"]],
    "register-search": lambda context: [row.code for row in context["page"]],
    "register-as-of": lambda context: [row.code for row in context["page"]],
    "register-map": lambda found: [one["properties"].get("count", 1) for one in found["features"]],
    "register-card": lambda context: [context["institution"].code],
    "schools": lambda context: [school.institution.code for school in context["page"]],
    "admissions": lambda context: [row.school.pk for row in context["rows"]],
    "matrix": lambda context: [cluster.code for cluster in context["crossing"].clusters],
    "cabinet-home": lambda context: [notice.pk for notice in context["notices"]],
    "cases": lambda context: [row.number for row in context["page"]],
    "case": lambda context: [context["case"].number],
    "inbox": lambda context: [row.case.pk for row in context["rows"]],
    "inbox-search": lambda context: [row.case.pk for row in context["rows"]],
    "workspace": lambda context: [context["case"].pk],
    "grade-grid": lambda context: [context["group"].pk],
}


class Yardstick(NamedTuple):
    statements: list[str]
    rows: str


def yardstick(title: str, **ids: Any) -> Yardstick:
    """The statements of a page with those of the frame, and the one whose rows the page shows."""
    names = (title,) if title in FRAMELESS else ("frame", title)
    texts = [(FOLDER / f"{name}.sql").read_text().format(**ids) for name in names]
    statements = [part.strip() for text in texts for part in text.split(";") if part.strip()]
    return Yardstick(statements, next(one for one in statements if MARK in one))
