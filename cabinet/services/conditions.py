"""The tiny language of conditions: data, not code. Pure.

`{"field": "age", "at_least": 18}` · `is` · `in` · `at_most` · `filled` · `all` · `any` · `not`
"""

from collections.abc import Iterator, Mapping
from typing import Any

Condition = Mapping[str, Any]
EMPTY = (None, "", [])
TESTS = ("is", "in", "at_least", "at_most", "filled")
JOINTS = ("all", "any", "not")


def is_empty(value: Any) -> bool:
    return value is None or value == "" or value == []


def holds(condition: Condition | None, values: Mapping[str, Any]) -> bool:
    """Whether the condition is true of these values. What is missing or of another type is never true."""
    if not condition:
        return True
    if "all" in condition:
        return all(holds(part, values) for part in condition["all"])
    if "any" in condition:
        return any(holds(part, values) for part in condition["any"])
    if "not" in condition:
        return not holds(condition["not"], values)
    return _is_true(condition, values.get(condition.get("field")))


def _is_true(condition: Condition, value: Any) -> bool:
    if "filled" in condition:
        return is_empty(value) is not condition["filled"]
    if "is" in condition or "in" in condition:
        wanted = condition["in"] if "in" in condition else [condition["is"]]
        given = value if isinstance(value, list) else [value]
        return any(_same(one, other) for one in given for other in wanted)
    bound = condition["at_least"] if "at_least" in condition else condition.get("at_most")
    if not _comparable(value, bound):
        return False
    return value >= bound if "at_least" in condition else value <= bound


def _same(one: Any, other: Any) -> bool:
    """Equal and of one type: True is not 1."""
    return isinstance(one, bool) is isinstance(other, bool) and one == other


def _comparable(one: Any, other: Any) -> bool:
    """Two numbers, or two days as text."""
    if isinstance(one, bool) or isinstance(other, bool):
        return False
    return any(isinstance(one, kind) and isinstance(other, kind) for kind in ((int, float), str))


def parts(condition: Condition) -> Iterator[Condition]:
    """The single tests of a condition, however they are joined."""
    for joint in JOINTS:
        inner = condition.get(joint)
        for part in [inner] if isinstance(inner, Mapping) else inner or ():
            yield from parts(part)
    if "field" in condition:
        yield condition


def names(condition: Condition | None) -> list[str]:
    """The fields that a condition asks about."""
    return [part["field"] for part in parts(condition or {})]
