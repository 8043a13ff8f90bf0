"""What beat asks of the registry; every task may run twice."""

from datetime import timedelta

from celery import shared_task

from registry.history import record
from registry.intake.imports import forget_cells
from registry.quality import scores as quality


@shared_task(max_retries=0)
def bring_into_force() -> None:
    record.bring_into_force()


@shared_task(max_retries=0)
def measure_quality() -> None:
    quality.measure()


@shared_task(max_retries=0)
def forget_what_lists_held() -> None:
    forget_cells(after=timedelta(days=90))
