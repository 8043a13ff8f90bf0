"""The two works in the background: every row looked at, and every good row written."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from eculture.jobs import Job
from eculture.refusals import Refusal
from registry.history.events import LifecycleEvent
from registry.institutions import ExternalId, Institution, register_all
from registry.intake.imports import ImportLoad, ImportRepair, ImportRow
from registry.intake.judging import Judged, Register
from registry.intake.load import one_at_a_time, wish_of, write
from registry.intake.table import Row

BATCH = 200
TOLD = ("verdict", "name", "institution", "alike", "is_another", "changes", "remarks", "problems")


class Told(NamedTuple):
    """A row of the list, what stands in it, and what it would do."""

    row: ImportRow
    line: Row
    judged: Judged


Decided = set[tuple[int, str, str, str]]  # row, cause, before, after of a repair that somebody accepted


def check(load: ImportLoad, job: Job) -> None:
    """Judge every row below the header; repairs that were accepted once stay so. May run again."""
    known = Register(load.sender.name[:60], load.sender.words)
    rows = load.rows.filter(row__gt=load.header + 1).exclude(verdict="total").order_by("row")
    total, done = rows.count(), 0
    accepted = ImportRepair.objects.filter(row__load=load, accepted=True)
    decided: Decided = set(accepted.values_list("row", "cause", "before", "after"))
    read = rows.iterator(chunk_size=BATCH)
    while batch := list(islice(read, BATCH)):
        with job.fenced():
            _keep(load, batch, [known.judge(row.line(load)) for row in batch], decided)
        done += len(batch)
        job.progress(done, total, _("%(done)s rows of %(total)s") % {"done": done, "total": total})
    with job.fenced():
        load.rows.filter(row__lte=load.header + 1).update(verdict="")
        load.show(by=job.by)


def write_rows(load: ImportLoad, job: Job) -> None:
    """Write the rows on which nothing is open, each judged anew; one that the registry outran is left."""
    known = Register(load.sender.name[:60], load.sender.words)
    rows = load.rows.to_write()
    total, done = rows.count(), rows.exclude(written_at=None).count()
    reason = f"{load.sender}: {load.file_name}"
    waiting = rows.filter(written_at=None).select_related("institution").order_by("row")
    read = waiting.iterator(chunk_size=BATCH)
    while batch := list(islice(read, BATCH)):
        with job.fenced():
            one_at_a_time()
            _write_batch(batch, load, known, by=job.by, reason=reason[:300])
        done += len(batch)
        job.progress(done, total, _("%(done)s rows of %(total)s") % {"done": done, "total": total})
    with job.fenced():
        load.finish(by=job.by)


def _keep(load: ImportLoad, rows: list[ImportRow], judged: Iterable[Judged], decided: Decided) -> None:
    repairs = []
    for row, one in zip(rows, judged, strict=True):
        row.verdict, row.is_another = one.verdict, None
        row.institution, row.alike = one.institution, one.alike
        row.name = one.values.get("name_az", "")[:300]
        row.changes = {name: [_plain(old), _plain(new)] for name, (old, new) in one.changes.items()}
        row.remarks = [list(said) for said in one.findings.remarks]
        row.problems = [list(said) for said in one.findings.problems]
        repairs += [
            ImportRepair(
                row=row, accepted=True if (row.pk, *repair[1:]) in decided else None, **repair._asdict()
            )
            for repair in one.findings.repairs
        ]
    _save(rows, TOLD)
    ImportRepair.objects.filter(row__in=rows).delete()
    ImportRepair.objects.bulk_create(repairs)


def _save(rows: list[ImportRow], names: Sequence[str]) -> None:
    """As `bulk_update`, whose condition for each row and column takes longer than judging the rows."""
    ImportRow.objects.bulk_create(rows, update_conflicts=True, unique_fields=["pk"], update_fields=names)


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | dict | None) else DjangoJSONEncoder().default(value)


def _write_batch(rows: list[ImportRow], load: ImportLoad, known: Register, *, by: Any, reason: str) -> None:
    """New institutions at once; where the database refuses that, and for all others, row by row.

    What has changed since the list was checked costs its own row, not the rows after it.
    """
    told = [Told(row, line := row.line(load), known.judge(line)) for row in rows]
    for row, _line, judged in told:
        if not _is_as_looked_at(row, judged):
            row.verdict = "bad"
            row.problems.append(["stale", "name_az", {}])
            row.save(update_fields=["verdict", "problems"])
    told = [one for one in told if one.row.verdict != "bad"]
    new = [one for one in told if one.judged.verdict in ("new", "doubt") and one.row.is_another is not False]
    try:
        with transaction.atomic():
            _put_new(new, known, by=by, reason=reason)
    except (Refusal, DatabaseError):
        new = []
    done = {one.row.pk for one in new}
    for one in told:
        if one.row.pk not in done:
            _write(one, known, by=by, reason=reason)


def _put_new(new: list[Told], known: Register, *, by: Any, reason: str) -> None:
    """All or none: institutions, what they are called in the list, and what the rows did."""
    entered = register_all((wish_of(one.judged, one.line, known) for one in new), by=by, reason=reason)
    called = [
        ExternalId(institution=institution, source=source, ref=ref)
        for one, (institution, _event) in zip(new, entered, strict=True)
        for source, ref in one.judged.refs
        if (source, ref) not in known.by_ref
    ]
    ExternalId.objects.bulk_create(called)
    keys: dict[int, list[int]] = {}
    for key in called:
        keys.setdefault(key.institution_id, []).append(key.pk)
    for (row, line, _judged), (institution, _event) in zip(new, entered, strict=True):
        row.institution, row.written_at = institution, timezone.now()
        row.keys = keys.get(institution.pk, [])
        known.learn(institution)
        known.met[institution.pk] = line.number
    known.by_ref |= {(key.source, key.ref): key.institution for key in called}
    _save([one.row for one in new], ("institution", "written_at", "keys"))
    did = ImportRow.events.through
    did.objects.bulk_create(
        did(importrow=one.row, lifecycleevent=event) for one, (_one, event) in zip(new, entered, strict=True)
    )


def _write(told: Told, known: Register, *, by: Any, reason: str) -> None:
    row, line, judged = told
    try:
        with transaction.atomic():
            _put(row, judged, line, known, by=by, reason=reason)
    except (Refusal, DatabaseError) as error:
        row.verdict = "bad"
        row.problems.append(["refused", "name_az", {"reason": str(error).splitlines()[0]}])
        row.save(update_fields=["verdict", "problems"])


def _put(row: ImportRow, judged: Judged, line: Any, known: Register, *, by: Any, reason: str) -> None:
    if row.is_another is False:
        judged.verdict, judged.institution = row.verdict, judged.alike
    last = _last_event(judged.institution)
    new_keys = [ref for ref in judged.refs if ref not in known.by_ref]
    row.institution = write(judged, line, known, by=by, reason=reason)
    row.written_at = timezone.now()
    if row.institution:
        keys = ExternalId.objects.filter(institution=row.institution)
        row.keys = [key.pk for key in keys if (key.source, key.ref) in new_keys] if new_keys else []
        if judged.verdict in ("new", "doubt") or judged.changes:
            row.events.set(LifecycleEvent.objects.of(row.institution).filter(pk__gt=last))
    row.save(update_fields=["institution", "written_at", "keys"])


def _last_event(institution: Institution | None) -> int:
    if institution is None:
        return 0
    return LifecycleEvent.objects.of(institution).aggregate(last=Max("pk"))["last"] or 0


def _is_as_looked_at(row: ImportRow, judged: Judged) -> bool:
    """The same verdict of the same institution, with the answer that was given to a doubt."""
    if row.is_another is not None:
        if judged.verdict == "new":
            return row.is_another
        return judged.verdict == "doubt" and (row.is_another or judged.alike == row.institution)
    if row.verdict == "same":
        return judged.verdict == "same"
    changes = {name: [_plain(old), _plain(new)] for name, (old, new) in judged.changes.items()}
    return (judged.verdict, judged.institution, changes) == (row.verdict, row.institution, row.changes)
