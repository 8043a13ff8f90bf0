"""Is the process alive (/healthz), and can it serve (/readyz)?"""

from collections.abc import Callable
from datetime import timedelta
from functools import cache as once

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis

WORKER_SILENT = timedelta(seconds=60)
HEARTBEAT = "worker-heartbeat"


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when all four answer, else 503; says which one does not, and nothing about why."""
    results = answers()
    return JsonResponse(results, status=200 if all(results.values()) else 503)


def answers() -> dict[str, bool]:
    checks = {"database": _database, "migrations": _migrations, "broker": _broker, "worker": _worker}
    return {name: _holds(check) for name, check in checks.items()}


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:  # whatever keeps a part from answering, the part is not ready
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _migrations() -> bool:
    return known_migrations() <= set(MigrationRecorder(connection).applied_migrations())


@once
def known_migrations() -> frozenset[tuple[str, str]]:
    """Those of this release, read once: files do not change while a process lives, the database may."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).graph.nodes)


def _broker() -> bool:
    with Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=1, socket_connect_timeout=1) as broker:
        return bool(broker.ping())


def _worker() -> bool:
    seen = cache.get(HEARTBEAT)
    return seen is not None and timezone.now() - seen < WORKER_SILENT
