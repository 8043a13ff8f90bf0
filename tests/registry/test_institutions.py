from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction
from django.utils import translation

from eculture.identifiers import validate_legal_voen
from eculture.journal import JournalEntry
from eculture.refusals import Refusal
from registry.classifiers import Cluster, trait_counts
from registry.institutions import Institution
from tests.factories import registry as make

pytestmark = pytest.mark.django_db


def test_a_new_institution_gets_a_code_and_the_traits_of_its_kind():
    first, second = make.an_institution(), make.an_institution(kind=make.a_museum_kind())

    assert (first.code[:7], second.code[:7]) == ("AZ-TEH-", "AZ-MUZ-")
    assert int(second.code[-6:]) == int(first.code[-6:]) + 1
    assert {trait.code for trait in second.traits.all()} == {"coll", "vis"}


def test_a_code_never_changes_and_a_row_is_never_deleted():
    school = make.an_institution()

    with pytest.raises(ProgrammingError), transaction.atomic():
        Institution.objects.filter(pk=school.pk).update(code="AZ-TEH-999999")
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM registry_institution WHERE id = %s", [school.pk])


@pytest.mark.parametrize(
    "wrong",
    [
        {"name_az": ""},
        {"lat": 41.2},
        {"lat": 47.2, "lon": 41.2},
        {"founded": 12},
        {"voen": "12345"},
        {"state": "open"},
        {"state": "closed"},
        {"state": "displaced"},
        {"closed_on": date(2026, 1, 1)},
    ],
)
def test_the_database_refuses_what_cannot_be(wrong):
    school = make.an_institution()

    with pytest.raises(IntegrityError), transaction.atomic():
        Institution.objects.filter(pk=school.pk).update(**wrong)


def test_one_voen_belongs_to_one_institution_that_exists():
    make.an_institution(voen="1400057421")

    with pytest.raises(DatabaseError), transaction.atomic():
        make.an_institution(voen="1400057421")


def test_a_wrong_check_digit_is_named_at_the_field():
    school = make.an_institution()
    school.voen = "1234567890"

    with pytest.raises(ValidationError) as refused:
        school.full_clean()

    assert list(refused.value.message_dict) == ["voen"]


def test_a_displaced_institution_works_elsewhere_and_comes_back(nigar):
    school = make.an_institution()
    ganja = make.a_unit("AZ-GA", name_az="Gəncə şəhəri")

    school.displace(by=nigar, unit=ganja, reason="Order 5")
    assert (school.state, school.place, school.is_working) == ("displaced", ganja, True)

    school.bring_back(by=nigar, reason="Order 6")
    assert (school.state, school.operating_unit) == ("active", None)
    assert list(JournalEntry.objects.about(school).values_list("verb", "reason"))[:2] == [
        ("bring_back", "Order 6"),
        ("displace", "Order 5"),
    ]


def test_it_cannot_be_displaced_to_where_it_is_registered(nigar):
    school = make.an_institution()

    with pytest.raises(Refusal) as refused:
        school.displace(by=nigar, unit=school.registered_unit, reason="Order 5")

    assert refused.value.code == "same_unit"


def test_a_closed_institution_leads_to_its_successor_and_moves_no_more(nigar):
    old, new = make.an_institution(), make.an_institution()

    old.close(by=nigar, on=date(2026, 9, 1), heirs=[new], reason="Order 7")

    assert list(new.predecessors.all()) == [old]
    assert old not in Institution.objects.active()
    with pytest.raises(Refusal):
        old.resume(by=nigar, reason="Order 8")


def test_nothing_succeeds_itself(nigar):
    school = make.an_institution()

    with pytest.raises(Refusal) as refused:
        school.close(by=nigar, on=date(2026, 9, 1), heirs=[school], reason="Order 7")

    assert refused.value.field == "heirs"


def test_a_correction_is_journaled_with_what_was_and_the_row_history_is_kept(nigar):
    school = make.an_institution(address="Köhnə küçə 1")

    changed = school.amend(by=nigar, address="Yeni küçə 2", phone="")

    entry = JournalEntry.objects.about(school).first()
    assert changed == {"address": "Yeni küçə 2"}
    assert (entry.before, entry.after) == ({"address": "Köhnə küçə 1"}, {"address": "Yeni küçə 2"})
    assert list(school.history.order_by("pgh_id").values_list("address", flat=True)) == [
        "Köhnə küçə 1",
        "Yeni küçə 2",
    ]


def test_near_finds_by_distance():
    near = make.an_institution(lat=41.20, lon=47.17)
    make.an_institution(lat=40.37, lon=49.84)

    found = Institution.objects.near(41.20, 47.20, km=5)

    assert [(row, round(row.distance, 1)) for row in found] == [(near, 2.5)]


def test_traits_are_counted_over_working_institutions_in_one_query(nigar, django_assert_num_queries):
    museum, other = (make.an_institution(kind=make.a_museum_kind()) for _ in range(2))
    other.traits.set([make.a_trait("vis")])
    closed = make.an_institution(kind=make.a_museum_kind())
    closed.close(by=nigar, on=date(2026, 9, 1), reason="Order 7")
    park = make.a_cluster("PRK", name_az="Park")

    with django_assert_num_queries(1):
        counts = trait_counts()

    assert counts[park.pk] == {}
    assert counts[museum.kind.cluster_id] == {make.a_trait("coll").pk: 1, make.a_trait("vis").pk: 2}
    assert {row.code: row.institutions for row in Cluster.objects.with_institutions()} == {"MUZ": 2, "PRK": 0}


@pytest.mark.parametrize(("language", "shown"), [("az", "Muzey"), ("en", "Museum"), ("ru", "Muzey")])
def test_the_name_is_in_the_readers_language_or_the_official_one(language, shown):
    museum = make.an_institution("Muzey", name_en="Museum")

    with translation.override(language):
        assert str(museum) == shown


def test_the_voen_of_a_natural_person_is_refused_by_form_and_database():
    with translation.override("en"), pytest.raises(ValidationError, match="ends in 1"):
        validate_legal_voen("1400057422")
    institution = make.an_institution()
    with pytest.raises(IntegrityError), transaction.atomic():
        Institution.objects.filter(pk=institution.pk).update(voen="1400057422")
