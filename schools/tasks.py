"""What beat asks of the schools; when, say the settings. Each may run twice."""

from celery import shared_task

from schools.admissions import calendar


@shared_task(max_retries=0)
def keep_to_the_dates() -> None:
    calendar.keep_to_the_dates()


@shared_task(max_retries=0)
def lapse_overdue_offers() -> None:
    calendar.end_the_night()
