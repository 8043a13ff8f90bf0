"""What beat asks of the registry; every task may run twice."""

from datetime import timedelta

from celery import shared_task

from eculture import orphans
from registry.duplicates import finding, uniting
from registry.history import changes, record
from registry.intake.receiving import forget_cells
from registry.quality import scores as quality
from registry.quality import strays
from registry.releases import making
from registry.releases.release import ReleaseFile


@shared_task(max_retries=0)
def bring_into_force() -> None:
    record.bring_into_force()


@shared_task(max_retries=0)
def measure_quality() -> None:
    quality.measure()
    strays.find_strays()


@shared_task(max_retries=0)
def forget_what_lists_held() -> None:
    forget_cells(after=timedelta(days=90))


@shared_task(max_retries=0)
def look_for_duplicates() -> None:
    finding.find()
    uniting.follow_up()


@shared_task(max_retries=0)
def number_changes() -> None:
    changes.number_changes()


@shared_task(max_retries=0)
def release_open_data() -> None:
    changes.number_changes()
    making.make()
    making.forget_old()
    orphans.sweep(ReleaseFile)
