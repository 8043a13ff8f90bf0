"""The access matrix: who is not named may not, and what is not declared does not land."""

import pytest

from tests.access import mutation, walk
from tests.access.cast import Cast
from tests.access.fixtures import cast  # noqa: F401 -- pytest finds it by its name
from tests.access.product import Trial

TABLE = walk.declared()
AT_LEAST = 60


def test_every_address_is_declared():
    missing = [address for address in walk.addresses() if address.key not in TABLE]
    assert not missing, "declare them:\n" + "\n".join(map(walk.ready_line, missing))


def test_every_declared_address_is_there():
    known = {address.key for address in walk.addresses()}
    assert len(known) >= AT_LEAST
    assert sorted(TABLE.keys() - known) == []


@pytest.mark.django_db
@pytest.mark.asvs("8.1.1", "8.2.1", "8.2.2", "8.3.1", "8.4.1")
@pytest.mark.parametrize("key", sorted(TABLE))
def test_who_may_open(key: str, cast: Cast):
    faults = list(Trial(key, TABLE[key], cast).faults())
    assert not faults, "\n".join(faults)


@pytest.mark.django_db
@pytest.mark.asvs("8.2.2", "8.4.1")
def test_no_mutation_of_a_guard_survives(cast: Cast):
    """Each guard of a view answers with all rows in turn: an address that passes through it must fail."""
    with mutation.Watch().on() as watch:
        for key in sorted(TABLE):
            watch.address = key
            list(Trial(key, TABLE[key], cast).reading())
            list(Trial(key, TABLE[key], cast).writing())
        survivors = [site for site in sorted(watch.matters) if not _is_noticed(site, watch, cast)]
    assert not survivors, "the matrix does not notice without:\n" + "\n".join(map(str, survivors))
    reached = {(site.file, site.function, site.guard) for site in watch.hits}
    assert not sorted(mutation.written() - reached), "guards that no declared address reaches"


def _is_noticed(site: mutation.Site, watch: mutation.Watch, cast: Cast) -> bool:
    watch.mutant = site
    try:
        return any(next(Trial(key, TABLE[key], cast).faults(), None) for key in sorted(watch.hits[site]))
    finally:
        watch.mutant = None
