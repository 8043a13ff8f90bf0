"""The one place where a request touches the broker: briefly, and never as a condition of success."""

import logging
from time import monotonic

from celery import current_app
from kombu.exceptions import OperationalError

log = logging.getLogger("eculture.broker")
QUIET_AFTER_FAILURE = 5.0
EXPIRES = 5
_failed_at = -QUIET_AFTER_FAILURE


def nudge(task: str, *args: str, queue: str | None = None) -> None:
    """Tell the broker that there is work; if it does not listen, the pump finds the row within seconds.

    What waits in a `queue` of its own is dropped after a few seconds: by then the pump has asked again.
    """
    global _failed_at
    if monotonic() - _failed_at < QUIET_AFTER_FAILURE:
        return
    try:
        options = {"queue": queue, "expires": EXPIRES} if queue else {}
        current_app.send_task(task, args, retry=False, ignore_result=True, **options)
    except (OperationalError, OSError) as error:
        _failed_at = monotonic()
        log.warning("broker.silent", extra={"error": type(error).__name__})
