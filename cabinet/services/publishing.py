"""The check list before an edition is published: everything that would fail a citizen later."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from cabinet.services.conditions import TESTS, names, parts
from cabinet.services.decisions import unknown_places
from cabinet.services.definition import Definition, Question
from cabinet.services.eligibility import FACTS, NAMED
from cabinet.services.grammar import Fault, Path_, faults_of_shape
from cabinet.services.models import Service
from cabinet.services.prefill import NAMES
from cabinet.services.reach import unreachable
from cabinet.services.texts import places
from eculture.roles import roles
from registry.classifiers import Kind
from registry.territory import Unit

KIND_NEEDS_TYPE = {"long_text": "string", "institution": "string", "file": "array"}
ONLY_FOR = {
    "format": ("string",),
    "enum": ("string",),
    "minLength": ("string",),
    "maxLength": ("string",),
    "minimum": ("integer", "number"),
    "maximum": ("integer", "number"),
    "const": ("boolean",),
    "items": ("array",),
    "minItems": ("array",),
    "maxItems": ("array",),
    "uniqueItems": ("array",),
}
PAIRS = (("minLength", "maxLength"), ("minimum", "maximum"), ("minItems", "maxItems"))
IN_ORDER = ("integer", "number", "date")


def faults(definition: Any, *, route: str = "ministry") -> list[Fault]:
    """Everything that hinders publishing. First the shape; what it means only once the shape is right."""
    wrong = faults_of_shape(definition)
    if wrong:
        return wrong
    for checks in IN_TURN:
        wrong = [fault for check in checks for fault in check(definition)]
        if wrong:
            return wrong
    return list(_route(definition, route))


def _steps(definition: dict[str, Any]) -> Iterator[Fault]:
    """Each question stands on one step, each name of a step is a question."""
    form = definition["form"]
    count: Counter[str] = Counter()
    for place, step in enumerate(form["x-steps"]):
        for row, name in enumerate(step["fields"]):
            count[name] += 1
            path = ("form", "x-steps", place, "fields", row)
            if name not in form["properties"]:
                yield Fault(path, _("There is no question “%(name)s”.") % {"name": name})
            elif count[name] > 1:
                yield Fault(path, _("“%(name)s” stands on two steps.") % {"name": name})
    for name in form["properties"]:
        if not count[name]:
            yield Fault(("form", "properties", name), _("This question stands on no step."))


def _names(definition: dict[str, Any]) -> Iterator[Fault]:
    form = definition["form"]
    for place, name in enumerate(form.get("required", ())):
        if name not in form["properties"]:
            yield Fault(("form", "required", place), _("There is no question “%(name)s”.") % {"name": name})


def _slugs(definition: dict[str, Any]) -> Iterator[Fault]:
    lists = {
        ("form", "x-steps"): [step["slug"] for step in definition["form"]["x-steps"]],
        ("stages",): [stage["slug"] for stage in definition.get("stages", ())],
        ("grounds",): [ground["code"] for ground in definition.get("grounds", ())],
    }
    for path, slugs in lists.items():
        for place, slug in enumerate(slugs):
            if slug in slugs[:place]:
                yield Fault((*path, place), _("“%(name)s” stands here twice.") % {"name": slug})


def _fields(definition: dict[str, Any]) -> Iterator[Fault]:
    for name, schema in definition["form"]["properties"].items():
        path, of = ("form", "properties", name), schema["type"]
        kind = schema.get("x-kind")
        if kind and of != KIND_NEEDS_TYPE[kind]:
            yield Fault(
                (*path, "type"),
                _("“%(kind)s” needs the type “%(type)s”.") % {"kind": kind, "type": KIND_NEEDS_TYPE[kind]},
            )
        for word, types in ONLY_FOR.items():
            if word in schema and of not in types:
                yield Fault((*path, word), _("This does not belong to the type “%(type)s”.") % {"type": of})
        for least, most in PAIRS:
            if least in schema and most in schema and schema[least] > schema[most]:
                yield Fault((*path, least), _("The least is more than the most."))
        yield from _choices(path, schema)
        if schema.get("x-prefill", "account.email") not in NAMES:
            yield Fault((*path, "x-prefill"), _one_of(NAMES))


def _choices(path: Path_, schema: Mapping[str, Any]) -> Iterator[Fault]:
    """Every answer to choose has its words, in every language."""
    values = schema.get("enum") or schema.get("items", {}).get("enum", [])
    if schema["type"] == "array" and schema.get("x-kind") != "file" and not values:
        yield Fault(path, _("Answers to choose are missing: items.enum."))
    labels = schema.get("x-labels", {})
    missing, unknown = (
        [one for one in values if one not in labels],
        [one for one in labels if one not in values],
    )
    if missing:
        yield Fault((*path, "x-labels"), _("Missing: %(names)s.") % {"names": ", ".join(missing)})
    if unknown:
        yield Fault((*path, "x-labels"), _("Not known here: %(names)s.") % {"names": ", ".join(unknown)})


def _conditions(definition: dict[str, Any]) -> Iterator[Fault]:
    """A question may be brought up only by answers that were asked for before it."""
    questions = Definition(definition).questions
    order = list(questions)
    for place, (name, question) in enumerate(questions.items()):
        condition = question.schema.get("x-show-if")
        path = ("form", "properties", name, "x-show-if")
        for other in names(condition):
            if other == name:
                yield Fault(path, _("The condition refers to its own question."))
            elif other not in questions:
                yield Fault(path, _("There is no question “%(name)s”.") % {"name": other})
            elif name in _reached_from(other, questions):
                yield Fault(
                    path, _("The conditions go in a circle: %(names)s.") % {"names": f"{name}, {other}"}
                )
            elif order.index(other) > place:
                yield Fault(path, _("“%(name)s” is asked later.") % {"name": other})
        yield from _tests(path, condition, questions)


def _reached_from(start: str, questions: Mapping[str, Question]) -> set[str]:
    """Every question on which `start` depends."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        question = questions.get(waiting.pop())
        new = set(names(question.schema.get("x-show-if"))) - seen if question else set()
        seen |= new
        waiting += new
    return seen


