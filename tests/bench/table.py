"""The result as a table; the baseline in docs holds ratios and counts, never times."""

from typing import Any

LEAST = 0.05


def verdict(interval: list[float], goal: float) -> str:
    """Passes when the interval's upper end is under the goal, fails when its lower end is over it."""
    _median, low, high = interval
    return "pass" if high <= goal else "fail" if low > goal else "unclear"


def span(interval: list[float]) -> str:
    median, low, high = interval
    return f"{median:.2f} [{low:.2f}–{high:.2f}]"


def text(found: dict[str, Any]) -> str:
    facts = found["head"].items()
    rounded = [(name, round(value, 2) if isinstance(value, float) else value) for name, value in facts]
    head = ", ".join(f"{name} {value}" for name, value in rounded)
    return "\n".join([head, *map(line, found["pages"])])


def line(row: dict[str, Any]) -> str:
    parts = [
        f"{row['page']:<20} page {row['page ms']:.1f} ms",
        f"B1 {row['B1 ms']:.1f} ms",
        f"{row['queries']} queries",
        f"own÷B2 {span(row['own'])} ≤ {row['own goal']} {verdict(row['own'], row['own goal'])}",
        f"db÷B1 {span(row['database'])} ≤ {row['database goal']} "
        + verdict(row["database"], row["database goal"]),
        f"planning÷executing {row['planning']:.1f}",
    ]
    if "p95" in row:
        parts.append(f"p50/p95/p99 {row['p50']:.0f}/{row['p95']:.0f}/{row['p99']:.0f} ms")
        parts.append(f"p95÷B2 {row['p95 ratio']:.1f}, errors {row['errors']}, late {row['late']:.1f} ms")
    return ", ".join(parts)


def page(found: dict[str, Any], day: str) -> str:
    rows = "\n".join(_row(row) for row in found["pages"])
    return PAGE.format(
        day=day, rows_of_pages=rows, control=span(found["head"]["control"]), **_facts(found["head"])
    )


def _facts(head: dict[str, Any]) -> dict[str, Any]:
    names = ("cores", "rows", "data", "python", "postgres")
    return {name: head[name] for name in names} | {"load": f"{head['load']:.1f}"}


def _row(row: dict[str, Any]) -> str:
    cells = [
        row["page"],
        str(row["queries"]),
        span(row["own"]),
        f"≤ {row['own goal']}",
        verdict(row["own"], row["own goal"]),
        span(row["database"]),
        f"≤ {row['database goal']}",
        verdict(row["database"], row["database goal"]),
        f"{row['planning']:.1f}",
        f"{row['p95 ratio']:.1f}" if "p95 ratio" in row else "–",
        str(row.get("errors", "–")),
    ]
    return "| " + " | ".join(cells) + " |"


PAGE = """# How much more than its questions a page costs

Written by `python -m tests.bench --write` on {day}: ratios and counts, never times, because times belong to a
machine. `make bench` runs it again and keeps times beside them in `var/bench/`.

{cores} cores, load {load} at the end, Python {python}, PostgreSQL {postgres}, {rows} rows: the country of the
2025 campaign (`manage.py demo --national`; counts of all tables hash to `{data}`).
Control (the empty page ÷ itself): {control}. A difference under 5 % or under twice the control's half-width
is no difference.

| page | queries | own | goal | | database | goal | | planning | p95 ÷ empty page's | errors |
|---|---|---|---|---|---|---|---|---|---|---|
{rows_of_pages}

- **empty page** (B2): signed in, the whole middleware and frame, nothing in it.
- **by hand** (B1): all questions of the page and its frame in SQL written by hand (`tests/bench/sql/`), one
  prepared connection, every row fetched and written as JSON; its main rows must equal the page's,
  else nothing is measured.
- **own** = page − empty page − by hand, in one process, A B A B with the order turned each round; the median
  over the rounds with its bootstrap 95 % interval. *pass*: the upper end is under the goal; *fail*: the lower
  end is over it; else *unclear*.
- **database** = what the server spent on executing the page's queries ÷ those by hand (`pg_stat_statements`).
  By hand is prepared, so planning is left out of it; **planning** tells what the page's queries cost besides.
- **p95** under load: 20 requests a second, each page alone, open loop, Poisson arrivals from a seed, waiting
  counted from the due moment, idle connections taken at random (`tests/bench/load.py`).
  Rough: generator and server share the two cores; no run is voided when the generator is late.
"""
