"""To whom a case goes first, by the rules of its edition."""

from collections.abc import Mapping
from typing import Any

from cabinet.services.conditions import holds
from cabinet.services.definition import Definition


def assigned(version: Any, answers: Mapping[str, Any]) -> dict[str, Any] | None:
    """`to` of the first rule that holds: {"role": …}, {"unit": …} or {"least_loaded": true}; None without."""
    called = Definition.of(version).shown(answers)
    values = {name: value for name, value in answers.items() if name in called}
    rules = version.definition.get("assign", ())
    return next((rule["to"] for rule in rules if holds(rule.get("if"), values)), None)