def _tests(path: Path_, condition: Any, questions: Mapping[str, Question]) -> Iterator[Fault]:
    """Each single test has one comparison, which suits the question."""
    for part in parts(condition or {}):
        tests = [test for test in TESTS if test in part]
        question = questions.get(part["field"])
        if len(tests) != 1:
            yield Fault(path, _("One comparison for “%(name)s”: %(tests)s.") % {
                "name": part["field"], "tests": ", ".join(TESTS)
            })  # fmt: skip
        elif question and tests[0] in ("at_least", "at_most") and question.kind not in IN_ORDER:
            yield Fault(path, _("“%(name)s” is neither a number nor a day.") % {"name": part["field"]})
    yield from _joints(path, condition or {})


def _joints(path: Path_, condition: Mapping[str, Any]) -> Iterator[Fault]:
    """A condition is a test of one field, or one joint of others."""
    joints = [joint for joint in ("all", "any", "not", "field") if joint in condition]
    if condition and len(joints) != 1:
        yield Fault(path, _("Exactly one of these stands in a condition: all, any, not, field."))
    for joint in ("all", "any", "not"):
        inner = condition.get(joint, [])
        for one in [inner] if isinstance(inner, Mapping) else inner:
            yield from _joints((*path, joint), one)


def _reach(definition: dict[str, Any]) -> Iterator[Fault]:
    for name in unreachable(Definition(definition).questions):
        yield Fault(
            ("form", "properties", name, "x-show-if"), _("No answer can ever bring up this question.")
        )


def _rules(definition: dict[str, Any]) -> Iterator[Fault]:
    slugs = set(Service.objects.values_list("slug", flat=True))
    for place, rule in enumerate(definition.get("eligibility", ())):
        path = ("eligibility", place)
        for part in parts(rule["if"]):
            if part["field"] not in FACTS:
                yield Fault((*path, "if"), _one_of(FACTS))
        yield from _tests((*path, "if"), rule["if"], {})
        if rule.get("instead", "") not in slugs | {""}:
            yield Fault((*path, "instead"), _("There is no such service."))
        for said in ("reason", "otherwise"):
            for language, text in rule.get(said, {}).items():
                if set(places(text)) - set(NAMED):
                    yield Fault((*path, said, language), _one_of(NAMED))


def _assignments(definition: dict[str, Any]) -> Iterator[Fault]:
    questions = Definition(definition).questions
    for place, rule in enumerate(definition.get("assign", ())):
        path, to = ("assign", place), rule["to"]
        for name in names(rule.get("if")):
            if name not in questions:
                yield Fault((*path, "if"), _("There is no question “%(name)s”.") % {"name": name})
        yield from _tests((*path, "if"), rule.get("if"), questions)
        if "role" in to and roles.get(to["role"]) is None:
            yield Fault((*path, "to", "role"), _one_of([role.slug for role in roles]))
        if "unit" in to and not Unit.objects.filter(code=to["unit"]).exists():
            yield Fault((*path, "to", "unit"), _("There is no such territory."))


def _texts(definition: dict[str, Any]) -> Iterator[Fault]:
    for path, name in unknown_places(definition):
        yield Fault(path, _("Nothing can be put in for “%(name)s”.") % {"name": f"{{{{ {name} }}}}"})


def _about(definition: dict[str, Any]) -> Iterator[Fault]:
    name = (definition.get("about") or {}).get("field")
    question = Definition(definition).questions.get(name)
    if name and (question is None or question.kind != "institution"):
        yield Fault(("about", "field"), _("This is not a question for an institution."))


def _kinds(definition: dict[str, Any]) -> Iterator[Fault]:
    properties = definition["form"]["properties"]
    wanted = {("about", "kinds"): (definition.get("about") or {}).get("kinds", [])}
    for name, schema in properties.items():
        path = ("form", "properties", name, "x-institutions", "kinds")
        wanted[path] = schema.get("x-institutions", {}).get("kinds", [])
    known = set(Kind.objects.values_list("code", flat=True)) if any(wanted.values()) else set()
    for path, codes in wanted.items():
        unknown = [code for code in codes if code not in known]
        if unknown:
            yield Fault(path, _("Not known here: %(names)s.") % {"names": ", ".join(unknown)})


def _route(definition: dict[str, Any], route: str) -> Iterator[Fault]:
    if route == "institution" and not definition.get("about"):
        yield Fault(("about",), _("An institution decides, but the case is about none."))


# Each row relies on what the row before has found right
IN_TURN: list[list[Callable[[dict[str, Any]], Iterable[Fault]]]] = [
    [_steps, _names, _slugs],
    [_fields, _conditions],
    [_reach, _rules, _assignments, _texts, _about, _kinds],
]


def _one_of(values: Iterable[str]) -> str:
    return _("One of these stands here: %(values)s.") % {"values": ", ".join(values)}
