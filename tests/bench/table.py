"""The result as a table; the baseline in docs holds ratios and counts, never times."""

from typing import Any

from tests.bench.load import CLIENTS, CROWDED, LATE, MOST_VOID, RATE, REPEATS, SECONDS
from tests.bench.measure import Ratio

QUIET = 0.5


def text(found: dict[str, Any]) -> str:
    facts = found["head"].items()
    rounded = [(name, round(value, 2) if isinstance(value, float) else value) for name, value in facts]
    head = ", ".join(f"{name} {value}" for name, value in rounded)
    return "\n".join([head, *map(line, found["pages"]), *map(work_line, found["works"])])


def work_line(row: dict[str, Any]) -> str:
    return f"{row['work']:<32} ÷ {row['beside']}: {judged(row['ratio'])}"


def line(row: dict[str, Any]) -> str:
    parts = [
        f"{row['page']:<20} page {row['page ms']:.1f} ms",
        f"B1 {row['B1 ms']:.1f} ms",
        f"{row['queries']} queries",
        f"own÷{row['beside']} {judged(row['own'])}",
        f"work÷B2 {row['work']:.2f}",
        f"db÷B1 {judged(row['database'])}",
        f"planning÷executing {row['planning']:.1f}",
    ]
    if "p95 ratio" in row:
        parts.append(f"p50/p95/p99 {row['p50']:.0f}/{row['p95']:.0f}/{row['p99']:.0f} ms")
        parts.append(f"p95÷B2 {judged(row['p95 ratio'])}, errors {row['errors']}")
        parts.append(f"repeated {row['repeated']}, void {row['void']}")
        parts.append(f"capacity÷B2 {judged(row['capacity'])}")
    return ", ".join(parts)


def judged(ratio: Ratio) -> str:
    return " ".join(_judged(ratio))


def page(found: dict[str, Any], day: str) -> str:
    rows = found["pages"]
    head = found["head"] | {"load": f"{found['head']['load']:.1f}"}
    head["quiet"] = "" if found["head"]["load"] < QUIET else f" (not under {QUIET}: read with care)"
    head["again"] = ", ".join(head["again"]) or "none"
    rules = {"late": LATE, "crowded": CROWDED, "most": MOST_VOID, "clients": CLIENTS}
    rules |= {"rate": RATE, "seconds": SECONDS, "repeats": REPEATS}
    under_load = "\n".join(_under_load(row) for row in rows if "p95 ratio" in row)
    alone = "\n".join(map(_alone, rows))
    works = "\n".join(_cells(row["work"], row["beside"], *_judged(row["ratio"])) for row in found["works"])
    head |= {"alone": alone, "works": works or NO_WORKS, "under_load": under_load or NOT_LOADED}
    return PAGE.format(day=day, **head, **rules)


def _cells(*cells: Any) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"


def _alone(row: dict[str, Any]) -> str:
    own = _judged(row["own"])
    own[0] += " of its SQL" if row["beside"] == "B1" else ""
    judged = [*own, *_judged(row["database"])]
    return _cells(row["page"], row["queries"], f"{row['work']:.2f}", *judged, f"{row['planning']:.1f}")


def _under_load(row: dict[str, Any]) -> str:
    judged = [*_judged(row["p95 ratio"]), *_judged(row["capacity"])]
    return _cells(row["page"], *judged, row["errors"], row["repeated"], row["void"])


def _judged(ratio: Ratio) -> list[str]:
    return [str(ratio), ratio.limit, ratio.verdict]


NO_WORKS = "| not measured in this run | – | – | – | – |"
NOT_LOADED = "| not measured in this run | – | – | – | – | – | – | – | – | – |"
PAGE = """# How much more than its questions a page costs

Written by `python -m tests.bench --write` on {day}: ratios and counts, never times, because times
belong to a machine. `make bench` runs it again and keeps times beside them in `var/bench/`;
`ARGS="--only matrix,schools"` measures some pages, `--quick` fewer rounds and no load.

{cores} cores, load {load} before the start{quiet}. Python {python}, PostgreSQL {postgres},
{rows} rows: the country of the 2025 campaign (`manage.py demo --national`) and two years of the single window
(200,000 cases, 2,000,000 entries of the journal: `tests/bench/data/cases.sql`); counts of all tables hash to
`{data}`. Control (the empty page ÷ itself): {control}. A difference under 5 % or under twice the control's
half-width is no difference.

| page | queries | work | own | goal | | database | goal | | planning |
|---|---|---|---|---|---|---|---|---|---|
{alone}

| page under load | p95 | goal | | capacity | goal | | errors | repeated | void |
|---|---|---|---|---|---|---|---|---|---|
{under_load}

| work | beside | ratio | goal | |
|---|---|---|---|---|
{works}

- **empty page** (B2): signed in, the whole middleware and frame, nothing in it.
- **by hand** (B1): all questions of the page and its frame in SQL written by hand (`tests/bench/sql/`), one
  prepared connection, every row fetched and written as JSON; its main rows must equal the page's,
  else nothing is measured.
- **work** = functions that the page calls beyond the empty page ÷ those of the empty page: a count, the same
  on a busy machine, near to *own*, and what to compare before and after a change.
- **own** = page − empty page − by hand, in one process, A B A B with the order turned each round; the median
  over {rounds} rounds of {calls} calls with its bootstrap 95 % interval. *pass*: the whole interval keeps to
  the goal; *fail*: none of it does; else *unclear*, and the page is measured again with three times the
  rounds (here: {again}).
  Where the SQL by hand takes 20 ms or more: (page − empty page) ÷ by hand ("of its SQL").
- **register**: pages of a registry of 100,000 institutions and 500,000 versions, loaded and measured last
  (`tests/bench/data/register.sql`).
- **database** = what the server spent on executing the page's queries ÷ those by hand (`pg_stat_statements`).
  By hand is prepared, so planning is left out of it; **planning** tells what the page's queries cost besides.
- **p95** = the page's ÷ the empty page's: {rate} requests a second, each page alone, open loop, Poisson
  arrivals from a seed, waiting counted from the due moment, idle connections taken at random
  (`tests/bench/load.py`). The median of {repeats} repetitions of {seconds} s, each beside one of the empty
  page. A repetition is void and done again when the generator was more than {late:g} ms late at p99 or its
  neighbour waited more than {crowded:g} × the usual; at most {most} are done again, and what is void even
  then is told.
- **capacity** = answers a second of {clients} clients in a closed loop ÷ those of the empty page.
- Generator and server share the cores.
"""
