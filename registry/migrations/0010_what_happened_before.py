from datetime import date, datetime, UTC

from django.db import migrations
from django.db.backends.postgresql.psycopg_any import DateRange

COLUMNS = (
    *("name_az", "name_en", "name_ru", "short_name", "address", "lat", "lon", "founded", "state"),
    *("closed_on", "supervisor", "honour", "figures", "voen", "phone", "website", "source", "source_url"),
    *("kind_id", "registered_unit_id", "operating_unit_id", "successor_id", "parent_id"),
)
LAST = {"closed": "close", "suspended": "suspend", "displaced": "displace"}
BATCH = 500


def tell(apps, schema_editor):
    """Every institution begins with its entry; its state of today is the second event where it has a day."""
    model = apps.get_model("registry", "Institution")
    told = apps.get_model("registry", "Effect").objects.values("institution")
    while batch := list(model.objects.exclude(pk__in=told).order_by("pk")[:BATCH]):
        for row in batch:
            tell_of(apps, row)


def tell_of(apps, row):
    today = {name: getattr(row, name) for name in COLUMNS}
    start = date(row.founded, 1, 1) if row.founded else None
    verb, on, reason = last_event(apps, row)
    if verb is None or (start and on <= start):
        write(apps, row, "register", None, today, [(start, None, today)])
        return
    first = today | {"state": "active", "closed_on": None, "successor_id": None}
    changes = {"successor_id": row.successor_id} if verb == "close" else {}
    if verb == "displace":
        first, changes = first | {"operating_unit_id": None}, {"operating_unit_id": row.operating_unit_id}
    write(apps, row, "register", None, first, [(start, on, first)])
    write(apps, row, verb, on, changes, [(on, None, today)], reason)


def last_event(apps, row):
    """The move that led to the state of today, as the journal tells it; none for what began so."""
    entries = apps.get_model("eculture", "JournalEntry").objects
    verb = LAST.get(row.state)
    about = {"subject_type": "registry.institution", "subject_id": str(row.pk), "verb": verb}
    entry = entries.filter(**about).order_by("-pk").first() if verb else None
    if row.closed_on:
        return verb, row.closed_on, entry.reason if entry else ""
    return (verb, entry.at.date(), entry.reason) if entry else (None, None, "")


def write(apps, row, kind, on, changes, stretches, reason=""):
    event = apps.get_model("registry", "LifecycleEvent").objects.create(
        kind=kind,
        on=on,
        precision="day" if on else "year" if row.founded else "unknown",
        reason=reason or (row.source if kind == "register" else "Recorded before events had acts."),
        recorded_at=datetime.now(UTC),
    )
    apps.get_model("registry", "Effect").objects.create(event=event, institution=row, changes=changes)
    version = apps.get_model("registry", "InstitutionVersion")
    for since, until, values in stretches:
        version.objects.create(
            institution=row,
            event=event,
            valid=DateRange(since, until),
            recorded_at=event.recorded_at,
            **values,
        )


class Migration(migrations.Migration):
    dependencies = [("registry", "0009_former_names_are_found"), ("eculture", "0017_schwa_in_cyrillic_words")]
    operations = [migrations.RunPython(tell, migrations.RunPython.noop, elidable=True)]
