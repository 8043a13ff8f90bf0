"""The two works in the background: every row looked at, and every good row written."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from eculture.jobs import Job
from eculture.refusals import Refusal
from registry.history.events import LifecycleEvent
from registry.institutions import ExternalId, Institution
from registry.intake.imports import ImportLoad, ImportRepair, ImportRow
from registry.intake.judging import Judged, Register
from registry.intake.load import one_at_a_time, write

BATCH = 200
TOLD = ("verdict", "name", "institution", "alike", "is_another", "changes", "remarks", "problems")
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
            for row in batch:
                _write(row, load, known, by=job.by, reason=reason[:300])
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
    ImportRow.objects.bulk_update(rows, TOLD)
    ImportRepair.objects.filter(row__in=rows).delete()
    ImportRepair.objects.bulk_create(repairs)


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | dict | None) else DjangoJSONEncoder().default(value)


def _write(row: ImportRow, load: ImportLoad, known: Register, *, by: Any, reason: str) -> None:
    """What has changed since the list was checked costs its own row, not the rows after it."""
    line = row.line(load)
    judged = known.judge(line)
    if not _is_as_looked_at(row, judged):
        row.verdict, problem = "bad", ["stale", "name_az", {}]
        row.problems.append(problem)
        row.save(update_fields=["verdict", "problems"])
        return
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
