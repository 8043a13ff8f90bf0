"""A second opinion by another unit."""

import pytest

from cabinet.cases.models import Case
from eculture.models import Notice
from eculture.refusals import Refusal
from tests.factories import registry
from tests.factories.office import holder

pytestmark = pytest.mark.django_db


def code_of(verb, **wish):
    with pytest.raises(Refusal) as caught:
        verb(**wish)
    return caught.value.code


@pytest.fixture
def opinion(in_hand, nigar, museum, vaqif):
    in_hand.ask_opinion(by=nigar, question="Fasad dəyişirmi?", institution=museum)
    return in_hand.opinions.get()


def test_the_experts_of_the_unit_are_asked_and_see_the_case_from_then_on(in_hand, nigar, museum, vaqif):
    assert in_hand not in Case.objects.for_staff(vaqif)

    in_hand.ask_opinion(by=nigar, question="Fasad dəyişirmi?", institution=museum)

    assert in_hand in Case.objects.for_staff(vaqif)
    assert in_hand not in Case.objects.handled_by(vaqif)
    assert Notice.objects.filter(to=vaqif, kind="opinion-asked").count() == 1


def test_an_expert_gives_it_and_still_sees_the_case(in_hand, opinion, nigar, vaqif):
    in_hand.give_opinion(by=vaqif, opinion=opinion, is_favourable=False, text=" Dəyişir. ")

    opinion.refresh_from_db()
    assert (opinion.is_favourable, opinion.text, opinion.given_by) == (False, "Dəyişir.", vaqif)
    assert in_hand in Case.objects.for_staff(vaqif)
    assert Notice.objects.filter(to=nigar, kind="opinion-given").count() == 1
    assert code_of(in_hand.give_opinion, by=vaqif, opinion=opinion, is_favourable=True, text="Yox") == "given"


def test_who_asks_never_answers(in_hand, opinion, nigar, museum):
    registry.a_mandate(nigar, "expert", institution=museum)
    nigar._live_mandates = [*nigar.mandates.all()]

    assert (
        code_of(in_hand.give_opinion, by=nigar, opinion=opinion, is_favourable=True, text="Olar")
        == "not_asked"
    )


def test_an_expert_of_another_house_does_not_answer(in_hand, opinion, rauf):
    stranger = holder("Tural", "expert", institution=registry.an_institution())

    for who in (stranger, rauf.user):
        wish = {"opinion": opinion, "is_favourable": True, "text": "Olar"}
        assert code_of(in_hand.give_opinion, by=who, **wish) == "not_asked"
        assert in_hand not in Case.objects.for_staff(who)


def test_one_other_unit_with_experts_is_asked_once(in_hand, opinion, nigar, museum):
    empty = registry.an_institution()
    ask = {"by": nigar, "question": "Fasad?"}

    assert code_of(in_hand.ask_opinion, **ask) == "one_unit"
    assert code_of(in_hand.ask_opinion, **ask, region=registry.a_region(), institution=museum) == "one_unit"
    assert code_of(in_hand.ask_opinion, **ask, institution=museum) == "asked"
    assert code_of(in_hand.ask_opinion, **ask, institution=empty) == "nobody"
    assert code_of(in_hand.ask_opinion, by=nigar, question=" ", institution=museum) == "no_question"


def test_a_region_answers_through_its_officers(in_hand, nigar, kamran):
    in_hand.ask_opinion(by=nigar, question="Abidədirmi?", region=registry.a_region())

    in_hand.give_opinion(by=kamran, opinion=in_hand.opinions.get(), is_favourable=True, text="Deyil")

    assert in_hand.opinions.get().given_by == kamran
