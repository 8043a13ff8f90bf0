"""What is erased, what is made anonymous and what stays, by which law and until when: a pure function."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from cabinet.people.guardianships import years_before
from eculture.erasure import ERASED, KEPT

PERSON = "person"


@dataclass(frozen=True)
class Held:
    """A portion of somebody's data as it is: how many rows, and the day of the newest."""

    slug: str
    count: int
    outcome: str = ERASED
    newest: date | None = None
    names_the_person: bool = False


@dataclass(frozen=True)
class Rule:
    """What the law says of a portion; kept for ever where it has no years."""

    is_kept: bool
    years: int | None = None


@dataclass(frozen=True)
class Line:
    """The fate of a portion; `until` is the first day on which it is kept no longer."""

    slug: str
    count: int
    fate: str
    until: date | None = None

    @property
    def is_kept(self) -> bool:
        return self.fate == KEPT


def plan(held: Iterable[Held], rules: Mapping[str, Rule], *, today: date) -> list[Line]:
    """One line for each portion that has rows. What no rule speaks of stays: nothing is lost by an oversight.

    The person stays as long as something stays that names the person.
    """
    there = [one for one in held if one.count]
    lines = {one.slug: _line(one, rules.get(one.slug, Rule(is_kept=True)), today) for one in there}
    named = [lines[one.slug] for one in there if one.names_the_person and lines[one.slug].is_kept]
    if named and PERSON in lines:
        days = [line.until for line in named]
        until = None if None in days else max(days)
        lines[PERSON] = replace(lines[PERSON], fate=KEPT, until=until)
    return list(lines.values())


def _line(held: Held, rule: Rule, today: date) -> Line:
    until = years_before(held.newest, -rule.years) if held.newest and rule.years else None
    is_over = until is not None and until <= today
    fate = KEPT if rule.is_kept and not is_over else held.outcome
    return Line(held.slug, held.count, fate, until if fate == KEPT else None)
