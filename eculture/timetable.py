"""What beat starts, and how often; `expires` drops a round that no worker took in time."""

from datetime import timedelta

from celery.schedules import crontab

TIMETABLE = {
    "pump": {"task": "eculture.tasks.pump", "schedule": timedelta(seconds=5), "options": {"expires": 5}},
    "heartbeat": {
        "task": "eculture.tasks.heartbeat",
        "schedule": timedelta(seconds=10),
        "options": {"expires": 10},
    },
    "old-results": {"task": "eculture.tasks.forget_old_results", "schedule": timedelta(hours=24)},
    "old-tries": {"task": "eculture.tasks.forget_old_tries", "schedule": crontab(hour=3, minute=50)},
    "scan-attachments": {
        "task": "cabinet.tasks.scan_attachments",
        "schedule": timedelta(seconds=20),
        "options": {"expires": 20},
    },
    "papers-that-run-out": {"task": "cabinet.tasks.remind_of_papers", "schedule": crontab(hour=9, minute=5)},
    "drafts": {"task": "cabinet.tasks.keep_drafts", "schedule": crontab(hour=8, minute=35)},
    "delegations": {"task": "cabinet.tasks.keep_delegations", "schedule": crontab(hour=0, minute=25)},
    "coming-into-force": {
        "task": "registry.tasks.bring_into_force",
        "schedule": crontab(hour=0, minute=5),
    },
    "duplicates": {"task": "registry.tasks.look_for_duplicates", "schedule": crontab(hour=4, minute=40)},
    "quality": {"task": "registry.tasks.measure_quality", "schedule": crontab(hour=4, minute=20)},
    "lists": {"task": "registry.tasks.forget_what_lists_held", "schedule": crontab(hour=4, minute=25)},
    "changes": {
        "task": "registry.tasks.number_changes",
        "schedule": timedelta(seconds=30),
        "options": {"expires": 30},
    },
    "open-data": {"task": "registry.tasks.release_open_data", "schedule": crontab(hour=2, minute=5)},
    "stages": {
        "task": "schools.tasks.keep_to_the_dates",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "overdue-offers": {
        "task": "schools.tasks.lapse_overdue_offers",
        "schedule": crontab(hour=0, minute=15),
    },
    "payments": {
        "task": "cabinet.tasks.reconcile_payments",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "attachments": {"task": "cabinet.tasks.sweep_attachments", "schedule": crontab(hour=3, minute=40)},
    "seal": {
        "task": "eculture.tasks.seal_journal",
        "schedule": timedelta(minutes=10),  # sealed once an hour; an hour that was missed is made up for
        "options": {"expires": 600},
    },
    "verify": {"task": "eculture.tasks.verify_journal", "schedule": crontab(hour=3, minute=40)},
    "verify-anew": {
        "task": "eculture.tasks.verify_journal",
        "schedule": crontab(day_of_week="sun", hour=4, minute=10),
        "kwargs": {"anew": True},
    },
    "figures": {"task": "cabinet.tasks.count_figures", "schedule": crontab(hour=2, minute=30)},
    "cases": {"task": "cabinet.tasks.keep_cases", "schedule": crontab(hour="6-20", minute=5)},
    "terms": {"task": "cabinet.tasks.recount_terms", "schedule": crontab(hour=4, minute=40)},
    "documents": {"task": "eculture.tasks.sweep_documents", "schedule": crontab(hour=3, minute=20)},
}
