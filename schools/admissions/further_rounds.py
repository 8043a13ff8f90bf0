"""The nightly round: what was refused or not answered goes to the next family that waits for it, in order.

The same calculation as the first placement, over those who have no place yet and the places that are free
now. Only families that get something are told.
"""

import logging

from django.db import transaction
from django.utils import timezone

from eculture import jobs
from eculture.jobs import Job
from eculture.lifecycle import lock
from schools.admissions import placing
from schools.admissions.campaigns import ANSWERING, Campaign
from schools.admissions.runs import PlacementRun

SLUG = "further-round"
log = logging.getLogger("schools.further_rounds")


def ask_for_rounds() -> None:
    """One job for each campaign that is giving places and has families who wait. Twice in a night is once."""
    for campaign in Campaign.objects.running().filter(state__in=ANSWERING):
        officer = _officer(campaign)
        if officer and campaign.refusal_to_answer() is None and _is_wanted(campaign):
            with transaction.atomic():
                jobs.ask(SLUG, by=officer, campaign=campaign.pk, night=str(timezone.localdate()))


def _officer(campaign: Campaign) -> object | None:
    """Whoever published the placement stands behind its rounds."""
    first = campaign.runs.published().exclude(job=None).select_related("job__by").order_by("pk").first()
    if first is None:
        log.warning("round.nobody", extra={"campaign": campaign.pk})
    return first and first.job.by


def _is_wanted(campaign: Campaign) -> bool:
    """Somebody waits, a place is free, and no calculation is under way."""
    waits = campaign.applications.to_be_placed().exists() and campaign.plan_places.vacant().exists()
    return waits and not campaign.runs.unpublished().exists()


def work(campaign: Campaign, job: Job) -> None:
    """Calculate and tell; begun anew after a crash, the work goes on with the run of this job."""
    run = _run_of(campaign, job)
    if run is None:
        return
    if run.state == "asked":
        placing.compute(run, job)
    if run.state == "computed":
        with job.fenced():
            run.begin_publication(by=job.by) if run.placed else run.discard(by=job.by)
    if run.state == "publishing":
        placing.publish(run, job)


def _run_of(campaign: Campaign, job: Job) -> PlacementRun | None:
    with job.fenced():
        lock(campaign)
        mine = campaign.runs.filter(job=job).first()
        if mine or not _is_wanted(campaign):
            return mine
        return campaign.runs.create(job=job, is_further=True)
