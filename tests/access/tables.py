"""Did anything change? One number for the content of each table, asked only where something was written."""

from django.db import connection

MAY_CHANGE = {"django_session", "usersessions_usersession", "eculture_journalentry", "django_migrations"}
WRITES = "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"


def fingerprint(tables: set[str] | None = None) -> dict[str, str]:
    """Table → hash of its rows; sessions and the journal, which also notes refusals, are left out."""
    known = set(connection.introspection.table_names()) - MAY_CHANGE
    names = sorted(known if tables is None else known & tables)
    quoted = ((name, connection.ops.quote_name(name)) for name in names)
    parts = [
        f"SELECT '{name}', md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM {table} t"
        for name, table in quoted
    ]
    return dict(_rows(" UNION ALL ".join(parts))) if parts else {}


def written() -> dict[str, int]:
    """Table → how many rows were written in this transaction, those of a part rolled back too."""
    return dict(_rows(WRITES))


def changed(since: dict[str, int], before: dict[str, str]) -> list[str]:
    """The tables that were written after `written()` gave `since` and have another hash than `before`."""
    touched = {name for name, rows in written().items() if rows != since.get(name)}
    return [name for name, value in fingerprint(touched).items() if before[name] != value]


def _rows(sql: str) -> list[tuple[str, int | str]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()
