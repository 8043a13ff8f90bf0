"""Makes the release of a day: read once, written in every format, kept with its fingerprints."""

import json
from collections.abc import Iterator
from datetime import date
from hashlib import file_digest
from tempfile import TemporaryFile
from typing import IO, Any
from uuid import uuid4

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone

from registry.history.changes import Change
from registry.releases.formats import WRITERS, as_json
from registry.releases.records import DAY, FIELDS, records, schema
from registry.releases.release import SUFFIXES, Release, ReleaseFile

KEPT = 31  # releases; of earlier ones the first of each month stays
DAYS = [name for name, (kind, _title, _is_there) in FIELDS.items() if kind == DAY]


def make(day: date | None = None) -> Release | None:
    """The release of `day`; None when it is there already. May run twice and after a kill."""
    release, _is_new = Release.objects.get_or_create(day=day or timezone.localdate())
    if release.finished_at:
        return None
    with TemporaryFile() as spool:
        count = _spooled(spool)
        made = {format: _made(write, spool) for format, write in WRITERS.items()}
    made["schema"] = _written(lambda file: file.write(as_json(schema())))
    changes = as_json(changes_before(release))
    made["changes"] = _written(lambda file: file.write(changes))
    try:
        _kept(release, made, count)
    except IntegrityError:
        return None  # another worker made it meanwhile; its files stay, ours are swept
    return release


def forget_old() -> int:
    """Delete what is no longer kept, files first; answers how many releases."""
    kept = set(Release.objects.complete().values_list("pk", flat=True)[:KEPT])
    old = [one for one in Release.objects.complete() if one.pk not in kept and one.day.day != 1]
    for release in old:
        for file in release.files.all():
            file.file.delete(save=False)
        release.delete()
    return len(old)


def changes_before(release: Release) -> dict[str, Any]:
    """What changed from the release before to this one, in the order of the feed."""
    before = Release.objects.complete().filter(day__lt=release.day).first()
    rows = Change.objects.filter(number__isnull=False, at__lt=release.begun_at).order_by("number")
    rows = rows.filter(at__gte=before.begun_at) if before else rows
    told = rows.values_list("institution__code", "kind", "at")
    return {
        "since": before.day if before else None,
        "until": release.day,
        "changes": [{"code": code, "change": kind, "at": at} for code, kind, at in told.iterator()],
    }


def _spooled(spool: IO[bytes]) -> int:
    count = 0
    for record in records():
        spool.write(as_json(record) + b"\n")
        count += 1
    return count


def _read(spool: IO[bytes]) -> Iterator[dict[str, Any]]:
    spool.seek(0)
    for line in spool:
        record = json.loads(line)
        for name in DAYS:
            record[name] = record[name] and date.fromisoformat(record[name])
        yield record


def _made(write: Any, spool: IO[bytes]) -> dict[str, Any]:
    return _written(lambda file: write(_read(spool), file))


def _written(write: Any) -> dict[str, Any]:
    """Written to a file that ends with this process, hashed, then given to the storage."""
    with TemporaryFile() as file:
        write(file)
        size = file.tell()
        file.seek(0)
        digest = file_digest(file, "sha256").hexdigest()
        file.seek(0)
        field = ReleaseFile._meta.get_field("file")
        name = field.storage.save(field.generate_filename(None, str(uuid4())), File(file))
    return {"file": name, "size": size, "sha256": digest}


def _kept(release: Release, made: dict[str, dict[str, Any]], count: int) -> None:
    with transaction.atomic():
        ReleaseFile.objects.bulk_create(
            ReleaseFile(release=release, format=format, **made[format]) for format in SUFFIXES
        )
        release.records, release.finished_at = count, timezone.now()
        release.save(update_fields=["records", "finished_at"])
