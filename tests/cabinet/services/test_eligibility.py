import pytest

from cabinet.services.eligibility import Answer, answers
from cabinet.services.models import Service
from tests.factories import cabinet as people
from tests.factories import editions as make
from tests.factories import registry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def small(anar):
    return people.child_of(anar, name="Kənan", birth_date="2023-05-02")


def test_a_rule_that_hinders_says_why_and_what_may_be_asked_instead(version, anar, small):
    small.refresh_from_db()

    assert answers(version, person=anar, subject=small) == [
        Answer(
            False, "Kənan is 3 years old; this is possible from 6 on.", Service.objects.get(slug="letter")
        ),
    ]


def test_a_rule_that_does_not_hinder_may_say_so(version, anar, aylin):
    assert answers(version, person=anar, subject=aylin) == [Answer(True, f"The age is right: {aylin.age}.")]


def test_what_hinders_stands_first(version, anar):
    stranger = people.citizen(citizenship="GE")

    assert [answer.ok for answer in answers(version, person=stranger, subject=stranger)] == [False, True]


def test_who_may_not_ask_is_told_who_may(anar, aylin, monument):
    adults = make.a_version("adults", definition=make.definition(who=["self"]))

    sentence = "This case may be sent by: an adult for oneself."
    assert answers(adults, person=anar, subject=aylin) == [Answer(False, sentence)]
    assert answers(adults, person=anar, subject=anar, institution=monument) == [Answer(False, sentence)]


def test_a_service_without_rules_is_for_everybody(anar):
    open_to_all = make.a_version("open", definition=make.definition(eligibility=[]))

    assert answers(open_to_all, person=anar, subject=anar) == [Answer(True, "This service can be asked for.")]


def test_a_rule_may_ask_for_the_kind_of_institution(anar, monument):
    rule = {
        "if": {"not": {"field": "institution_kind", "is": "museum"}},
        "reason": make.words("Not for {{ institution }}."),
    }
    museums = make.a_version("museums", definition=make.definition(eligibility=[rule]))
    school = registry.an_institution("Məktəb", name_en="School")

    assert [one.sentence for one in answers(museums, person=anar, subject=anar, institution=school)] == [
        "Not for School."
    ]
    assert answers(museums, person=anar, subject=anar, institution=monument)[0].ok
