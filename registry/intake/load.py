"""Writes what was judged, row by row, and tells of each row what became of it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eculture.refusals import Refusal
from registry.classifiers import Kind
from registry.institutions import ExternalId, Institution, register
from registry.intake.judging import Judged, Register
from registry.intake.table import Row, rows_of

VERDICTS = ("new", "changed", "same", "error")


@dataclass(frozen=True)
class Outcome:
    """What became of a row: the verdict, of which institution, and why, in sentences."""

    row: int
    verdict: str
    name: str
    code: str = ""
    notes: tuple[str, ...] = ()


def load(name: str, data: bytes, *, by: Any, source: str = "", dry_run: bool = False) -> list[Outcome]:
    """Load a file at once, with every repair; with `dry_run` everything is tried and nothing stays.

    A row that looks like another institution is entered and pointed out. Raises Refusal for no table.
    """
    rows = list(rows_of(name, data))
    with transaction.atomic():
        one_at_a_time()
        known = Register(source or Path(name).stem[:60])
        outcomes = [_outcome(row, known, by) for row in rows]
        transaction.set_rollback(dry_run)
    return outcomes


def one_at_a_time() -> None:
    """Two imports at once would both add the same rows: the second waits for the end of the transaction."""
    list(Kind.objects.select_for_update(no_key=True))


def counted(outcomes: list[Outcome]) -> dict[str, int]:
    counts = Counter(outcome.verdict for outcome in outcomes)
    return {verdict: counts[verdict] for verdict in VERDICTS}


def lines(outcomes: list[Outcome]) -> Iterator[str]:
    for outcome in outcomes:
        said = f"  – {' '.join(outcome.notes)}" if outcome.notes else ""
        yield f"{outcome.row:>6}  {outcome.verdict:<8} {outcome.code:<14} {outcome.name}{said}"


def _outcome(row: Row, known: Register, by: Any) -> Outcome:
    judged = known.judge(row)
    called = row.cells.get("name_az", "")
    if judged.verdict == "bad":
        return Outcome(row.number, "error", called, notes=tuple(judged.findings.sentences()))
    try:
        with transaction.atomic():
            institution = write(judged, row, known, by=by)
    except (Refusal, DatabaseError) as error:
        return Outcome(row.number, "error", called, notes=(reason_of(error),))
    verdict = "new" if judged.verdict == "doubt" else judged.verdict
    notes = [*judged.findings.sentences()]
    if judged.verdict == "changed":
        names = [str(Institution._meta.get_field(field).verbose_name) for field in judged.changes]
        notes.append(_("Changed: %(fields)s.") % {"fields": ", ".join(names)})
    return Outcome(row.number, verdict, called, institution.code if institution else "", tuple(notes))


def reason_of(error: Exception) -> str:
    said = str(error) if isinstance(error, Refusal) else str(error).splitlines()[0]
    return _("The registry refused the row: %(reason)s") % {"reason": said}


def write(judged: Judged, row: Row, known: Register, *, by: Any, reason: str = "") -> Institution | None:
    """Do what was judged; a doubtful row is a new one. Answers the institution that the row speaks of."""
    institution = judged.institution
    if judged.verdict in ("new", "doubt"):
        wish = wish_of(judged, row, known)
        institution = register(by=by, reason=reason or wish["source"], **wish)
        known.learn(institution)
        known.met[institution.pk] = row.number
    elif judged.changes:
        amend(institution, judged.changes, by=by, reason=reason or row.cells.get("source", ""))
    if institution:
        remember(institution, judged.refs, known)
    return institution


def wish_of(judged: Judged, row: Row, known: Register) -> dict[str, Any]:
    """The attributes of a new institution."""
    source = row.cells.get("source", "").strip() or known.source
    return judged.values | {
        "kind": judged.kind,
        "parent": judged.parent,
        "registered_unit": judged.unit,
        "source": source[:300],
        "source_url": row.cells.get("source_url", "").strip()[:300],
    }


def amend(institution: Institution, changes: dict[str, tuple[Any, Any]], *, by: Any, reason: str) -> None:
    after = {name: new for name, (_old, new) in changes.items()}
    figures = after.pop("figures", None)
    if after:
        institution.amend(by=by, reason=reason, **after)
    if figures:
        institution.count(by=by, on=timezone.localdate(), figures=figures, reason=reason)


def remember(institution: Institution, refs: list[tuple[str, str]], known: Register) -> list[ExternalId]:
    """What the institution is called in the list, so that it is found when the list comes again."""
    new = [ref for ref in refs if ref not in known.by_ref]
    for ref in new:
        known.by_ref[ref] = institution
    return ExternalId.objects.bulk_create(
        ExternalId(institution=institution, source=source, ref=ref) for source, ref in new
    )
