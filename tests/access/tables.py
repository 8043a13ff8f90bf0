"""One number for the content of all tables."""

from django.db import connection

MAY_CHANGE = {"django_session", "usersessions_usersession", "eculture_journalentry", "django_migrations"}


def fingerprint() -> dict[str, str]:
    """Table → hash of its rows; sessions and the journal, which also notes refusals, are left out."""
    names = sorted(set(connection.introspection.table_names()) - MAY_CHANGE)
    quoted = ((name, connection.ops.quote_name(name)) for name in names)
    parts = [
        f"SELECT '{name}', md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM {table} t"
        for name, table in quoted
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


def changed(before: dict[str, str]) -> list[str]:
    return [name for name, value in fingerprint().items() if before.get(name) != value]
