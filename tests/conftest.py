"""What every test may use; the cast stands in the conftest of each app."""

import gc

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client, TransactionTestCase
from django.utils import translation

from eculture import tasks
from eculture.embedded.signing_key import make_signing_key
from eculture.jobs import Job
from eculture.models import User
from tests.database import empty_the_tables, migrated_database

TransactionTestCase._fixture_teardown = empty_the_tables


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long tests first in the share of each process, the longest with the fewest others."""
    processes = getattr(config, "workerinput", {}).get("workercount", 1)
    long = sorted((item for item in items if item.get_closest_marker("long")), key=seconds, reverse=True)
    rest = [item for item in items if not item.get_closest_marker("long")]
    share = -(-len(rest) // processes)
    items[:] = [
        item
        for number in range(processes)
        for item in [*long[number::processes], *rest[number * share : (number + 1) * share]]
    ]


def seconds(item: pytest.Item) -> float:
    return item.get_closest_marker("long").args[0]


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker):
    """Instead of migrating, each process copies a database that has been migrated."""
    with django_db_blocker.unblock():
        template = migrated_database()
    settings.DATABASES["default"]["TEST"] |= {"TEMPLATE": template, "MIGRATE": False}


@pytest.fixture(autouse=True)
def _fresh_start():
    """A request leaves its language behind in the thread, a limit its count in the cache."""
    cache.clear()
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True, scope="session")
def _signing_key(tmp_path_factory):
    """What `make run` makes at set-up: documents are signed in tests too."""
    settings.SIGNING_KEY_FILE = tmp_path_factory.mktemp("key") / "signing.p12"
    make_signing_key(settings.SIGNING_KEY_FILE, settings.SIGNING_KEY_PASSWORD)


@pytest.fixture
def pump(db):
    """Do in this process, in order, what waits for the worker: jobs, then deliveries."""

    def work() -> None:
        for job in Job.objects.claimable().order_by("created_at"):
            tasks.run_job(str(job.pk))
        tasks.deliver()

    return work


@pytest.fixture
def signed_in():
    """A client in which `user` is signed in."""

    def client_of(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return client_of


@pytest.fixture
def english():
    """Texts of code that runs outside a request, in the language of the msgids."""
    with translation.override("en"):
        yield
