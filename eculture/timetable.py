"""What beat starts, and how often; `expires` drops a round that no worker took in time."""

from datetime import timedelta

TIMETABLE = {
    "pump": {"task": "eculture.tasks.pump", "schedule": timedelta(seconds=5), "options": {"expires": 5}},
    "heartbeat": {
        "task": "eculture.tasks.heartbeat",
        "schedule": timedelta(seconds=10),
        "options": {"expires": 10},
    },
    "old-results": {"task": "eculture.tasks.forget_old_results", "schedule": timedelta(hours=24)},
}
