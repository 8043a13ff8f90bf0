import pytest
from django.urls import reverse

from cabinet.people.desk import confirm_guardianship, connect_account
from cabinet.people.models import Guardianship
from eculture.journal import JournalEntry
from eculture.refusals import Refusal
from registry.mandates import grant
from tests.factories import cabinet as make
from tests.factories import registry

pytestmark = pytest.mark.django_db
GUARDIANSHIP = reverse("cabinet:desk_guardianship")


@pytest.fixture
def kamran(db):
    """A regional officer."""
    officer = make.with_second_factor(make.user("kamran@numune.example", is_staff=True))
    grant(to=officer, role="regional-officer", by=None, region=registry.a_region())
    return officer


def papers(guardian, child, **changes):
    data = {"guardian_fin": guardian.fin, "fin": child.fin, "birth_date": child.birth_date}
    return {**data, "kind": "parent", "document": "DŞ 123456", **changes}


def test_an_officer_confirms_a_second_parent(signed_in, kamran, aylin, rauf):
    response = signed_in(kamran).post(GUARDIANSHIP, papers(rauf, aylin))

    assert response["Location"] == reverse("cabinet:desk")
    assert set(Guardianship.objects.live().values_list("guardian", flat=True)) >= {rauf.pk}
    assert aylin.guardians.count() == 2
    assert "DŞ" not in str(JournalEntry.objects.get(verb="confirm_guardianship").after)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"fin": "7Z9Z9Z9"}, "fin"),
        ({"birth_date": "2016-05-03"}, "fin"),
        ({"guardian_fin": "7Z9Z9Z9"}, "guardian_fin"),
    ],
)
def test_wrong_papers_are_refused_at_their_field(signed_in, kamran, aylin, rauf, changes, field):
    page = signed_in(kamran).post(GUARDIANSHIP, papers(rauf, aylin, **changes))

    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])


def test_who_already_represents_the_child_is_not_added_twice(kamran, anar, aylin):
    with pytest.raises(Refusal) as refusal:
        confirm_guardianship(by=kamran, **papers(anar, aylin))

    assert refusal.value.code == "already"


def test_an_officer_does_nothing_for_the_own_family(anar, aylin, rauf):
    with pytest.raises(Refusal) as refusal:
        confirm_guardianship(by=anar.user, **papers(rauf, aylin))

    assert refusal.value.code == "own_case"


def test_an_officer_connects_an_account_to_a_known_person(kamran):
    known, newcomer = make.person(), make.user("yeni@numune.example")

    connect_account(by=kamran, fin=known.fin, birth_date=known.birth_date, email="YENI@numune.example")

    known.refresh_from_db()
    assert known.user == newcomer


@pytest.mark.parametrize(
    "email", [f"{name}@numune.example" for name in ("yoxdur", "anar", "tesdiqsiz", "gedib")]
)
def test_only_a_free_account_with_a_confirmed_address_is_connected(kamran, anar, email):
    known = make.person()
    make.user("tesdiqsiz@numune.example").emailaddress_set.update(verified=False)
    make.user("gedib@numune.example", is_active=False)

    with pytest.raises(Refusal) as refusal:
        connect_account(by=kamran, fin=known.fin, birth_date=known.birth_date, email=email)

    assert refusal.value.code == "no_account"


def test_a_citizen_does_not_serve(as_rauf):
    for name in ("desk", "desk_guardianship", "desk_account"):
        assert as_rauf.get(reverse(f"cabinet:{name}")).status_code == 403
