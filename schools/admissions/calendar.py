"""What the dates of a campaign do by themselves: the stages begin and end, unanswered offers lapse.

Both may run twice or late: they do what is due by the clock of the database and nothing else. Publishing the
plan, the results and the end of a campaign are decisions and wait for the ministry.
"""

import logging

from django.db import transaction
from django.db.models.functions import Now

from eculture.lifecycle import lock
from eculture.refusals import Refusal
from schools.admissions import further_rounds
from schools.admissions.applications import Application
from schools.admissions.campaigns import Campaign
from schools.admissions.placing import lapse

log = logging.getLogger("schools.calendar")
# state → the moves in order of preference, each with the moment of the stage that it waits for
DUE = {
    "published": [("open_registration", {"kind": "registration", "opens_at__lte": Now()})],
    "registration": [("close_registration", {"kind": "registration", "closes_at__lt": Now()})],
    "results": [
        ("open_appeals", {"kind": "appeals", "opens_at__lte": Now()}),
        ("open_choice", {"kind": "choice", "opens_at__lte": Now()}),  # where no appeals are planned
    ],
    "appeals": [("open_choice", {"kind": "choice", "opens_at__lte": Now()})],
    "choice": [("close_choice", {"kind": "choice", "closes_at__lt": Now()})],
    "confirmation": [("open_further_rounds", {"kind": "further", "opens_at__lte": Now()})],
}


def keep_to_the_dates() -> None:
    """Take each campaign as far as its dates say; one that refuses leaves the others alone."""
    for campaign in Campaign.objects.running().filter(state__in=DUE):
        try:
            while _step(campaign):
                pass
        except Refusal as refusal:
            log.warning("stage.refused", extra={"campaign": campaign.pk, "reason": refusal.code})


def _step(campaign: Campaign) -> bool:
    """The next move if its moment has come, judged under the lock that moving a date waits for."""
    with transaction.atomic():
        lock(campaign)
        for verb, moment in DUE.get(campaign.state, ()):
            if campaign.stages.filter(**moment).exists():
                getattr(campaign, verb)(by=None)
                return True
    return False


def end_the_night() -> None:
    """First what nobody answered in time, then what that has set free."""
    lapse_overdue_offers()
    further_rounds.ask_for_rounds()


def lapse_overdue_offers() -> None:
    """Give back the places that nobody accepted in time, each in a transaction of its own."""
    for application in Application.objects.overdue():
        lapse(application, by=None)
