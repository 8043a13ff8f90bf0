"""When a family may choose: in the days of all, or in some of its own after a score was put right later.

A score that a commission or a jury raises over the pass mark when the choice of all has closed gives the
family days of its own. Who chooses after the placement is published takes part in the rounds that follow.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eculture.refusals import Refusal
from schools.admissions.stages import Stage

LATE = ("choice", "placement", "confirmation", "further")


class ChoosesLate(models.Model):
    """What an application says about its own days of choice."""

    choose_until = models.DateTimeField(_("may choose until"), null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def choice_stage(self) -> Stage | None:
        """The days of choice of this family: those of all, or its own."""
        stage = self.campaign.stage("choice")
        if stage and self.choose_until and self.choose_until > stage.closes_at:
            return Stage(kind="choice", opens_at=stage.opens_at, closes_at=self.choose_until)
        return stage

    def chooses_late(self, now: datetime | None = None) -> bool:
        late = self.choose_until is not None and self.campaign.state in LATE
        return late and (now or timezone.now()) <= self.choose_until

    def refusal_to_choose_now(self, now: datetime | None = None, campaign: Any = None) -> Refusal | None:
        """Why the list cannot be changed at this moment; `campaign` is a fresher row than the own one."""
        return None if self.chooses_late(now) else (campaign or self.campaign).refusal_by_date("choice", now)

    def let_choose_late(self) -> None:
        """Days of its own for a child who has passed only now, when the choice of all is closed."""
        if self.campaign.state == "placement":
            self.choose_until = timezone.now() + timedelta(days=self.campaign.late_choice_days)
