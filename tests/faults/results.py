"""What a recipe found, and the table of all."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Recipe = Callable[[Any], "Result"]
recipes: list[tuple[str, Recipe]] = []


@dataclass
class Result:
    """Counts and goals; a recipe holds when every goal holds."""

    sent: int = 0
    stored: int = 0
    done: int = 0
    twice: int = 0
    faults: str = ""
    goals: list[tuple[str, bool]] = field(default_factory=list)

    def goal(self, text: str, holds: bool) -> None:
        self.goals.append((text, bool(holds)))

    @property
    def holds(self) -> bool:
        return bool(self.goals) and all(holds for _text, holds in self.goals)

    @property
    def broken(self) -> list[str]:
        return [text for text, holds in self.goals if not holds]


def recipe(title: str) -> Callable[[Recipe], Recipe]:
    def keep(function: Recipe) -> Recipe:
        recipes.append((title, function))
        return function

    return keep


def line(title: str, result: Result) -> str:
    verdict = "holds" if result.holds else "FAILS: " + "; ".join(result.broken)
    counts = f"sent {result.sent} · stored {result.stored} · done {result.done} · twice {result.twice}"
    return f"{title}: {counts} · {verdict}"


def page(results: list[tuple[str, Result]], day: str) -> str:
    """docs/faults.md: counts, never times."""
    return PAGE.format(day=day, rows="\n".join(row(title, result) for title, result in results))


def row(title: str, result: Result) -> str:
    goals = "; ".join(text for text, _holds in result.goals)
    counts = (result.sent, result.stored, result.done, result.twice)
    verdict = "holds" if result.holds else f"**fails:** {'; '.join(result.broken)}"
    return "| " + " | ".join([title, result.faults, *map(str, counts), goals, verdict]) + " |"


PAGE = """# What happens when things are killed

Written by `python -m tests.faults --write` on {day}. Real PostgreSQL (with fsync), Valkey, two web hosts,
workers, beat, a mail server and a provider of SMS; real signals. `make faults` runs it again. Times depend on
the machine and are not kept; counts are.

*sent*: asked for · *stored*: in the database · *done*: the effect is there, the letter has arrived ·
*twice*: more than once.

| recipe | what was done to it | sent | stored | done | twice | goals | |
|---|---|---|---|---|---|---|---|
{rows}

Why it holds: a request writes rows, the broker only carries their names, a worker holds a job for a lease
and everything it writes is fenced by the attempt (`eculture/jobs.py`, `eculture/delivery.py`). A message
can reach a gateway twice when the connection breaks, or the sender dies, between the message and the
receipt; it carries one key over all its tries, so that a gateway that honours the key drops the repeat. A
gateway that does not answer is left alone after five failures (`eculture/breaker.py`): one message at a
time asks whether it is back, the others wait and lose no try, and other channels and jobs have workers of
their own. A worker that loses its broker with a message in hand ends itself; like `make run` and a
container's restart policy, the recipes start it again.

Not shown here: full disks, clocks that jump, failover to a replica.
"""
