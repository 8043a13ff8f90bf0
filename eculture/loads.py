"""Files that staff hand in as tables: looked at first, written afterwards."""

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import Any, Self

from django.db import models, transaction
from django.db.models import Count
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from eculture import jobs
from eculture.accounts import User
from eculture.azerbaijani import az_fold
from eculture.jobs import Job
from eculture.lifecycle import Lifecycle, Move, move
from eculture.refusals import Refusal
from eculture.sheets import Sheet, sheets

MAX_BYTES = 10 * 1024 * 1024
MOST_ROWS = 100_000
HEADER_WITHIN = 20


class FileLoad(Lifecycle):
    """A file with its rows and what each would do; the same file again changes nothing."""

    JOB = ""
    HEADINGS: tuple[Any, ...] = ()
    STATES = {
        "previewed": _("checked, nothing written"),
        "applying": _("being written"),
        "applied": _("written"),
        "discarded": _("discarded"),
    }
    MOVES = {
        "begin": Move(("previewed", "applying"), "applying"),
        "finish": Move(("applying",), "applied"),
        "discard": Move(("previewed", "applying"), "discarded"),
    }

    file_name = models.CharField(_("file"), max_length=120)
    sha256 = models.CharField(_("fingerprint of the file"), max_length=64)
    state = models.CharField(_("state"), max_length=16, choices=STATES, default="previewed", editable=False)
    loaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("loaded by"))
    loaded_at = models.DateTimeField(_("loaded"), db_default=Now(), editable=False)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+", verbose_name=_("job"))

    class Meta:
        abstract = True
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name

    def counts(self) -> dict[str, int]:
        found = dict(self.rows.values_list("verdict").annotate(count=Count("pk")).order_by())
        return {verdict: found.get(verdict, 0) for verdict in self.rows.model.VERDICTS}

    @property
    def is_stuck(self) -> bool:
        """The writing has begun, but nobody works on it any more: it was cancelled or has failed."""
        return self.state == "applying" and not (self.job and self.job.is_active)

    @property
    def may_be_written(self) -> bool:
        return self.state == "previewed" or self.is_stuck

    @classmethod
    def keep(
        cls,
        judge: Callable[[Self], "Iterable[FileRow]"],
        *,
        name: str,
        content: bytes,
        by: Any,
        **about: Any,
    ) -> Self:
        """The file with its rows as `judge` sees them; `about` says what for. Nothing else is written."""
        with transaction.atomic():
            load = cls.objects.create(
                file_name=name[-120:], sha256=sha256(content).hexdigest(), loaded_by=by, **about
            )
            load.rows.bulk_create(judge(load), batch_size=1000)
        return load

    @move
    def begin(self, *, by: Any) -> None:
        """The rows without errors are being written."""

    @move
    def finish(self, *, by: Any) -> None:
        """Every row without an error has been written."""

    def refusal_to_discard(self) -> Refusal | None:
        if self.may_be_written:
            return None
        return Refusal(_("The file is being written. Cancel the work first."), code="busy")

    @move
    def discard(self, *, by: Any) -> None:
        """What was written before the writing stopped stays, with its row."""
        self.rows.filter(written_at=None).delete()

    def ask_to_write(self, *, by: Any) -> None:
        with transaction.atomic():
            self.begin(by=by)
            self.job = jobs.ask(self.JOB, by=by, load=self.pk)
            self.save(update_fields=["job"])

    def write(self, job: Job) -> None:
        """Write the good rows; after a crash the rest is written."""
        rows = self.rows.to_write()
        total, done = rows.count(), rows.exclude(written_at=None).count()
        for row in rows.filter(written_at=None).with_all():
            with job.fenced():
                row.write(by=job.by)
            done += 1
            if done % 50 == 0 or done == total:
                words = _now("%(done)s rows of %(total)s") % {"done": done, "total": total}
                job.progress(done, total, words)
        with job.fenced():
            self.finish(by=job.by)


class FileRowQuerySet(models.QuerySet["FileRow"]):
    def to_write(self) -> "FileRowQuerySet":
        return self.filter(verdict__in=["new", "changed"])

    def with_all(self) -> "FileRowQuerySet":
        """With the rows that writing needs."""
        return self.select_related(*self.model.NEEDS)


class FileRow(models.Model):
    """One row of a file, with what it would do or why it cannot."""

    VERDICTS = {"new": _("new"), "changed": _("changed"), "same": _("same"), "bad": _("row with an error")}
    PROBLEMS: dict[str, Any] = {}
    NEEDS: tuple[str, ...] = ()

    row = models.PositiveIntegerField(_("row"))
    verdict = models.CharField(_("what it does"), max_length=8, choices=VERDICTS)
    written_at = models.DateTimeField(null=True)

    objects = FileRowQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["row"]

    def __str__(self) -> str:
        return f"{self.load} {self.row}"

    @property
    def sentence(self) -> Any:
        return self.PROBLEMS[self.problem] % self.names if self.problem else ""

    @property
    def names(self) -> dict[str, Any]:
        """What the sentence of its problem speaks of."""
        return {"row": self.row}

    @property
    def cells(self) -> tuple[Any, ...]:
        """What stands under the headings of its load."""
        raise NotImplementedError

    def put(self, *, by: Any) -> None:
        """Do what the row says. Raises Refusal when that is no longer possible."""
        raise NotImplementedError

    def write(self, *, by: Any) -> None:
        """What has changed since the preview costs its own row, not the rows after it."""
        try:
            with transaction.atomic():
                self.put(by=by)
            self.written_at = timezone.now()
        except Refusal:
            self.verdict, self.problem = "bad", "wrong_state"
        self.save(update_fields=["written_at", "verdict", "problem"])


def lines(name: str, content: bytes, columns: dict[str, set[str]]) -> Iterator[tuple[int, list[str]]]:
    """The rows under the header: their place in the file, and the cells of `columns` in that order.

    `columns` maps what a column is called in a sentence to its headings, folded.
    Raises Refusal for what is no table, too big, or lacks a column.
    """
    if len(content) > MAX_BYTES:
        raise too_big(len(content))
    rows = next(sheets(name, content, most_rows=MOST_ROWS))
    places, header = _header(rows, columns)
    for place, row in enumerate(rows[header + 1 :], start=header + 2):
        cells = [*row, *[""] * (max(places) + 1 - len(row))]
        if any(cells):
            yield place, [cells[column] for column in places]


def too_big(size: int) -> Refusal:
    message = _now("File size: %(size)s MB, at most %(max)s MB. Upload a smaller file.")
    sizes = {"size": -(-size // 2**20), "max": MAX_BYTES // 2**20}
    return Refusal(message % sizes, code="too_big", field="file")


def _header(rows: Sheet, columns: dict[str, set[str]]) -> tuple[list[int], int]:
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        folded = [az_fold(cell) for cell in row]
        found = [_first(folded, headings) for headings in columns.values()]
        if all(column is not None for column in found):
            return found, place
    names = ", ".join(f"“{name}”" for name in columns)
    message = _now("The first row must name these columns: %(names)s. Add them.") % {"names": names}
    raise Refusal(message, code="no_columns", field="file")


def _first(folded: list[str], headings: set[str]) -> int | None:
    return next((column for column, name in enumerate(folded) if name in headings), None)
