import pytest

from cabinet.services.conditions import holds, names

ANSWERS = {"works": "roof", "floors": 3, "parts": ["roof", "paint"], "inhabited": False, "empty": ""}


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        ({"field": "works", "is": "roof"}, True),
        ({"field": "works", "is": "paint"}, False),
        ({"field": "works", "in": ["paint", "roof"]}, True),
        ({"field": "parts", "is": "paint"}, True),
        ({"field": "parts", "in": ["other"]}, False),
        ({"field": "floors", "at_least": 3}, True),
        ({"field": "floors", "at_most": 2}, False),
        ({"field": "inhabited", "is": False}, True),
        ({"field": "inhabited", "filled": True}, True),
        ({"field": "empty", "filled": False}, True),
        ({"field": "nowhere", "filled": True}, False),
        ({"not": {"field": "works", "is": "paint"}}, True),
        ({"all": [{"field": "floors", "at_least": 1}, {"field": "works", "is": "paint"}]}, False),
        ({"any": [{"field": "floors", "at_least": 9}, {"field": "works", "is": "roof"}]}, True),
    ],
)
def test_a_condition_says_what_it_says(condition, wanted):
    assert holds(condition, ANSWERS) is wanted


@pytest.mark.parametrize(
    ("condition", "answers"),
    [
        ({"field": "floors", "at_least": 3}, {"floors": "many"}),
        ({"field": "floors", "at_least": 3}, {"floors": None}),
        ({"field": "floors", "at_most": 3}, {"floors": [1]}),
        ({"field": "floors", "at_most": 3}, {"floors": True}),
        ({"field": "floors", "is": 1}, {"floors": True}),
        ({"field": "floors", "is": 1}, {"floors": {"a": 1}}),
        ({"field": "floors", "is": 0}, {"floors": False}),
    ],
)
def test_an_answer_of_another_type_never_makes_a_condition_true(condition, answers):
    assert not holds(condition, answers)


def test_days_are_compared_as_days():
    later = {"field": "begins", "at_least": "2026-11-01"}

    assert holds(later, {"begins": "2026-11-22"}) and not holds(later, {"begins": "2026-10-31"})


def test_a_condition_names_every_field_it_asks_about():
    condition = {"any": [{"not": {"field": "a", "is": 1}}, {"all": [{"field": "b", "filled": True}]}]}

    assert names(condition) == ["a", "b"] and names(None) == []
