"""Kept alive by its owners: proposals that another one decides, a confirmation a year, the yearly figures."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from eculture.models import Notice
from eculture.refusals import NotAllowed, Refusal
from registry.care import confirmations, returns
from registry.care.confirmations import Confirmation, confirm
from registry.care.proposals import Proposal, propose
from registry.classifiers import Indicator
from registry.institutions import Institution
from registry.sections import CardsInMyCare
from tests.factories import registry as make
from tests.factories.cabinet import with_second_factor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
PHONE = "(024) 244-00-05"
DESK = "/en/admin/registry/institution/proposals/"


@pytest.fixture
def museum():
    """A museum of Şəki that counts its items."""
    kind = make.a_museum_kind()
    items = Indicator.objects.create(code="items", name_az="Əşyalar", name_en="Items", most=100_000)
    items.kinds.add(kind)
    return make.an_institution("Şəki muzeyi", kind=kind, figures={"items": 1000})


@pytest.fixture
def keeper(museum):
    user = make.a_user("keeper@numune.example")
    make.a_mandate(user, "institution-keeper", institution=museum)
    return user


@pytest.fixture
def page(museum, keeper, signed_in):
    client, base = signed_in(with_second_factor(keeper)), f"/en/institutions/{museum.code}/care/"
    return lambda tail="", **data: client.post(base + tail, data) if data else client.get(base + tail)


def test_a_proposal_changes_nothing_until_another_one_accepts_it(museum, keeper, nigar):
    proposal = propose(museum, {"phone": PHONE, "website": ""}, by=keeper, note="New number")
    museum.refresh_from_db()
    assert (museum.phone, proposal.before, proposal.after) == ("", {"phone": ""}, {"phone": PHONE})

    proposal.accept(by=nigar)

    museum.refresh_from_db()
    assert (museum.phone, proposal.state, proposal.decided_by) == (PHONE, "accepted", nigar)
    assert Notice.objects.get(to=keeper).kind == "proposal-decided"


def test_who_proposed_never_decides(museum, nigar):
    make.a_mandate(nigar, "institution-keeper", institution=museum)
    proposal = propose(museum, {"phone": PHONE}, by=nigar)

    for decide in (lambda: proposal.accept(by=nigar), lambda: proposal.send_back(by=nigar, reason="x")):
        with pytest.raises(NotAllowed):
            decide()
    with pytest.raises(IntegrityError, match="proposal_decided_by_another"), transaction.atomic():
        Proposal.objects.update(state="accepted", decided_by=nigar, decided_at=timezone.now())
    with pytest.raises(IntegrityError, match="proposal_decided_by_somebody"), transaction.atomic():
        Proposal.objects.update(state="accepted")


def test_a_proposal_about_a_card_that_has_changed_since_is_not_accepted(museum, keeper, nigar):
    proposal = propose(museum, {"phone": PHONE}, by=keeper)
    museum.amend(by=nigar, reason="Sınaq", phone="1")

    with pytest.raises(Refusal, match="has changed since"):
        proposal.accept(by=nigar)


def test_one_proposal_waits_at_a_time_and_one_that_changes_nothing_is_none(museum, keeper, nigar):
    with pytest.raises(Refusal, match="Nothing is different"):
        propose(museum, {"phone": ""}, by=keeper)
    first = propose(museum, {"phone": PHONE}, by=keeper)
    with pytest.raises(Refusal, match="is waiting"):
        propose(museum, {"phone": "2"}, by=keeper)
    first.take_back(by=keeper)
    second = propose(museum, {"phone": "2"}, by=keeper)

    with pytest.raises(Refusal, match="reason"):
        second.send_back(by=nigar, reason=" ")
    second.send_back(by=nigar, reason="Write the area code.")
    assert (second.state, second.answer) == ("returned", "Write the area code.")


def test_a_stranger_neither_proposes_nor_confirms_nor_decides(museum, keeper, elchin):
    other = make.a_user()
    make.a_mandate(other, "institution-keeper", institution=make.an_institution())
    proposal = propose(museum, {"phone": PHONE}, by=keeper)

    with pytest.raises(NotAllowed):
        propose(museum, {"phone": "2"}, by=other)
    with pytest.raises(NotAllowed):
        confirm(museum, by=other)
    assert proposal not in Proposal.objects.visible_to(other)
    assert proposal not in Proposal.objects.editable_by(keeper)
    assert proposal in Proposal.objects.editable_by(elchin)


def test_figures_hold_from_the_end_of_their_year(museum, keeper, nigar):
    year = timezone.localdate().year - 1
    proposal = propose(museum, {"items": 1100}, by=keeper, year=year)

    proposal.accept(by=nigar)

    museum.refresh_from_db()
    assert museum.figures == {"items": 1100}
    event = museum.effects.latest("pk").event
    assert (event.kind, event.on.year, str(event.reason)) == ("count", year, f"Figures of {year}")


def test_a_jump_is_to_be_explained(museum, page):
    year = timezone.localdate().year - 1
    assert returns.doubts(museum, {"items": 1300}) == []

    asked = page("figures/", year=year, items=1400)
    assert asked.status_code == 422
    assert "Items: 1,000 before, 1,400 now." in asked.content.decode()
    assert 'value="1400"' in asked.content.decode()
    assert page("figures/", year=year, items=1400, note="The Vəliyev collection came.").status_code == 302

    assert Proposal.objects.get().after == {"items": 1400}


def test_branches_that_have_more_than_the_whole_are_flagged(museum):
    for items in (600, 700):
        make.an_institution(kind=museum.kind, parent=museum, figures={"items": items})

    assert returns.doubts(museum, {"items": 1200}) == [
        "Items: the branches together have 1,300, more than 1,200."
    ]
    with pytest.raises(Refusal, match="Explain in the note"):
        returns.refuse_what_is_not_explained(museum, {"items": 1200}, "")
    returns.refuse_what_is_not_explained(museum, {"items": 1300}, "")


def test_a_card_is_confirmed_once_a_day_and_ages(museum, keeper):
    assert confirm(museum, by=keeper) == confirm(museum, by=keeper)

    today = timezone.localdate()
    ages = {days: confirmations.tone_of(today - timedelta(days=days)) for days in (0, 365, 366, 455, 456)}
    assert ages == {0: "done", 365: "done", 366: "wait", 455: "wait", 456: "bad"}
    assert confirmations.tone_of(None) == "bad"


def test_a_card_whose_year_is_nearly_over_waits_in_the_cabinet(museum, keeper):
    ask = CardsInMyCare()
    (need,) = ask.needs(keeper)
    assert str(need.title) == "Confirm the card: Şəki muzeyi"
    confirm(museum, by=keeper)
    assert list(ask.needs(keeper)) == []
    Confirmation.objects.update(on=timezone.localdate() - timedelta(days=340))
    (need,) = ask.needs(keeper)
    assert need.due == timezone.localdate() + timedelta(days=25)
    assert list(ask.needs(make.a_user())) == []


def test_the_day_of_confirmation_stands_on_the_public_card(museum, keeper, client):
    confirm(museum, by=keeper)

    assert "confirmed " in client.get(f"/en/institutions/{museum.code}/").content.decode()


def test_the_people_of_an_institution_propose_and_confirm_on_its_page(museum, keeper, page, signed_in):
    client = signed_in(with_second_factor(keeper))
    assert client.get("/en/institutions/care/").url == f"/en/institutions/{museum.code}/care/"
    assert "Not confirmed yet" in page().content.decode()
    form = page("proposals/").context["form"]
    values = {name: value or "" for name, value in form.initial.items()}

    assert page("proposals/", **values | {"phone": PHONE, "lat": "41.2"}).status_code == 422
    assert page("proposals/", **values | {"phone": PHONE}).status_code == 302
    shown = page().content.decode()
    assert PHONE in shown
    assert "Waiting for the office" in shown
    assert page("proposals/", **values | {"phone": "3"}).status_code == 422
    (proposal,) = Proposal.objects.all()
    assert page(f"proposals/{proposal.pk}/withdrawal/", x=1).status_code == 302
    assert page("confirmations/", x=1).status_code == 302
    assert Confirmation.objects.get().institution == museum
    assert "Confirmed" in page().content.decode()


def test_the_office_decides_in_the_administration(museum, keeper, elchin, nigar, signed_in):
    proposal = propose(museum, {"phone": PHONE}, by=keeper, note="New number")
    desk = signed_in(with_second_factor(elchin))
    assert "Şəki muzeyi" in desk.get(DESK).content.decode()

    assert desk.post(f"{DESK}{proposal.pk}/", {"decision": "send_back"}).status_code == 409
    assert desk.post(f"{DESK}{proposal.pk}/", {"decision": "nonsense"}).status_code == 409
    assert desk.post(f"{DESK}{proposal.pk}/", {"decision": "accept"}).status_code == 302
    assert desk.post(f"{DESK}{proposal.pk}/", {"decision": "accept"}).status_code == 409
    assert "accepted" in desk.get(f"{DESK}?show=decided").content.decode()
    museum.refresh_from_db()
    assert museum.phone == PHONE

    own = make.an_institution("Öz")
    make.a_mandate(nigar, "institution-keeper", institution=own)
    mine = propose(own, {"phone": PHONE}, by=nigar)
    at_ministry = signed_in(with_second_factor(nigar))
    assert "somebody else decides" in at_ministry.get(f"{DESK}{mine.pk}/").content.decode()
    assert at_ministry.post(f"{DESK}{mine.pk}/", {"decision": "accept"}).status_code == 409


def test_the_questions_of_the_pages_do_not_grow(
    museum, keeper, page, nigar, signed_in, django_assert_max_num_queries
):
    for number in range(5):
        propose(museum, {"phone": str(number)}, by=keeper).take_back(by=keeper)
        user = make.a_user()
        other = make.an_institution()
        make.a_mandate(user, "institution-keeper", institution=other)
        propose(other, {"phone": PHONE}, by=user)
    desk = signed_in(with_second_factor(nigar))
    desk.get(DESK)
    page()
    with django_assert_max_num_queries(12):
        page()
    with django_assert_max_num_queries(12):
        desk.get(DESK)


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_accept_at_once_one_does():
    museum = make.an_institution("Şəki muzeyi")
    keeper = make.a_user()
    make.a_mandate(keeper, "institution-keeper", institution=museum)
    officer = make.a_user(is_staff=True)
    make.a_mandate(officer, "ministry-officer")
    proposal = propose(museum, {"phone": PHONE}, by=keeper)

    def accept(_number):
        try:
            Proposal.objects.get(pk=proposal.pk).accept(by=officer)
        except Refusal:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(accept, range(20))) == 1
    assert Institution.objects.get(pk=museum.pk).effects.filter(event__kind="amend").count() == 1
