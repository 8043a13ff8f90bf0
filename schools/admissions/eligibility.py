"""Which programmes are open to a child, and the sentence for those that are not."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from eculture.refusals import Refusal


def by_age(rules: Iterable[Any], age: int) -> dict[int, frozenset[str]]:
    """Programme id → fundings whose age rule the child meets."""
    found: dict[int, frozenset[str]] = {}
    for rule in rules:
        if rule.allows(age):
            found[rule.programme_id] = found.get(rule.programme_id, frozenset()) | {rule.funding}
    return found


def refusal_by_age(
    *, child: Any, day: date, rules: list[Any], programme: Any = None, direction: Any = ""
) -> Refusal | None:
    """None when the child may choose the programme, or at least one programme of the direction."""
    age = child.age_on(day)
    opened = by_age(rules, age)
    if opened if programme is None else programme.pk in opened:
        return None
    names = {"child": child.name, "age": age, "list": alternatives(rules, age)}
    if programme is None:
        message = _(
            "No specialty of this direction is open to %(child)s: the child is %(age)s on the day "
            "of the count. The age limits are: %(limits)s."
        )
        names |= {"limits": limits(rules)}
    else:
        limit = _limit([rule for rule in rules if rule.programme_id == programme.pk])
        message = _(
            "This specialty is not open to %(child)s: the age limit is %(limit)s, the child is %(age)s. "
            "Open at this age: %(list)s."
        )
        names |= {"limit": limit}
    return Refusal(message % names, code="age", field="programme" if programme else "direction")


def alternatives(rules: list[Any], age: int) -> str:
    return _named([rule for rule in rules if rule.allows(age)])


def limits(rules: list[Any]) -> str:
    return _named(rules)


def _named(rules: list[Any]) -> str:
    """Programmes with their age limits; where a free place is possible, its limit is the one that counts."""
    named: dict[int, str] = {}
    for rule in rules:
        text = _("%(programme)s (%(limit)s)") % {"programme": rule.programme, "limit": _limit([rule])}
        named.setdefault(rule.programme_id, text)
    return "; ".join(named.values()) or _("none")


def _limit(rules: list[Any]) -> str:
    """The widest range that the rules of one programme give together."""
    if not rules:
        return "–"
    return f"{min(rule.min_age for rule in rules)}–{max(rule.max_age for rule in rules)}"
