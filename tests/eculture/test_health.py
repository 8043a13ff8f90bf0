from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from eculture import health, tasks

ALL_WELL = {"database": True, "migrations": True, "broker": True, "worker": True}
NOBODY_LISTENS = "redis://127.0.0.1:1/0"


def test_a_living_process_says_so_without_a_database(client):
    assert client.get("/healthz").content == b"ok"


@pytest.mark.django_db
def test_the_portal_is_ready_when_all_parts_answer(client):
    tasks.heartbeat()

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, ALL_WELL)


@pytest.mark.django_db
@pytest.mark.parametrize("silent", [None, timedelta(minutes=2)])
def test_a_worker_that_is_silent_for_a_minute_is_not_ready(client, silent):
    if silent:
        cache.set(health.HEARTBEAT, timezone.now() - silent)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {**ALL_WELL, "worker": False})


@pytest.mark.django_db
def test_a_broker_that_is_away_is_named_and_nothing_else(client, settings):
    tasks.heartbeat()
    settings.CELERY_BROKER_URL = NOBODY_LISTENS

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {**ALL_WELL, "broker": False})


@pytest.mark.django_db
def test_a_migration_that_was_not_applied_is_noticed(client):
    tasks.heartbeat()
    MigrationRecorder.Migration.objects.filter(app="registry").first().delete()

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {**ALL_WELL, "migrations": False})


@pytest.mark.django_db
def test_the_files_of_the_migrations_are_read_once_and_the_database_each_time(django_assert_num_queries):
    health.answers()
    read = health.known_migrations.cache_info().misses

    with django_assert_num_queries(3):  # is it there, is there a table of migrations, which are applied
        health.answers()

    assert health.known_migrations.cache_info().misses == read
