"""The cast as a fixture: `from tests.access.fixtures import cast  # noqa: F401`."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.access.cast import Cast, build


@pytest.fixture(scope="module")
def cast(django_db_setup, django_db_blocker) -> Iterator[Cast]:
    """Built once for a module, in a transaction that never ends well."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)
