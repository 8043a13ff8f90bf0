"""Makes the release of a day: read once, written in every format, kept with its fingerprints."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from hashlib import file_digest
from os import SEEK_END
from tempfile import TemporaryFile
from typing import IO, Any
from uuid import uuid4

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone

from registry.history.changes import Change
from registry.releases.formats import WRITERS, as_json
from registry.releases.records import records, schema
from registry.releases.release import SUFFIXES, Release, ReleaseFile

KEPT = 31  # releases; of earlier ones the first of each month stays


def make(day: date | None = None) -> Release | None:
    """The release of `day`; None when it is there already. May run twice and after a kill."""
    release, _is_new = Release.objects.get_or_create(day=day or timezone.localdate())
    if release.finished_at:
        return None
    with written() as (files, count):
        made = {format: _stored(file) for format, file in files.items()}
    made["schema"] = _document(schema())
    made["changes"] = _document(changes_before(release))
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


@contextmanager
def written() -> Iterator[tuple[dict[str, IO[bytes]], int]]:
    """Every record in every format, in files that end with this process, and how many there are."""
    count = 0
    with ExitStack() as stack:
        files = {format: stack.enter_context(TemporaryFile()) for format in WRITERS}
        writers = [make_writer(files[format]) for format, make_writer in WRITERS.items()]
        for record in records():
            count += 1
            for writer in writers:
                writer.add(record)
        for writer in writers:
            writer.end()
        yield files, count


def _document(told: Any) -> dict[str, Any]:
    with TemporaryFile() as file:
        file.write(as_json(told))
        return _stored(file)


def _stored(file: IO[bytes]) -> dict[str, Any]:
    """Hashed and given to the storage."""
    file.seek(0, SEEK_END)
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
