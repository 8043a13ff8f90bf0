"""What beat and the broker ask of the cabinet; every task may run twice."""

from celery import shared_task

from cabinet.cases import figures, keeping, rounds
from cabinet.files import scanning
from cabinet.files.models import Attachment
from cabinet.payments import paying
from cabinet.people import delegating
from eculture import orphans

REMIND_DAYS = 14


@shared_task(max_retries=0)
def scan_attachments() -> None:
    scanning.scan_waiting()


@shared_task(max_retries=0)
def remind_of_papers() -> None:
    soon = Attachment.objects.running_out(within=REMIND_DAYS).select_related("uploaded_by")
    for attachment in soon.iterator():
        attachment.remind()


@shared_task(max_retries=0)
def sweep_attachments() -> None:
    orphans.sweep(Attachment)


@shared_task(max_retries=0)
def keep_drafts() -> None:
    keeping.expire_drafts()
    keeping.remind_of_drafts()


@shared_task(max_retries=0)
def keep_delegations() -> None:
    delegating.lapse_delegations()


@shared_task(max_retries=0)
def count_figures() -> None:
    figures.count()


@shared_task(max_retries=0)
def keep_cases() -> None:
    rounds.let_questions_lapse()
    rounds.watch_terms()
    rounds.close_what_is_over()


@shared_task(max_retries=0)
def recount_terms() -> None:
    rounds.recount_terms()


@shared_task(max_retries=0)
def reconcile_payments() -> None:
    paying.reconcile()
