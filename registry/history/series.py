"""From events to days: a pure function of what happened, so that it can be made anew at any time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from eculture.refusals import Refusal
from eculture.templatetags.words import azdate
from registry.history.kinds import ENDS, MOVES, TITLES

EARLIEST = date.min


@dataclass(frozen=True)
class Step:
    """What one event changes of one institution; `on` None: it never was otherwise."""

    event: int
    kind: str
    on: date | None
    changes: dict[str, Any]
    is_heir: bool = False


@dataclass(frozen=True)
class Stretch:
    """From `since` (None: since nobody knows when) until the day before `until` (None: still)."""

    since: date | None
    until: date | None
    event: int
    values: dict[str, Any]

    def holds_on(self, day: date) -> bool:
        return (self.since or EARLIEST) <= day and (self.until is None or day < self.until)


def series(steps: Iterable[Step]) -> list[Stretch]:
    """The stretches of an institution in order, without gap and overlap.

    Raises Refusal where an event cannot follow what was before it.
    """
    ordered = sorted(steps, key=lambda step: (step.kind != "register", step.on or EARLIEST, step.event))
    points = list(_points(ordered))
    ends = [since for since, *_rest in points[1:]] + [None]
    stretches = [
        Stretch(since, until, event, values)
        for (since, event, values), until in zip(points, ends, strict=True)
    ]
    return [stretch for stretch in stretches if stretch.since is None or stretch.since != stretch.until]


def _points(ordered: list[Step]) -> Iterator[tuple[date | None, int, dict[str, Any]]]:
    """Each day on which something changes, with all values from that day on."""
    values: dict[str, Any] = {}
    beginning = [step for step in ordered if step.kind == "register" or step.on is None]
    for step in beginning:
        values = values | step.changes
    start = _start(beginning[0], values.get("founded"))
    yield start, beginning[0].event, values
    for step in _counting(ordered[len(beginning) :], beginning):
        if start and step.on < start:
            if step.is_heir:
                raise _no_heir()
            raise Refusal(
                _("The event lies before the foundation, %(day)s.") % {"day": azdate(start)},
                code="before_foundation",
                field="on",
            )
        values = values | _followed(step, values)
        yield step.on, step.event, values


def _counting(steps: list[Step], beginning: list[Step]) -> list[Step]:
    """What never should have been entered has no days: what was told of it before counts no more."""
    withdrawn = next((step.event for step in beginning if step.kind == "withdraw"), None)
    if withdrawn is None:
        return steps
    late = next((step for step in steps if step.event > withdrawn), None)
    if late:
        raise _no_heir() if late.is_heir else _out_of_order(late)
    return []


def _start(step: Step, founded: int | None) -> date | None:
    """The day that is known, or the first one of the year that is known."""
    if step.on and founded in (None, step.on.year):
        return step.on
    return date(founded, 1, 1) if founded else None


def _followed(step: Step, before: dict[str, Any]) -> dict[str, Any]:
    """What is so after the step; refuses a step that cannot come in the state before it."""
    if step.is_heir:
        if before["state"] == "closed":
            raise _no_heir()
        return step.changes
    rule = MOVES[step.kind]
    if before["state"] not in rule.sources or (before["state"] == "closed" and step.kind != "amend"):
        raise _out_of_order(step)
    state = rule.target or before["state"]
    if step.kind == "resume" and before.get("operating_unit_id"):
        state = "displaced"  # it had been working elsewhere before the pause
    closed_on = step.on if step.kind in ENDS else before.get("closed_on")
    return step.changes | {"state": state, "closed_on": closed_on}


def _out_of_order(step: Step) -> Refusal:
    said = {"event": TITLES[step.kind], "day": azdate(step.on)}
    return Refusal(
        _("“%(event)s” on %(day)s does not fit the order of events. See the history.") % said,
        code="out_of_order",
        field="on",
    )


def _no_heir() -> Refusal:
    return Refusal(
        _("The successor did not exist on that day. Choose another one."), code="successor", field="heirs"
    )
