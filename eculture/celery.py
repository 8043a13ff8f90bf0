import os

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eculture.settings")

app = Celery("eculture")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def first_heartbeat(**kwargs: object) -> None:
    """A worker that has just started says so at once: /readyz does not wait for beat's first round."""
    app.send_task("eculture.tasks.heartbeat")
    app.send_task("eculture.tasks.seal_journal")  # what has waited while the portal was down
