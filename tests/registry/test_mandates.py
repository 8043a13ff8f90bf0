from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from eculture.refusals import Refusal
from registry.institutions import Institution
from registry.mandates import Mandate, grant, institutions_of, role_slugs
from tests.factories import registry as make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
DAY = timedelta(days=1)


def test_a_regional_officer_keeps_the_institutions_of_the_region_only(elchin, rauf):
    school = make.an_institution()

    assert list(Institution.objects.editable_by(elchin)) == [school]
    assert list(Institution.objects.editable_by(rauf)) == []


def test_a_displaced_institution_stays_with_the_region_where_it_is_registered(elchin, rauf):
    ganja = make.a_unit("AZ-GA", make.a_region("ER-GD"), name_az="Gəncə şəhəri")
    school = make.an_institution(state="displaced", operating_unit=ganja)

    assert list(institutions_of(elchin, "regional-officer")) == [school]
    assert list(institutions_of(rauf, "regional-officer")) == []


def test_a_ministry_officer_keeps_all_and_a_citizen_none(nigar, anar):
    school = make.an_institution()

    assert list(Institution.objects.editable_by(nigar)) == [school]
    assert list(Institution.objects.editable_by(anar)) == []


def test_an_auditor_sees_and_changes_nothing():
    auditor = make.a_user()
    make.a_mandate(auditor, "auditor")
    make.an_institution()

    assert auditor.has_perm("registry.view_mandate")
    assert not auditor.has_perm("registry.change_institution")
    assert list(Institution.objects.editable_by(auditor)) == []


def test_another_role_in_the_region_gives_no_right_to_keep_it(elchin):
    """`editable_by` asks for the reach of the keeping roles, not of any role held."""
    other = make.an_institution(registered_unit=make.a_unit("AZ-GA", make.a_region("ER-GD"), name_az="Gəncə"))
    make.a_mandate(elchin, "head", institution=other)

    assert other not in Institution.objects.editable_by(elchin)
    assert other in institutions_of(elchin)


@pytest.mark.asvs("8.3.2")
def test_a_revoked_mandate_ends_at_once(nigar, elchin):
    mandate = elchin.mandates.get()

    mandate.revoke(by=nigar, reason="Order 7")

    assert role_slugs(mandate.user) == frozenset()
    assert not Mandate.objects.live().of(elchin).exists()


def test_a_revoked_mandate_may_be_granted_again(nigar, elchin):
    elchin.mandates.get().revoke(by=nigar)

    again = grant(to=elchin, role="regional-officer", region=make.a_region(), by=nigar)

    assert list(Mandate.objects.live().of(elchin)) == [again]


@pytest.mark.parametrize(
    ("since", "until", "is_live"),
    [(0, 0, True), (-5, -1, False), (1, None, False), (-5, None, True), (-5, 3, True)],
)
def test_a_mandate_is_valid_from_its_first_day_through_its_last(anar, since, until, is_live):
    days = {"since": TODAY() + since * DAY, "until": None if until is None else TODAY() + until * DAY}

    mandate = make.a_mandate(anar, "auditor", **days)

    assert mandate.is_live is is_live
    assert Mandate.objects.live().of(anar).exists() is is_live
    assert anar.has_perm("registry.view_institution") is is_live


@pytest.mark.parametrize("scope", [{}, {"region": 1, "institution": 1}, {"institution": 1}])
def test_a_role_is_held_for_its_own_kind_of_scope(anar, nigar, scope):
    given = {"region": make.a_region(), "institution": make.an_institution()}

    with pytest.raises(Refusal):
        grant(to=anar, role="regional-officer", by=nigar, **{name: given[name] for name in scope})


@pytest.mark.asvs("2.3.5")
def test_nobody_grants_a_mandate_to_oneself(nigar):
    with pytest.raises(Refusal) as refused:
        grant(to=nigar, role="auditor", by=nigar)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.create(user=nigar, role="auditor", granted_by=nigar)

    assert refused.value.code == "own_mandate"


def test_the_same_mandate_is_not_held_twice_on_a_day(elchin):
    again = {"user": elchin, "role": "regional-officer", "region": make.a_region()}

    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.create(**again, since=TODAY() + 30 * DAY)
    elchin.mandates.update(until=TODAY())
    Mandate.objects.create(**again, since=TODAY() + DAY)


@pytest.mark.parametrize("wrong", [{"until": "2020-01-01"}, {"role": ""}])
def test_the_database_refuses_a_mandate_that_cannot_be(anar, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.create(**{"user": anar, "role": "auditor", **wrong})


def test_a_person_sees_their_own_mandates_and_the_ministry_all(nigar, elchin, rauf):
    assert list(Mandate.objects.visible_to(elchin)) == list(elchin.mandates.all())
    assert set(Mandate.objects.visible_to(nigar)) == set(Mandate.objects.all())
    assert set(Mandate.objects.editable_by(nigar)) == set(Mandate.objects.exclude(user=nigar))
    assert list(Mandate.objects.editable_by(elchin)) == []


def test_mandates_are_read_once_per_request(elchin, django_assert_num_queries):
    make.an_institution()

    with django_assert_num_queries(1):
        assert elchin.has_perm("registry.change_institution")
        assert elchin.has_perm("registry.view_institution")
        assert not elchin.has_perm("registry.add_institution")


def test_a_deactivated_account_holds_no_role(elchin):
    elchin.is_active = False

    assert role_slugs(elchin) == frozenset()
    assert not elchin.has_perm("registry.change_institution")
