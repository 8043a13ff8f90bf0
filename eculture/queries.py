"""Lookups of the house."""

from typing import Any

from django.db.models import Field
from django.db.models.lookups import In


@Field.register_lookup
class Among(In):
    """`pk__among=rows` is `pk__in=rows` for the few rows that somebody has.

    They are asked for first and the table is read by its index. For `in` the planner guesses how many rows a
    union has, guesses thousands, and reads the whole table.
    """

    lookup_name = "among"

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        return f"= ANY (ARRAY{rhs})"
