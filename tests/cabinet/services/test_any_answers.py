"""Whatever somebody sends – through the form, through a program – is answered with sentences."""

from typing import Any

import pytest
from django.db import connection
from django.utils.datastructures import MultiValueDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from cabinet.services import forms
from cabinet.services.conditions import holds
from cabinet.services.definition import Definition
from cabinet.services.grammar import faults_of_shape
from cabinet.services.reading import texts
from cabinet.services.typed import as_text, lines_of, read
from tests.factories import editions as make

pytestmark = pytest.mark.django_db
MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
NAMES = list(make.PERMIT["form"]["properties"])
ODD = some.sampled_from(
    [
        "\x00",
        "\ud800",
        "{{ 7*7 }}",
        "#read()",
        "x" * 9000,
        2**63,
        -(2**63),
        1e308,
        float("nan"),
        float("inf"),
        "",
    ]
)
LEAVES = ODD | some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=20)
VALUES = some.recursive(
    LEAVES,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=5), inner, max_size=3),
)
RIGHT = some.fixed_dictionaries(
    {
        "works": some.sampled_from(["paint", "roof", "other"]),
        "which": some.text(min_size=1, max_size=200),
        "floors": some.integers(1, 30),
        "area": some.decimals(0, 10**9, places=4).map(float),
        "begins": some.dates().map(str),
        "parts": some.lists(some.sampled_from(["paint", "roof", "other"]), unique=True),
        "inhabited": some.booleans(),
    }
)  # fmt: skip


@MANY
@given(answers=some.dictionaries(some.sampled_from(NAMES) | some.text(max_size=10), VALUES))
def test_no_answers_break_the_check_or_the_summary(version, answers):
    found = forms.problems(version, answers, papers={"project": 1})

    assert all(isinstance(sentence, str) and sentence for sentence in found.values())
    assert set(found) <= {"", *forms.shown(version, answers)}
    forms.summary(version, answers)


@MANY
@given(answers=some.dictionaries(some.sampled_from(NAMES), VALUES))
def test_what_the_check_lets_through_the_database_keeps_unchanged(version, answers):
    wrong = forms.problems(version, answers, papers={})
    taken = {name: answers[name] for name in forms.shown(version, answers) & set(answers) - set(wrong)}

    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb = %s::jsonb", [_json(taken), _json(taken)])
        assert cursor.fetchone() == (True,)


def _json(value: Any) -> str:
    return as_text(value)


@MANY
@given(
    typed=some.dictionaries(
        some.sampled_from([*NAMES, "-asked", "monument-for", "monument-chosen"]),
        some.lists(some.text(max_size=30) | some.sampled_from(["\x00", "9" * 400, "2026-02-30"]), max_size=3),
    ),
    answers=some.dictionaries(some.sampled_from(NAMES), VALUES),
)
def test_no_typing_breaks_a_step(version, typed, answers):
    for step in forms.steps(version):
        form = forms.step_form(version, step.slug, answers=answers, data=MultiValueDict(typed))
        assert set(form.kept_answers) <= set(step.fields)
        assert "\x00" not in str(form.kept_answers.values())
        str(form)


@MANY
@given(answers=RIGHT)
def test_right_answers_survive_the_way_through_the_form(version, monument, answers):
    answers = {"monument": monument.code} | answers
    wrong = forms.problems(version, answers, papers={})
    unbound = forms.step_form(version, "what", answers=answers)
    posted = {one.name: one.value() for one in unbound if one.value() is not None}
    data = MultiValueDict(
        {name: value if isinstance(value, list) else [str(value)] for name, value in posted.items()}
    )

    again = forms.step_form(version, "what", answers={}, data=data)

    asked = Definition.of(version).shown(answers) & set(answers) - set(wrong) - {"which"}
    assert {name: again.cleaned_answers.get(name) or None for name in asked} == {
        name: answers[name] or None for name in asked
    }


@MANY
@given(condition=VALUES, answers=some.dictionaries(some.text(max_size=5), VALUES))
def test_a_condition_of_any_shape_that_passes_the_shape_can_be_asked(condition, answers):
    definition = make.definition()
    definition["form"]["properties"]["which"]["x-show-if"] = condition
    if not faults_of_shape(definition):
        assert holds(condition, answers) in {True, False}


@MANY
@given(definition=some.dictionaries(some.text(max_size=8), VALUES, max_size=4))
def test_any_definition_can_be_shown_and_read_back(definition):
    faults_of_shape(definition)
    text = as_text(definition)
    back, fault = read(text)

    assert fault is None or "NaN" in text or "Infinity" in text
    if fault is None and back == definition:
        assert lines_of(text)[()] == 1


def test_odd_words_in_answers_come_out_as_they_are(version, monument):
    odd = '{{ 7*7 }} {x.__class__} #read("/etc/passwd") %(name)s <b>'
    answers = make.answers(monument=monument.code, reason=odd)

    assert forms.problems(version, answers, papers={"project": 1}) == {}
    assert texts(version, answers)["reason"] == odd
