"""Pages against their yardsticks: time in this process, time in the database, waiting under load."""

import hashlib
import os
import platform
import statistics
from collections.abc import Callable
from typing import Any

import psycopg
from django.test.utils import setup_test_environment, teardown_test_environment

from tests.bench.application import application
from tests.bench.load import RATE, REPEATS, SECONDS, Outcome, Repetitions, at_rate, capacity, get
from tests.bench.measure import Call, Clock, Ratio, ratio_of, visit, work
from tests.bench.pages import Page, ask, prepare

EMPTY, NOTHING = "/bench/empty/", "/bench/nothing/"
DATABASE = 1.3
SLOW, SLOW_GOAL = 20, 1.5  # milliseconds by hand, from which the page is judged beside its own SQL
CUTS = ("p50", "p95", "p99")
AGAIN = 3


class Statements:
    """What the server itself spent on executing statements, and on planning them, as it counts itself."""

    SPENT = (
        "SELECT coalesce(sum(total_exec_time), 0), coalesce(sum(total_plan_time), 0)"
        " FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid WHERE r.rolname = 'eculture'"
    )

    def __init__(self, address: str):
        self.server = psycopg.connect(address, autocommit=True)

    def spent(self, call: Callable[[], None], times: int) -> tuple[float, float]:
        self.server.execute("SELECT pg_stat_statements_reset()")
        for _each in range(times):
            call()
        return self.server.execute(self.SPENT).fetchone()


def database(view: Call, by_hand: Call, *, rounds: int, calls: int) -> dict[str, Any]:
    """Executing the page's own queries ÷ executing those by hand, and planning ÷ executing of the page.

    By hand is prepared once, so planning is left out of the first and told by the second.
    """
    statements, ratios, planning = Statements(os.environ["BENCH_SUPERUSER"]), [], []
    for number in range(rounds):
        order = (view, by_hand) if number % 2 else (by_hand, view)
        spent = {call: statements.spent(call, calls) for call in order}
        ratios.append(spent[view][0] / spent[by_hand][0])
        planning.append(spent[view][1] / spent[view][0])
    return {"database": ratio_of(ratios, DATABASE), "planning": statistics.median(planning)}


def server_time(chosen: list[Page], *, rounds: int, calls: int) -> dict[str, Any]:
    load = os.getloadavg()[0]
    bare = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, prepare_threshold=1)
    bare.execute("VACUUM ANALYZE")
    setup_test_environment()
    for page in chosen:
        prepare(page, bare)
    teardown_test_environment()
    rows, clock = side_by_side(chosen, bare, rounds=rounds, calls=calls)
    unclear = [page for page in chosen if is_unclear(rows[page.name])]
    if unclear:
        rows |= side_by_side(unclear, bare, rounds=AGAIN * rounds, calls=calls)[0]
    again = [page.name for page in unclear]
    how = {"rounds": rounds, "calls": calls, "again": again}
    return {"head": head(clock, bare, load) | how, "pages": list(rows.values())}


def is_unclear(row: dict[str, Any]) -> bool:
    return "unclear" in (row["own"].verdict, row["database"].verdict)


def side_by_side(
    chosen: list[Page], bare: psycopg.Connection[Any], *, rounds: int, calls: int
) -> tuple[dict[str, dict[str, Any]], Clock]:
    empty = visit(application, EMPTY, chosen[0].cookies)
    subjects = {"B0": visit(application, NOTHING, ""), "B2": empty, "B2 again": empty}
    for page in chosen:
        subjects[page.name] = visit(application, page.path, page.cookies)
        subjects[f"B1 {page.name}"] = ask(bare, page.statements)
    clock = Clock()
    clock.run(subjects, rounds=rounds, calls=calls)
    rows = {page.name: row(page, clock) for page in chosen}
    for name, found in rows.items():
        found["work"] = work(subjects[name]) / work(empty) - 1
        found |= database(subjects[name], subjects[f"B1 {name}"], rounds=rounds, calls=calls)
    return rows, clock


def head(clock: Clock, bare: psycopg.Connection[Any], load: float) -> dict[str, Any]:
    tables = "SELECT relname, n_live_tup FROM pg_stat_user_tables WHERE n_live_tup > 0 ORDER BY 1"
    counts = bare.execute(tables).fetchall()
    control = clock.over_rounds(lambda n: clock.rounds["B2 again"][n] / clock.rounds["B2"][n])
    return {
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "load": load,
        "python": platform.python_version(),
        "postgres": bare.info.server_version,
        "rows": sum(count for _name, count in counts),
        "data": hashlib.sha256(repr(counts).encode()).hexdigest()[:12],
        "B0 ms": clock.median("B0"),
        "B2 ms": clock.median("B2"),
        "control": ratio_of(control),
    }


def row(page: Page, clock: Clock) -> dict[str, Any]:
    rounds, bare = clock.rounds, f"B1 {page.name}"
    is_slow = clock.median(bare) >= SLOW
    own = clock.over_rounds(
        lambda n: (
            (rounds[page.name][n] - rounds["B2"][n]) / rounds[bare][n]
            if is_slow
            else (rounds[page.name][n] - rounds["B2"][n] - rounds[bare][n]) / rounds["B2"][n]
        )
    )
    return {
        "page": page.name,
        "path": page.path,
        "cookies": page.cookies,
        "goals": page.goals,
        "queries": page.queries,
        "page ms": clock.median(page.name),
        "B1 ms": clock.median(bare),
        "beside": "B1" if is_slow else "B2",
        "own": ratio_of(own, SLOW_GOAL if is_slow else page.goals.own),
    }


def load_time(found: dict[str, Any], port: int) -> None:
    """Each page alone at the same rate with the empty page beside it; then what both can do at most."""
    for row in found["pages"]:
        row |= waiting(row, port) | {"capacity": capacity_ratio(row, port)}


def waiting(row: dict[str, Any], port: int) -> dict[str, Any]:
    def pair(seed: int) -> tuple[Outcome, Outcome]:
        wish = {"rate": RATE, "seconds": SECONDS, "seed": seed}
        beside = at_rate(port, get(EMPTY, row["cookies"]), **wish)
        return at_rate(port, get(row["path"], row["cookies"]), **wish), beside

    done = Repetitions.of(pair, REPEATS)
    ratios = [page.p95 / beside.p95 for page, beside in done.pairs]
    cuts = {cut: statistics.median(getattr(page, cut) for page, _beside in done.pairs) for cut in CUTS}
    return cuts | {
        "p95 ratio": ratio_of(ratios, row["goals"].p95),
        "repeated": done.repeated,
        "void": len(done.void),
        "errors": sum(one.errors for pair in done.pairs for one in pair),
    }


def capacity_ratio(row: dict[str, Any], port: int) -> Ratio:
    """Answers per second in a closed loop ÷ those of the empty page."""
    ratios = []
    for seed in range(REPEATS):
        wish = {"seconds": SECONDS / 4, "seed": seed}
        beside = capacity(port, EMPTY, row["cookies"], **wish)
        ratios.append(capacity(port, row["path"], row["cookies"], **wish) / beside)
    return ratio_of(ratios, row["goals"].capacity, is_least=True)
