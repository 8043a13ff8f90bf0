"""The check list before publishing, and what publishing does."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from cabinet.services.publishing import faults
from cabinet.services.versions import ServiceVersion
from eculture.journal import JournalEntry
from eculture.refusals import Refusal
from tests.factories import editions as make
from tests.factories import registry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture(autouse=True)
def _known(monument):
    """What the definition of the factory names in the registry and the catalogue."""
    make.a_service("letter")


def found(definition: Any, **options: Any) -> list[str]:
    return [str(fault) for fault in faults(definition, **options)]


def with_field(name: str, **changes: Any) -> dict[str, Any]:
    definition = make.definition()
    field = definition["form"]["properties"][name]
    field |= {word.replace("x_", "x-").replace("_", "-"): value for word, value in changes.items()}
    return definition


def with_condition(name: str, condition: Any) -> dict[str, Any]:
    return with_field(name, x_show_if=condition)


def test_the_example_can_be_published():
    assert found(make.definition()) == []


@pytest.mark.parametrize(
    ("definition", "sentence"),
    [
        ([], "{}: Another kind of value stands here: {…}."),
        ({}, "{}: Missing: form, who, decisions."),
        (make.definition(code="import os"), "{}: Not known here: code."),
        (make.definition(who=["everybody"]), "who.0: One of these stands here: "
         '"self", "child", "institution".'),
        (make.definition(stages=[{"slug": "X Y", "title": make.words("x")}]),
         "stages.0.slug: This has another form: X Y."),
        (make.definition(stages=[{"slug": "expert", "title": {"az": "x", "en": "x"}}]),
         "stages.0.title: Missing: ru."),
        (make.definition(stages=[{"slug": "expert", "title": make.words("x") | {"ru": " "}}]),
         "stages.0.title.ru: This has another form:  ."),
        (make.definition(stages=[{"slug": "expert", "title": make.words("\x00")}]),
         "stages.0.title.ru: Signs that cannot be kept."),
        (with_field("name", pattern="(a+)+$"), "form.properties.name: Not known here: pattern."),
    ],
)  # fmt: skip
def test_the_shape_is_checked_first(definition, sentence):
    assert sentence in found(definition)


def test_a_step_without_questions_is_refused():
    definition = make.definition()
    definition["form"]["x-steps"][1]["fields"] = []

    assert found(definition) == ["form.x-steps.1.fields: This must not be empty."]


def test_brackets_without_end_are_refused_and_break_nothing():
    condition: dict[str, Any] = {"field": "works", "is": "paint"}
    for _turn in range(5000):
        condition = {"not": condition}

    [fault] = faults(with_condition("which", condition))

    assert fault.sentence == "Too many brackets one within another."


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ({"field": "which", "is": "x"}, "The condition refers to its own question."),
        ({"not": {"any": [{"field": "which", "filled": True}]}}, "The condition refers to its own question."),
        ({"field": "nowhere", "is": "x"}, "There is no question “nowhere”."),
        ({"field": "floors", "at_least": 2}, "“floors” is asked later."),
        ({"field": "works", "at_least": "a"}, "“works” is neither a number nor a day."),
        ({"field": "works"}, "One comparison for “works”: is, in, at_least, at_most, filled."),
        ({"field": "works", "is": "paint", "filled": True},
         "One comparison for “works”: is, in, at_least, at_most, filled."),
        ({"is": "paint"}, "Exactly one of these stands in a condition: all, any, not, field."),
        ({"all": [{"field": "works", "is": "paint"}], "field": "works", "is": "roof"},
         "Exactly one of these stands in a condition: all, any, not, field."),
        ({"field": "works", "is": "dig"}, "No answer can ever bring up this question."),
        ({"all": [{"field": "works", "is": "paint"}, {"field": "works", "is": "roof"}]},
         "No answer can ever bring up this question."),
        ({"all": [{"field": "works", "filled": False}, {"field": "works", "is": "roof"}]},
         "No answer can ever bring up this question."),
    ],
)  # fmt: skip
def test_a_condition_that_cannot_work_is_refused(condition, sentence):
    assert f"form.properties.which.x-show-if: {sentence}" in found(with_condition("which", condition))


def test_conditions_in_a_circle_are_refused():
    definition = with_condition("works", {"field": "which", "filled": True})

    assert found(definition) == [
        "form.properties.works.x-show-if: The conditions go in a circle: works, which.",
        "form.properties.which.x-show-if: The conditions go in a circle: which, works.",
    ]


def test_a_question_behind_one_that_is_never_shown_is_never_shown():
    definition = with_condition("which", {"field": "works", "is": "dig"})
    definition["form"]["properties"]["floors"]["x-show-if"] = {"field": "which", "filled": True}

    assert found(definition) == [
        "form.properties.which.x-show-if: No answer can ever bring up this question.",
        "form.properties.floors.x-show-if: No answer can ever bring up this question.",
    ]


@pytest.mark.parametrize(
    ("condition", "is_possible"),
    [
        ({"field": "floors", "at_least": 30}, True),
        ({"field": "floors", "at_least": 31}, False),
        ({"field": "floors", "at_most": 0}, False),
        ({"all": [{"field": "floors", "at_least": 5}, {"field": "floors", "at_most": 5}]}, True),
        ({"all": [{"field": "floors", "at_least": 6}, {"field": "floors", "at_most": 5}]}, False),
        ({"field": "area", "at_most": 0.5}, True),
        ({"field": "begins", "at_least": "2026-11-22"}, True),
        ({"all": [{"field": "parts", "is": "roof"}, {"field": "parts", "is": "paint"}]}, True),
        ({"field": "inhabited", "is": False}, True),
        ({"field": "monument", "filled": True}, True),
        ({"not": {"field": "works", "in": ["paint", "roof", "other"]}}, True),
    ],
)
def test_a_question_is_found_unreachable_by_trying(condition, is_possible):
    assert (found(with_condition("reason", condition)) == []) is is_possible


@pytest.mark.parametrize(
    ("definition", "sentence"),
    [
        (with_field("works", x_labels={"paint": make.words("x")}),
         "form.properties.works.x-labels: Missing: roof, other."),
        (with_field("name", x_prefill="person.fin"), "form.properties.name.x-prefill: One of these"),
        (with_field("floors", maxLength=3), "form.properties.floors.maxLength: This does not belong"),
        (with_field("floors", minimum=40), "form.properties.floors.minimum: The least is more"),
        (with_field("floors", x_kind="file"), "form.properties.floors.type: “file” needs the type “array”."),
        (with_field("monument", x_institutions={"kinds": ["castle"]}),
         "form.properties.monument.x-institutions.kinds: Not known here: castle."),
        (make.definition(about={"kinds": ["museum"], "field": "works"}),
         "about.field: This is not a question for an institution."),
        (make.definition(stages=2 * [{"slug": "expert", "title": make.words("x")}]),
         "stages.1: “expert” stands here twice."),
        (make.definition(assign=[{"to": {"role": "king"}}]), "assign.0.to.role: One of these stands here:"),
        (make.definition(assign=[{"to": {"unit": "XX"}}]), "assign.0.to.unit: There is no such territory."),
        (make.definition(eligibility=[{"if": {"field": "income", "at_most": 1}, "reason": make.words("x")}]),
         "eligibility.0.if: One of these stands here: age,"),
        (make.definition(eligibility=[
            {"if": {"field": "age", "at_most": 1}, "reason": make.words("{{ fin }}"), "instead": "moon"}]),
         "eligibility.0.instead: There is no such service."),
        (make.definition(decisions={"approved": {"title": make.words("x"), "body": make.words("{{ nmae }}")},
                                    "refused": {"title": make.words("x"), "body": make.words("x")}}),
         "decisions.approved.body.az: Nothing can be put in for “{{ nmae }}”."),
    ],
)  # fmt: skip
def test_what_would_fail_a_citizen_later_is_refused(definition, sentence):
    assert [line for line in found(definition) if line.startswith(sentence)]


def test_every_question_stands_on_exactly_one_step():
    definition = make.definition()
    first, second = definition["form"]["x-steps"][:2]
    first["fields"] = [*first["fields"][1:], "roof"]
    second["fields"].append("works")
    definition["form"]["required"].append("gone")

    assert found(definition) == [
        "form.x-steps.0.fields.7: There is no question “roof”.",
        "form.x-steps.1.fields.2: “works” stands on two steps.",
        "form.properties.monument: This question stands on no step.",
        "form.required.7: There is no question “gone”.",
    ]


def test_an_institution_that_decides_is_named():
    sentence = "about: An institution decides, but the case is about none."

    assert found(make.definition(about=None), route="institution") == [sentence]
    assert found(make.definition(), route="institution") == []


def test_publishing_retires_the_edition_before_and_leaves_a_trace(nigar):
    first = make.a_version()
    second = first.open_next(by=nigar)

    second.publish(by=nigar)

    states = ServiceVersion.objects.order_by("number").values_list("number", "state")
    assert list(states) == [(1, "retired"), (2, "published")]
    assert second.published_at is not None
    deeds = JournalEntry.objects.filter(subject_type="cabinet.serviceversion").order_by("pk")
    assert [(entry.verb, entry.actor_id) for entry in deeds] == [
        (verb, str(nigar.pk)) for verb in ("open_next", "retire", "publish")
    ]


def test_an_edition_with_faults_is_not_published_and_the_one_before_stays(nigar):
    first = make.a_version()
    second = make.a_version(state="draft", definition=make.definition(who=[], stages={}))

    with pytest.raises(Refusal) as refused:
        second.publish(by=nigar)

    assert refused.value.extra["faults"] == [
        "stages: Another kind of value stands here: […].",
        "who: This must not be empty.",
    ]
    assert "To correct: 2 places" in str(refused.value)
    first.refresh_from_db()
    assert (first.state, second.state) == ("published", "draft")


def test_a_new_draft_begins_as_the_edition_in_use_and_there_is_only_one(nigar):
    first = make.a_version(term_days=10, extended_days=20, needs_two=True, route="region")

    draft = first.open_next(by=nigar)
    draft.definition["who"] = ["self"]
    draft.save()

    assert (draft.number, draft.state, draft.term_days, draft.needs_two, draft.route, draft.made_by) == (
        2, "draft", 10, True, "region", nigar,
    )  # fmt: skip
    assert first.open_next(by=nigar) == draft
    first.refresh_from_db()
    assert first.definition == make.definition()


@pytest.mark.parametrize(
    "change",
    ["definition = '{}'", "term_days = 1", "number = 9", "state = 'draft'", "state = 'nowhere'"],
)
def test_an_edition_in_use_is_not_changed_behind_the_portal(change):
    version = make.a_version()

    refused = pytest.raises(ProgrammingError, match="Cannot update")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE cabinet_serviceversion SET {change} WHERE id = %s", [version.pk])


def test_an_edition_out_of_use_never_comes_back():
    version = make.a_version(state="retired")

    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        ServiceVersion.objects.filter(pk=version.pk).update(state="published")


def test_an_edition_in_use_is_not_deleted():
    version = make.a_version()

    with pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
        ServiceVersion.objects.filter(pk=version.pk).delete()


def test_a_rule_may_send_a_case_to_a_territory_that_there_is():
    unit = registry.a_unit()

    assert found(make.definition(assign=[{"to": {"unit": unit.code}}])) == []
