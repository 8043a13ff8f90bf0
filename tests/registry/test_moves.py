import pytest
from django.utils import timezone

from tests.factories import registry as make
from tests.factories.cabinet import with_second_factor

pytestmark = pytest.mark.django_db
KIND = {"act_kind": "ministry"}
ACT = KIND | {"act_number": "12", "act_on": "2026-08-31"}


@pytest.fixture
def school():
    return make.an_institution()


@pytest.fixture
def at_desk(signed_in):
    return lambda user: signed_in(with_second_factor(user))


def test_an_officer_closes_an_institution_with_its_act_and_successor(at_desk, elchin, school):
    heir = make.an_institution()
    form = {"on": "2026-09-01", "heirs": heir.code.lower(), **ACT}

    answer = at_desk(elchin).post(f"{school.get_absolute_url()}closure/", form)

    school.refresh_from_db()
    assert answer.url == school.get_absolute_url()
    assert (school.state, str(school.closed_on), school.successor) == ("closed", "2026-09-01", heir)
    then = at_desk(elchin).get(f"/en{school.get_absolute_url()}?as_of=2026-09-01").content.decode()
    assert "order of the ministry, № 12, 31 August 2026" in then
    assert heir.name in then


def test_an_officer_moves_it_for_a_time_and_brings_it_back(at_desk, elchin, school):
    today = timezone.localdate().isoformat()
    client, ganja = at_desk(elchin), make.a_unit("AZ-GA", name_az="Gəncə şəhəri")

    client.post(f"{school.get_absolute_url()}displacement/", {"unit": ganja.pk, "on": today, **ACT})
    school.refresh_from_db()
    assert (school.state, school.place) == ("displaced", ganja)

    client.post(f"{school.get_absolute_url()}return/", {"on": today, "reason": "Order 2", **KIND})
    school.refresh_from_db()
    assert (school.state, school.operating_unit) == ("active", None)


@pytest.mark.parametrize(
    ("noun", "form", "field"),
    [
        ("suspension", {"on": "2026-09-01"}, "reason"),
        ("displacement", {"reason": "Order 1", "on": "2026-09-01"}, "unit"),
        ("closure", {"reason": "Order 1", "on": "32.13.2026"}, "on"),
        ("closure", {"reason": "Order 1", "on": "2026-09-01", "heirs": "AZ-XXX-999999"}, "heirs"),
        ("closure", {"reason": "Order 1", "on": "2026-09-01", "heirs": "itself"}, "heirs"),
        ("displacement", {"reason": "Order 1", "on": "2026-09-01", "unit": "its own"}, "unit"),
        ("split", {"reason": "Order 1", "on": "2026-09-01", "heirs": "another"}, "heirs"),
        ("suspension", {"on": "2026-09-01", "act_number": "12"}, "act_on"),
        ("suspension", {"on": "2026-09-01", "act_on": "2026-08-31"}, "act_number"),
        ("suspension", {"on": "2026-08-30", "act_number": "12", "act_on": "2026-08-31"}, "act_on"),
        ("suspension", {"on": "2099-01-01", "reason": "Order 1"}, "on"),
        ("relocation", {"on": "2026-09-01", "reason": "x", "address": "y", "lat": "41"}, "lat"),
        ("relocation", {"on": "2026-09-01", "reason": "x", "address": "y", "lat": 1, "lon": 1}, "__all__"),
        ("renaming", {"on": "2026-09-01", "reason": "x"}, "name_az"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_moves(at_desk, elchin, school, noun, form, field):
    own = {"itself": school.code, "its own": school.registered_unit.pk}
    own["another"] = make.an_institution().code if "another" in form.values() else ""
    form = {"registered_unit": school.registered_unit.pk} | form if noun == "relocation" else form
    form = KIND | {name: own.get(value, value) for name, value in form.items()}

    answer = at_desk(elchin).post(f"{school.get_absolute_url()}{noun}/", form)

    school.refresh_from_db()
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert school.state == "active"


def test_a_move_that_is_not_open_answers_with_the_state(at_desk, elchin, school):
    assert at_desk(elchin).get(f"{school.get_absolute_url()}resumption/").status_code == 409


def test_a_stranger_finds_no_such_page(at_desk, rauf, school):
    client = at_desk(rauf)

    assert client.get(f"{school.get_absolute_url()}closure/").status_code == 404
    assert client.post(f"{school.get_absolute_url()}closure/", {"reason": "x"}).status_code == 404
    assert "closure" not in client.get(school.get_absolute_url()).content.decode()


def test_a_keeper_sees_the_moves_that_are_open(at_desk, elchin, school):
    deeds = at_desk(elchin).get(school.get_absolute_url()).context["deeds"]

    assert [noun for noun, _deed in deeds] == [
        *("renaming", "relocation", "transfer", "status"),
        *("suspension", "displacement", "merger", "split", "closure"),
    ]
