"""Whether a question can ever be shown: its condition is tried with the values that matter. Pure."""

import math
from collections.abc import Mapping
from itertools import product
from typing import Any

from cabinet.services.checking import fault
from cabinet.services.conditions import holds, names, parts
from cabinet.services.definition import Question

TRIED = 20000
STEP = 1


def unreachable(questions: Mapping[str, Question]) -> list[str]:
    """Questions that no answers bring up, in their order. Conditions look back only: checked before."""
    never: list[str] = []
    for name, question in questions.items():
        condition = question.schema.get("x-show-if")
        asked = list(dict.fromkeys(names(condition)))
        values = [_values(questions[one], condition, one in never) for one in asked]
        rows = (dict(zip(asked, row, strict=True)) for row in product(*values))
        is_small = math.prod(map(len, values)) <= TRIED
        if is_small and not any(holds(condition, row) for row in rows):
            never.append(name)
    return never


def _values(question: Question, condition: Any, is_hidden: bool) -> list[Any]:
    """No answer, and each possible answer at which some test of the condition could turn."""
    if is_hidden:
        return [None]
    wanted = [part for part in parts(condition) if part["field"] == question.name]
    named = [value for part in wanted for value in _named(part)]
    near = [one for value in named for one in _around(value)]
    listed: list[Any] = [value for value, _label in question.choices]
    bounds = [question.schema[name] for name in ("minimum", "maximum") if name in question.schema]
    some = [True, False, 0, "x" * max(question.schema.get("minLength", 1), 1), *bounds]
    candidates: list[Any] = [*listed, *near, *some]
    if question.kind == "several":
        candidates = [*([one] for one in listed), listed, listed[: question.schema.get("maxItems", 1)]]
    if question.kind in ("file", "institution"):
        return [None, *named, ["x"]]
    possible = [value for value in candidates if value is not None and fault(question, value) is None]
    return [None, *possible]


def _named(part: Mapping[str, Any]) -> list[Any]:
    return [part[test] for test in ("is", "at_least", "at_most") if test in part] + part.get("in", [])


def _around(value: Any) -> list[Any]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return [value - STEP, value, value + STEP]
    return [value]
