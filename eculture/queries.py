"""Lookups of the house."""

from typing import Any

from django.db.models import Exists, Field, Subquery
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


class _Once:
    """Its SQL is put together once for the query set that holds it, which asks on one table each time."""

    told: Any = None

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **options: Any) -> Any:
        if self.told is None:
            self.told = super().as_sql(compiler, connection, *args, **options)
        return self.told


class ExistsOnce(_Once, Exists):
    """`Exists` in a question that is kept and asked again and again."""


class SubqueryOnce(_Once, Subquery):
    """`Subquery` in a question that is kept and asked again and again."""
