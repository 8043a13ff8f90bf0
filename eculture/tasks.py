"""What Celery carries: names of rows. Every task may run twice, and every row is found again by the pump."""

import logging

import pghistory
from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.core.cache import cache
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from eculture import jobs, notices, orphans, sealing, sending
from eculture.broker import nudge
from eculture.channels import channels
from eculture.delivery import Delivery, DeliveryTry
from eculture.documents import IssuedDocument
from eculture.health import HEARTBEAT
from eculture.jobs import Job
from eculture.refusals import Refusal

log = logging.getLogger("eculture.jobs")
BATCH = 50


@shared_task(max_retries=0)
def run_job(job_id: str) -> None:
    job = Job.objects.select_related("by").get(pk=job_id)
    if job.claim():
        with translation.override(job.by.language):
            work(job)


def work(job: Job) -> None:
    """Run a claimed job to its end and tell the asker."""
    try:
        if job.cancel_asked:
            raise jobs.Cancelled
        with pghistory.context(user=job.by_id, job=str(job.pk)):
            jobs.kinds[job.kind].run(job, **job.params)
    except jobs.LeaseLost:
        log.warning("job.lease_lost", extra={"job": str(job.pk)})
    except jobs.Cancelled:
        job.finish("cancelled")
    except Refusal as refusal:
        end(job, "failed", str(refusal))
    except (Exception, SoftTimeLimitExceeded):
        log.exception("job.failed", extra={"job": str(job.pk), "kind": job.kind})
        end(job, "failed", _("The work was interrupted. Nothing is half saved; you can try again."))
    else:
        end(job, "done")


def end(job: Job, state: str, error: str = "") -> None:
    """The end of a job and the notice of it are kept or lost together."""
    with transaction.atomic():
        if job.finish(state, error) and (state == "failed" or jobs.kinds[job.kind].tells):
            about = {"job": str(job.pk), "kind": job.kind, "days": jobs.kinds[job.kind].keeps.days}
            notices.send(f"job-{state}", to=job.by, key=str(job.pk), **about)


@shared_task(max_retries=0)
def pump() -> None:
    """Find what waits: jobs whose worker died or was never told, deliveries that are due."""
    give_up_hopeless_jobs()
    for job_id in Job.objects.claimable().order_by("created_at").values_list("pk", flat=True)[:BATCH]:
        nudge("eculture.tasks.run_job", str(job_id))
    for channel in channels:
        if Delivery.objects.through(channel).due().exists():
            nudge("eculture.tasks.deliver", channel.slug, queue=channel.slug)


def give_up_hopeless_jobs() -> None:
    error = _("The work was interrupted several times. Please tell the support.")
    hopeless = Job.objects.claimable().filter(attempt__gte=jobs.ATTEMPTS)
    hopeless.update(state="failed", error=error, finished_at=Now(), lease_until=None)


@shared_task(max_retries=0)
def deliver(channel: str = "") -> None:
    """Send what is due through one channel, or through each in turn."""
    for way in [channels[channel]] if channel else channels:
        sending.send_due(way)


@shared_task(max_retries=0)
def forget_old_results() -> None:
    for job in Job.objects.outlived().iterator():
        job.result.storage.delete(job.result.name)
        Job.objects.filter(pk=job.pk).update(result="", result_name="")


@shared_task(max_retries=0)
def forget_old_tries() -> None:
    DeliveryTry.objects.outlived().delete()


@shared_task(max_retries=0)
def sweep_documents() -> None:
    orphans.sweep(IssuedDocument)


@shared_task(max_retries=0)
def seal_journal() -> None:
    sealing.seal_if_due()


@shared_task(max_retries=0)
def verify_journal(anew: bool = False) -> None:
    sealing.verify(anew=anew)


@shared_task(max_retries=0)
def heartbeat() -> None:
    """Shows /readyz that beat, broker and worker stand in one line."""
    cache.set(HEARTBEAT, timezone.now(), timeout=None)
