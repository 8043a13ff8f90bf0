"""Branches of a legal person, and the figures by which a kind is described."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from eculture.refusals import Refusal
from registry.classifiers import Indicator
from registry.history.versions import InstitutionVersion
from registry.institutions import Institution
from tests.factories import registry as make
from tests.factories.cabinet import with_second_factor

pytestmark = pytest.mark.django_db
ORDER = "Order 7"


@pytest.fixture
def system():
    """A library system, which is the legal person, and a library of its own yet."""
    names = {"name_az": "mərkəzləşdirilmiş kitabxana sistemi", "is_school": False}
    kind = make.a_kind("library_system", make.a_cluster("KIT", name_az="Kitabxana"), "coll", **names)
    return make.an_institution("Şəki rayon MKS", kind=kind, voen="1400057421", founded=1975)


@pytest.fixture
def library():
    kind = make.a_kind("library", make.a_cluster("KIT", name_az="Kitabxana"), "coll", is_school=False)
    return make.an_institution("Kiş kənd kitabxanası", kind=kind, founded=1950)


@pytest.fixture
def stock(system, library):
    stock = Indicator.objects.create(code="stock", name_az="Kitab fondu", name_en="Stock", most=1_000_000)
    stock.kinds.set([system.kind, library.kind])
    return stock


@pytest.fixture
def at_desk(signed_in):
    return lambda user: signed_in(with_second_factor(user))


def test_a_branch_is_listed_with_its_legal_person_and_has_its_voen(client, system, library, nigar):
    library.transfer(by=nigar, on=date(1980, 1, 1), parent=system, reason=ORDER)

    branch = client.get(f"/en/institutions/{library.code}/")
    whole = client.get(f"/en/institutions/{system.code}/")
    assert ("VÖEN", "1400057421") in branch.context["facts"]
    assert [[row.code for row in whole.context["branches"][0]], whole.context["branches"][1]] == [
        [library.code],
        1,
    ]
    assert client.get(f"/en/institutions/{system.code}/?as_of=1979-12-31").context["branches"] == ([], 0)
    found = client.get("/en/institutions/", {"parent": system.code})
    assert [row.url for row in found.context["rows"]] == [f"/en/institutions/{library.code}/"]
    assert (
        client.get(f"/api/v1/institutions/?parent={system.code}").json()["results"][0]["code"] == library.code
    )


def test_a_branch_has_no_voen_of_its_own(system, nigar):
    own = make.an_institution(voen="2000296061")

    with pytest.raises(IntegrityError), transaction.atomic():
        Institution.objects.filter(pk=own.pk).update(parent=system)
    with pytest.raises(Refusal, match="VÖEN"):
        own.transfer(by=nigar, on=date(2020, 1, 1), parent=system, reason=ORDER)

    own.refresh_from_db()
    own.parent = system
    with pytest.raises(ValidationError):
        own.validate_constraints()


def test_nothing_is_a_branch_of_itself(system, library, nigar):
    library.transfer(by=nigar, on=date(1980, 1, 1), parent=system, reason=ORDER)

    with pytest.raises(IntegrityError), transaction.atomic():
        Institution.objects.filter(pk=system.pk).update(parent=library, voen=None)
    with pytest.raises(Refusal) as refused:
        system.transfer(by=nigar, on=date(2020, 1, 1), parent=library, reason=ORDER)
    assert refused.value.field == "parent"


def test_an_officer_makes_a_branch_and_cannot_make_it_its_own(at_desk, nigar, system, library):
    url = f"/en/institutions/{library.code}/transfer/"
    form = {"on": "2020-01-01", "act_kind": "ministry", "reason": ORDER, "supervisor": "Regional office"}

    wrong = at_desk(nigar).post(url, form | {"parent": library.code})
    right = at_desk(nigar).post(url, form | {"parent": system.code.lower()})

    library.refresh_from_db()
    assert (list(wrong.context["form"].errors), right.status_code) == (["parent"], 302)
    assert (library.parent, library.supervisor) == (system, "Regional office")


def test_figures_are_asked_by_kind_and_belong_to_their_day(at_desk, client, nigar, library, stock):
    url = f"/en/institutions/{library.code}/figures/"

    assert "Stock" in at_desk(nigar).get(url).content.decode()
    for day, count in (("2019-12-31", 4000), ("2024-12-31", 3500)):
        assert at_desk(nigar).post(url, {"on": day, "act_kind": "other", "stock": count}).status_code == 302
    too_many = at_desk(nigar).post(url, {"on": "2025-01-01", "act_kind": "other", "stock": 10**9})
    assert list(too_many.context["form"].errors) == ["stock"]

    assert ("Stock", "3,500") in client.get(f"/en/institutions/{library.code}/").context["facts"]
    then = InstitutionVersion.objects.on(date(2020, 6, 1)).get(institution=library)
    assert then.figures == {"stock": 4000}
    assert client.get(f"/api/v1/institutions/{library.code}/?as_of=2020-06-01").json()["figures"] == {
        "stock": 4000
    }


def test_a_kind_without_figures_offers_none(at_desk, nigar, library):
    deeds = at_desk(nigar).get(f"/en/institutions/{library.code}/").context["deeds"]

    assert "figures" not in [noun for noun, _deed in deeds]
