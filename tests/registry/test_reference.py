from collections import Counter

import pytest

from registry.classifiers import Cluster, Trait
from registry.institutions import Institution
from registry.reference import load, rows
from registry.territory import Unit
from tests.database import kept_for_a_module

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    with kept_for_a_module(django_db_blocker):
        load(lambda line: None)
        yield


def test_the_territory_is_complete(loaded):
    kinds = Counter(Unit.objects.values_list("kind", flat=True))

    assert kinds == {"region": 14, "republic": 1, "city": 11, "district": 67, "city_district": 12}
    assert not Unit.objects.filter(name_ru="").exists()
    assert not Unit.objects.exclude(kind="region").filter(region=None).exists()


def test_every_cluster_has_institutions_and_every_trait_is_used(loaded):
    assert [cluster.code for cluster in Cluster.objects.with_institutions() if not cluster.institutions] == []
    assert Trait.objects.count() == 10
    assert Institution.objects.count() >= 140
    assert Institution.objects.schools().count() >= 25
    assert Institution.objects.values("registered_unit__region").distinct().count() >= 10


def test_a_second_run_changes_nothing_and_keeps_what_staff_changed(loaded, nigar):
    opera = Institution.objects.get(name_en__startswith="Azerbaijan State Academic Opera")
    opera.amend(by=nigar, address="Nizami küçəsi 95")
    before = list(Institution.objects.order_by("pk").values())

    said = []
    load(said.append)

    assert list(Institution.objects.order_by("pk").values()) == before
    assert said == ["registry: 105 units, 25 kinds of institution, 0 institutions added"]


def test_every_institution_of_the_seed_names_its_source():
    assert [row["ref"] for row in rows("institutions.csv") if not row["source"]] == []


@pytest.mark.parametrize("typed", ["Şuşa", "Shusha", "susa", "Шуша"])
def test_the_seed_is_found_in_every_spelling(loaded, typed):
    assert Institution.objects.search(typed).filter(registered_unit__code="AZ-SUS").count() == 6


def test_the_seed_tells_what_happened_with_its_source(loaded):
    gone = Institution.objects.get(name_en="State Museum of the History of Religion")
    assert (gone.state, gone.successor.name_en) == ("closed", "Azerbaijan Museum of Independence")
    assert "reaksiya.az" in gone.effects.get(event__kind="merge").event.reason
