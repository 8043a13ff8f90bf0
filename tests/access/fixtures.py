"""The cast as a fixture: `from tests.access.fixtures import cast  # noqa: F401`."""

from collections.abc import Iterator

import pytest

from tests.access.cast import Cast, build
from tests.database import kept_for_a_module


@pytest.fixture(scope="module")
def cast(django_db_setup, django_db_blocker) -> Iterator[Cast]:
    """Built once for a module, in a transaction that never ends well."""
    with kept_for_a_module(django_db_blocker):
        yield build()
