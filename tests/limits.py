"""Writes docs/limits.md from the code: `python -m tests.limits`."""

import os
from collections.abc import Iterator
from pathlib import Path

import django
from django.apps import apps

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eculture.settings")
    django.setup()

from django.conf import settings  # noqa: E402 -- Django first
from django.db.models import CheckConstraint, Model  # noqa: E402

from cabinet.accounts import sessions  # noqa: E402
from cabinet.cases import drafting, keeping  # noqa: E402
from cabinet.trust import exporting  # noqa: E402
from cabinet.views import documents  # noqa: E402
from eculture import breaker, delivery, jobs, phone, sealing  # noqa: E402
from eculture.rest import Pages  # noqa: E402

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "limits.md"
HOUSE = {"eculture", "registry", "cabinet", "schools", "matrix"}
PAGE = """# Limits

Written by `python -m tests.limits` from the code; a test keeps it true.

## Numbers

| what | limit |
|---|---|
{numbers}

## What the database itself refuses

The names are those of the constraints; forms say the same in a sentence.

{rows}
"""


def numbers() -> Iterator[tuple[str, object]]:
    yield "body of a request, without files", f"{settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024} KB"
    yield "an uploaded file", f"{settings.UPLOAD_LIMIT_MB} MB"
    yield "fields of a form", settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    yield "files of a form", settings.DATA_UPLOAD_MAX_NUMBER_FILES
    yield "a page of the API", f"{Pages.page_size}, at most {Pages.max_page_size}"
    yield "requests to the API from one address", settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]["address"]
    yield "checks of a code from one address", f"{documents.CHECKS}/min"
    yield "checks of a code in all", f"{documents.ALL_CHECKS}/min"
    for name, rate in settings.ACCOUNT_RATE_LIMITS.items():
        yield f"sign-in: {name.replace('_', ' ')}", rate
    for kind in sessions.IDLE:
        idle, absolute = sessions.IDLE[kind] // sessions.MINUTE, sessions.ABSOLUTE[kind] // sessions.HOUR
        yield f"session of a {kind}", f"{idle} minutes without a request, {absolute} hours in all"
    yield "link to choose a new password", f"{settings.PASSWORD_RESET_TIMEOUT // 60} minutes"
    yield "lease of a job", f"{jobs.LEASE.seconds} seconds"
    yield "starts of a job", jobs.ATTEMPTS
    yield "tries of a letter", delivery.TRIES
    yield (
        "time without a seal of the journal after which nothing is signed",
        f"{sealing.LATE.seconds // 3600} hours",
    )
    yield "failures in a row before a channel rests", breaker.FAILURES
    yield "code to confirm a number", f"{phone.CODE_LIVES.seconds // 60} minutes, {phone.CODE_TRIES} tries"
    for times, seconds in phone.CODES:
        yield f"codes for an account or a number within {seconds // 60} minutes", times
    yield "result of a job is kept", f"{jobs.KEEP_RESULTS.days} days"
    yield "copy of one's data is kept", f"{exporting.MyData.keeps.days} days"
    yield "copies of one's data in a day", exporting.TIMES
    yield "draft of a case is kept after its last change", f"{drafting.KEPT_DAYS} days"
    yield "reminders before a draft expires", f"{keeping.FIRST} and {keeping.LAST} days"


def constraints(model: type[Model]) -> list[str]:
    return [one.name.replace("_", " ") for one in model._meta.constraints if isinstance(one, CheckConstraint)]


def page() -> str:
    ours = [model for model in apps.get_models() if model._meta.app_config.name in HOUSE]
    rules = [(model._meta.label, constraints(model)) for model in ours if constraints(model)]
    rows = "\n".join(f"- **{label}**: {' · '.join(names)}" for label, names in rules)
    return PAGE.format(numbers="\n".join(f"| {what} | {limit} |" for what, limit in numbers()), rows=rows)


if __name__ == "__main__":
    DOCUMENT.write_text(page())
