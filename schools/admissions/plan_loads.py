from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eculture.loads import FileLoad, FileRow
from eculture.refusals import Refusal
from schools.admissions.campaigns import Campaign
from schools.admissions.plan import PlanPlace
from schools.org.models import Funding, Programme, School


class PlanLoad(FileLoad):
    """A file with the places of a plan that is not published yet."""

    JOB = "plan-load"
    HEADINGS = (_("School"), _("Programme"), _("Funding"), _("Places in the plan"))

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="plan_loads", verbose_name=_("admissions campaign")
    )

    class Meta(FileLoad.Meta):
        verbose_name = _("file of the plan")
        verbose_name_plural = _("files of the plan")

    def refusal_to_begin(self) -> Refusal | None:
        return self.campaign.refusal_to_take_plan()


class PlanRow(FileRow):
    """The places of one school, programme and funding; a row of the file has two, free and paid."""

    PROBLEMS = {
        "no_school": _("Row %(row)s: the school is missing. Write its code or its full name."),
        "unknown_school": _("Row %(row)s: there is no school “%(school)s”. Write its code."),
        "same_names": _("Row %(row)s: several schools are called “%(school)s”. Write the code."),
        "no_programme": _("Row %(row)s: the programme is missing. Write its code."),
        "unknown_programme": _("Row %(row)s: there is no programme “%(programme)s”. Write its code."),
        "not_taught": _("Row %(row)s: the school does not teach %(programme)s."),
        "twice": _("Row %(row)s: this school and programme stand in the file more than once."),
        "missing": _("Row %(row)s: the number of places is missing. Write 0 where there are none."),
        "not_number": _("Row %(row)s: “%(text)s” is not a number of places. Write a whole number."),
        "negative": _("Row %(row)s: %(text)s places. Write 0 or more."),
        "too_many": _("Row %(row)s: %(text)s places are more than a school can have. Check the number."),
        "wrong_state": _("Row %(row)s: these places can no longer be changed by a file."),
    }
    NEEDS = ("load__campaign", "school__institution", "programme__specialty")

    load = models.ForeignKey(PlanLoad, models.CASCADE, related_name="rows")
    school_text = models.CharField(_("school as written"), max_length=200, blank=True)
    programme_text = models.CharField(_("programme as written"), max_length=80, blank=True)
    text = models.CharField(_("places as written"), max_length=40, blank=True)
    school = models.ForeignKey(School, models.CASCADE, null=True, related_name="+")
    programme = models.ForeignKey(Programme, models.CASCADE, null=True, related_name="+")
    funding = models.CharField(_("funding"), max_length=4, choices=Funding)
    places = models.PositiveSmallIntegerField(_("places in the plan"), null=True)
    problem = models.CharField(max_length=20, choices=PROBLEMS, blank=True)

    class Meta(FileRow.Meta):
        verbose_name = _("row of the plan")
        verbose_name_plural = _("rows of the plan")
        ordering = ["row", "funding"]
        constraints = [
            models.UniqueConstraint(fields=["load", "row", "funding"], name="one_plan_row"),
            models.CheckConstraint(
                condition=Q(verdict="bad", problem__gt="")
                | Q(~Q(verdict="bad"), problem="", places__isnull=False, school__isnull=False),
                name="a_good_plan_row_is_complete",
            ),
        ]

    @property
    def names(self) -> dict[str, Any]:
        texts = {"school": self.school_text, "programme": self.programme_text, "text": self.text}
        return {"row": self.row} | texts

    @property
    def cells(self) -> tuple[Any, ...]:
        """As the house calls it where it is known, else as written."""
        school, programme = self.school or self.school_text, self.programme or self.programme_text
        return school, programme, self.get_funding_display(), self.text

    def put(self, *, by: Any) -> None:
        refusal = self.load.campaign.refusal_to_take_plan()
        if refusal:
            raise refusal
        place, is_new = PlanPlace.objects.get_or_create(
            campaign=self.load.campaign,
            school=self.school,
            programme=self.programme,
            funding=self.funding,
            defaults={"places": self.places},
        )
        if not is_new:
            place.change_places(places=self.places, by=by, reason=self.load.file_name)
