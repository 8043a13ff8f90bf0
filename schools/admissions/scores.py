from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eculture.loads import FileLoad, FileRow
from eculture.refusals import Refusal
from schools.admissions.applications import Application
from schools.admissions.campaigns import Campaign


class ScoreLoad(FileLoad):
    """A file of exam scores."""

    JOB = "score-load"
    HEADINGS = (_("Number"), _("Score"))

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="score_loads", verbose_name=_("admissions campaign")
    )

    class Meta(FileLoad.Meta):
        verbose_name = _("file of scores")
        verbose_name_plural = _("files of scores")

    def refusal_to_begin(self) -> Refusal | None:
        return self.campaign.refusal_to_take_scores()


class ScoreRow(FileRow):
    """The score of one application."""

    PROBLEMS = {
        "no_number": _("Row %(row)s: the number of the application is missing."),
        "unknown": _("Row %(row)s: there is no application with the number “%(number)s” in this campaign."),
        "twice": _("Row %(row)s: the number “%(number)s” stands in the file more than once."),
        "not_number": _("Row %(row)s: “%(points)s” is not a score. Write a number from 0 to 100."),
        "out_of_range": _("Row %(row)s: the score is %(points)s. Write a number from 0 to 100."),
        "signed": _(
            "Row %(row)s: the jury has signed the score of %(number)s. It changes by an appeal only."
        ),
        "wrong_state": _("Row %(row)s: application %(number)s no longer takes a score."),
    }
    NEEDS = ("load", "application__campaign", "application__child", "application__guardian__user")

    load = models.ForeignKey(ScoreLoad, models.CASCADE, related_name="rows")
    number = models.CharField(_("number"), max_length=40, blank=True)
    text = models.CharField(_("as written"), max_length=40, blank=True)
    points = models.DecimalField(_("score"), max_digits=4, decimal_places=1, null=True)
    application = models.ForeignKey(Application, models.CASCADE, null=True, related_name="+")
    problem = models.CharField(max_length=16, choices=PROBLEMS, blank=True)

    class Meta(FileRow.Meta):
        verbose_name = _("row of scores")
        verbose_name_plural = _("rows of scores")
        constraints = [
            models.UniqueConstraint(fields=["load", "row"], name="one_score_row"),
            models.CheckConstraint(
                condition=Q(verdict="bad", problem__gt="") | (~Q(verdict="bad") & Q(problem="")),
                name="a_bad_row_says_why",
            ),
        ]

    @property
    def names(self) -> dict[str, Any]:
        return {"row": self.row, "number": self.number, "points": self.text}

    @property
    def cells(self) -> tuple[Any, ...]:
        return self.number, self.text

    def put(self, *, by: Any) -> None:
        self.application.examine(points=self.points, load=self.load, by=by)
