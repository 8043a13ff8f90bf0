from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from eculture.accounts import User
from eculture.jobs import Job
from eculture.lifecycle import Lifecycle, Move, move
from eculture.refusals import Refusal
from schools.admissions.applications import Application
from schools.admissions.campaigns import Campaign


class ScoreLoad(Lifecycle):
    """A file of exam scores: looked at first, applied afterwards; the same file again changes nothing."""

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

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="score_loads", verbose_name=_("admissions campaign")
    )
    file_name = models.CharField(_("file"), max_length=120)
    sha256 = models.CharField(_("fingerprint of the file"), max_length=64)
    state = models.CharField(_("state"), max_length=16, choices=STATES, default="previewed", editable=False)
    loaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("loaded by"))
    loaded_at = models.DateTimeField(_("loaded"), db_default=Now(), editable=False)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+", verbose_name=_("job"))

    class Meta:
        verbose_name = _("file of scores")
        verbose_name_plural = _("files of scores")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name

    def counts(self) -> dict[str, int]:
        found = dict(self.rows.values_list("verdict").annotate(count=Count("pk")).order_by())
        return {verdict: found.get(verdict, 0) for verdict in ScoreRow.VERDICTS}

    @property
    def is_stuck(self) -> bool:
        """The writing has begun, but nobody works on it any more: it was cancelled or has failed."""
        return self.state == "applying" and not (self.job and self.job.is_active)

    @property
    def may_be_written(self) -> bool:
        return self.state == "previewed" or self.is_stuck

    def refusal_to_begin(self) -> Refusal | None:
        return self.campaign.refusal_to_take_scores()

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


class ScoreRow(models.Model):
    """One row of the file, with what it would do or why it cannot."""

    VERDICTS = {"new": _("new"), "changed": _("changed"), "same": _("same"), "bad": _("row with an error")}
    PROBLEMS = {
        "no_number": _("Row %(row)s: the number of the application is missing."),
        "unknown": _("Row %(row)s: there is no application with the number “%(number)s” in this campaign."),
        "twice": _("Row %(row)s: the number “%(number)s” stands in the file more than once."),
        "not_number": _("Row %(row)s: “%(points)s” is not a score. Write a number from 0 to 100."),
        "out_of_range": _("Row %(row)s: the score is %(points)s. Write a number from 0 to 100."),
        "wrong_state": _("Row %(row)s: application %(number)s no longer takes a score."),
    }

    load = models.ForeignKey(ScoreLoad, models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField(_("row"))
    number = models.CharField(_("number"), max_length=40, blank=True)
    text = models.CharField(_("as written"), max_length=40, blank=True)
    points = models.DecimalField(_("score"), max_digits=4, decimal_places=1, null=True)
    application = models.ForeignKey(Application, models.CASCADE, null=True, related_name="+")
    verdict = models.CharField(_("what it does"), max_length=8, choices=VERDICTS)
    problem = models.CharField(max_length=16, choices=PROBLEMS, blank=True)
    written_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("row of scores")
        verbose_name_plural = _("rows of scores")
        ordering = ["row"]
        constraints = [
            models.UniqueConstraint(fields=["load", "row"], name="one_score_row"),
            models.CheckConstraint(
                condition=Q(verdict="bad", problem__gt="") | (~Q(verdict="bad") & Q(problem="")),
                name="a_bad_row_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.load} {self.row}"

    @property
    def sentence(self) -> Any:
        names = {"row": self.row, "number": self.number, "points": self.text}
        return self.PROBLEMS[self.problem] % names if self.problem else ""
