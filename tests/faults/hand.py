"""Celery with the work of the recipes plugged in: `python -m tests.faults.hand worker|beat …`."""

import sys

import django

django.setup()

from eculture.celery import app  # noqa: E402 -- Django first
from tests.faults import work  # noqa: E402

if __name__ == "__main__":
    work.plug_in()
    app.start(sys.argv[1:])
