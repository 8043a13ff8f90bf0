import pytest

from tests.factories import registry as make
from tests.factories.cabinet import with_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make.an_institution()


@pytest.fixture
def at_desk(signed_in):
    return lambda user: signed_in(with_second_factor(user))


def test_an_officer_closes_an_institution_with_its_act_and_successor(at_desk, elchin, school):
    heir = make.an_institution()
    form = {"on": "2026-09-01", "successor": heir.code.lower(), "reason": "Order 12 of 1 September 2026"}

    answer = at_desk(elchin).post(f"{school.get_absolute_url()}closure/", form)

    school.refresh_from_db()
    assert answer.url == school.get_absolute_url()
    assert (school.state, str(school.closed_on), school.successor) == ("closed", "2026-09-01", heir)
    assert "Order 12" in at_desk(elchin).get(answer.url).content.decode()


def test_an_officer_moves_it_for_a_time_and_brings_it_back(at_desk, elchin, school):
    client, ganja = at_desk(elchin), make.a_unit("AZ-GA", name_az="Gəncə şəhəri")

    client.post(f"{school.get_absolute_url()}displacement/", {"unit": ganja.pk, "reason": "Order 1"})
    school.refresh_from_db()
    assert (school.state, school.place) == ("displaced", ganja)

    client.post(f"{school.get_absolute_url()}return/", {"reason": "Order 2"})
    school.refresh_from_db()
    assert (school.state, school.operating_unit) == ("active", None)


@pytest.mark.parametrize(
    ("noun", "form", "field"),
    [
        ("suspension", {}, "reason"),
        ("displacement", {"reason": "Order 1"}, "unit"),
        ("closure", {"reason": "Order 1", "on": "32.13.2026"}, "on"),
        ("closure", {"reason": "Order 1", "on": "2026-09-01", "successor": "AZ-XXX-999999"}, "successor"),
        ("closure", {"reason": "Order 1", "on": "2026-09-01", "successor": "itself"}, "successor"),
        ("displacement", {"reason": "Order 1", "unit": "its own"}, "unit"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_moves(at_desk, elchin, school, noun, form, field):
    own = {"itself": school.code, "its own": school.registered_unit.pk}
    form = {name: own.get(value, value) for name, value in form.items()}

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

    assert [noun for noun, _deed in deeds] == ["suspension", "displacement", "closure"]
