"""Exam scores from a spreadsheet: read, show what would happen, write afterwards."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eculture import jobs
from eculture.azerbaijani import az_fold
from eculture.jobs import Job
from eculture.refusals import Refusal
from eculture.sheets import Sheet, sheets
from schools.admissions.applications import Application
from schools.admissions.campaigns import Campaign
from schools.admissions.scores import ScoreLoad, ScoreRow

MAX_BYTES = 10 * 1024 * 1024
MOST_ROWS = 100_000
HEADER_WITHIN = 20
NUMBER_HEADINGS = {"nomre", "erizenin nomresi", "muraciet nomresi", "number", "application", "nomer"}
SCORE_HEADINGS = {"bal", "score", "points", "ball", "ballar", "netice"}


class Line(NamedTuple):
    row: int
    number: str
    text: str


def preview(*, campaign: Campaign, name: str, content: bytes, by: Any) -> ScoreLoad:
    """Keep the rows of a file with what each would do. Nothing is written to the applications."""
    refusal = campaign.refusal_to_take_scores()
    if refusal:
        raise refusal
    lines = list(read(name, content))
    with transaction.atomic():
        load = ScoreLoad.objects.create(
            campaign=campaign, file_name=name[-120:], sha256=sha256(content).hexdigest(), loaded_by=by
        )
        ScoreRow.objects.bulk_create(judge(load, lines), batch_size=1000)
    return load


def judge(load: ScoreLoad, lines: list[Line]) -> Iterable[ScoreRow]:
    applications = {one.number: one for one in load.campaign.applications.select_related("score")}
    seen = Counter(line.number for line in lines)
    for line in lines:
        application = applications.get(line.number)
        points = as_points(line.text)
        problem = _problem(line, application, points, seen)
        same = application is not None and application.points == points
        known = application is not None and application.points is not None
        verdict = "bad" if problem else "same" if same else "changed" if known else "new"
        yield ScoreRow(
            load=load,
            row=line.row,
            number=line.number[:40],
            text=line.text[:40],
            points=None if problem else points,
            application=application,
            verdict=verdict,
            problem=problem,
        )


def _problem(line: Line, application: Application | None, points: Decimal | None, seen: Counter) -> str:
    if not line.number:
        return "no_number"
    if application is None:
        return "unknown"
    if seen[line.number] > 1:
        return "twice"
    if points is None:
        return "not_number"
    if not 0 <= points <= 100:
        return "out_of_range"
    return "" if application.may("examine") else "wrong_state"


def as_points(text: str) -> Decimal | None:
    """A score with at most one decimal, written with a comma or a point."""
    try:
        points = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    if not points.is_finite() or abs(points) >= 1000 or points != points.quantize(Decimal("0.1")):
        return None
    return points.quantize(Decimal("0.1"))


def read(name: str, content: bytes) -> Iterable[Line]:
    """The lines under the header. Raises Refusal for what is not a table with the two columns."""
    if len(content) > MAX_BYTES:
        raise too_big(len(content))
    rows = next(sheets(name, content, most_rows=MOST_ROWS))
    number, score, header = _columns(rows)
    for place, row in enumerate(rows[header + 1 :], start=header + 2):
        cells = [*row, *[""] * (max(number, score) + 1 - len(row))]
        if any(cells):
            yield Line(place, cells[number].upper(), cells[score])


def too_big(size: int) -> Refusal:
    message = _("File size: %(size)s MB, at most %(max)s MB. Upload a smaller file.")
    sizes = {"size": -(-size // 2**20), "max": MAX_BYTES // 2**20}
    return Refusal(message % sizes, code="too_big", field="file")


def _columns(rows: Sheet) -> tuple[int, int, int]:
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        folded = [az_fold(cell) for cell in row]
        number = next((column for column, name in enumerate(folded) if name in NUMBER_HEADINGS), None)
        score = next((column for column, name in enumerate(folded) if name in SCORE_HEADINGS), None)
        if number is not None and score is not None:
            return number, score, place
    message = _("The file has no columns “number” and “score”. Add a first row with these two names.")
    raise Refusal(message, code="no_columns", field="file")


def ask_to_apply(load: ScoreLoad, *, by: Any) -> None:
    with transaction.atomic():
        load.begin(by=by)
        load.job = jobs.ask("score-load", by=by, load=load.pk)
        load.save(update_fields=["job"])


def apply(load: ScoreLoad, job: Job) -> None:
    """Write the good rows, each with its notice; after a crash the rest is written."""
    rows = load.rows.filter(verdict__in=["new", "changed"])
    total, done = rows.count(), rows.exclude(written_at=None).count()
    waiting = rows.filter(written_at=None).select_related("application__campaign", "application__child")
    for row in waiting.select_related("application__guardian__user"):
        with job.fenced():
            _write(row, by=job.by)
        done += 1
        if done % 50 == 0 or done == total:
            job.progress(done, total, _("%(done)s rows of %(total)s") % {"done": done, "total": total})
    with job.fenced():
        load.finish(by=job.by)


def _write(row: ScoreRow, *, by: Any) -> None:
    """A family that withdrew since the preview costs its own row, not the rows after it."""
    try:
        row.application.examine(points=row.points, load=row.load, by=by)
        row.written_at = timezone.now()
    except Refusal:
        row.verdict, row.problem = "bad", "wrong_state"
    row.save(update_fields=["written_at", "verdict", "problem"])
