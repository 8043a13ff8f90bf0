"""The pages, their people and their goals; imported once the data is loaded."""

import hashlib
import json
import os
import platform
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment, teardown_test_environment

from eculture.demo_entrance import IN_DEMO
from eculture.models import User
from schools.models import Campaign, StudyGroup
from tests.bench.application import application
from tests.bench.load import at_rate
from tests.bench.measure import Call, Clock, interval, visit
from tests.bench.yardsticks import SHOWN, yardstick

EMPTY, NOTHING = "/bench/empty/", "/bench/nothing/"
LIST, RICH = 1.5, 2.5
DATABASE = 1.3
CUTS = ("p50", "p95", "p99")
RATE, SECONDS, REPEATS = 20, 5, 3


@dataclass
class Page:
    name: str
    path: str
    user: Any
    goal: float
    ids: dict[str, Any]
    cookies: str = ""
    statements: Sequence[str] = ()
    queries: int = 0


def pages() -> list[Page]:
    guardian = User.objects.get(email="sevda@numune.example")
    child = guardian.person.children.first()
    group = StudyGroup.objects.annotate(size=Count("lessons__entries")).order_by("-size").first()
    campaign = Campaign.objects.running().first()
    ids = {"user": guardian.pk, "child": child.pk, "campaign": campaign.pk, "year": campaign.year}
    book = {"user": group.teacher_id, "group": group.pk, "school": group.school_id}
    path = f"/schools/desk/groups/{group.pk}/classbook/"
    return [
        Page("institutions", "/institutions/", guardian, LIST, ids),
        Page("institutions-search", "/institutions/?q=musiqi", guardian, LIST, ids),
        Page("schools", "/schools/", guardian, LIST, ids),
        Page("admissions", "/admissions/", guardian, LIST, ids),
        Page("matrix", "/matrix/", guardian, LIST, ids),
        Page("cabinet-home", "/cabinet/", guardian, RICH, ids),
        Page("grade-grid", path, group.teacher, RICH, book),
    ]


def sign_in(page: Page) -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(page.user)
    session = client.session
    session[IN_DEMO] = True
    session.save()
    page.cookies = f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
    page.ids["session"] = session.session_key
    return client


def prepare(page: Page, bare: psycopg.Connection[Any]) -> None:
    """Fill in the hand-written SQL and refuse to measure what answers another question than the page."""
    client = sign_in(page)
    client.get(page.path)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(page.path)
    assert response.status_code == 200, f"{page.path} answers {response.status_code}"
    page.queries = len(captured)
    shown = SHOWN[page.name](response.context)
    rows = response.context.get("rows", ()) if page.name in {"schools", "admissions"} else ()
    schools = ",".join(str(row[0].pk) for row in rows)  # the school comes first in both
    by_hand = yardstick(page.name, page=len(shown), schools=schools, **page.ids)
    page.statements = by_hand.statements
    answered = [row[0] for row in bare.execute(by_hand.rows).fetchall()]
    assert answered == shown, f"{page.name}: the hand-written SQL answers another question"


def ask(bare: psycopg.Connection[Any], statements: Sequence[str]) -> Callable[[], None]:
    """B1: one connection, prepared, every row fetched and written down."""

    def call() -> None:
        for statement in statements:
            json.dumps(bare.execute(statement).fetchall(), default=str)

    return call


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
    return {"database": interval(ratios), "planning": statistics.median(planning)}


def server_time(*, rounds: int, calls: int) -> dict[str, Any]:
    bare = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, prepare_threshold=1)
    bare.execute("VACUUM ANALYZE")
    setup_test_environment()
    chosen = pages()
    for page in chosen:
        prepare(page, bare)
    teardown_test_environment()
    empty = visit(application, EMPTY, chosen[0].cookies)
    subjects = {"B0": visit(application, NOTHING, ""), "B2": empty, "B2 again": empty}
    for page in chosen:
        subjects[page.name] = visit(application, page.path, page.cookies)
        subjects[f"B1 {page.name}"] = ask(bare, page.statements)
    clock = Clock()
    clock.run(subjects, rounds=rounds, calls=calls)
    rows = [row(page, clock) for page in chosen]
    for page, found in zip(chosen, rows, strict=True):
        pair = subjects[page.name], subjects[f"B1 {page.name}"]
        found |= database(*pair, rounds=rounds, calls=calls)
    return {"head": head(clock, bare), "pages": rows}


def head(clock: Clock, bare: psycopg.Connection[Any]) -> dict[str, Any]:
    tables = "SELECT relname, n_live_tup FROM pg_stat_user_tables WHERE n_live_tup > 0 ORDER BY 1"
    counts = bare.execute(tables).fetchall()
    control = clock.interval(lambda n: clock.rounds["B2 again"][n] / clock.rounds["B2"][n])
    return {
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "postgres": bare.info.server_version,
        "rows": sum(count for _name, count in counts),
        "data": hashlib.sha256(repr(counts).encode()).hexdigest()[:12],
        "B0 ms": clock.median("B0"),
        "B2 ms": clock.median("B2"),
        "control": control,
    }


def row(page: Page, clock: Clock) -> dict[str, Any]:
    rounds, bare = clock.rounds, f"B1 {page.name}"
    own = clock.interval(
        lambda n: (rounds[page.name][n] - rounds["B2"][n] - rounds[bare][n]) / rounds["B2"][n]
    )
    return {
        "page": page.name,
        "path": page.path,
        "cookies": page.cookies,
        "queries": page.queries,
        "page ms": clock.median(page.name),
        "B1 ms": clock.median(bare),
        "own": own,
        "own goal": page.goal,
        "database goal": DATABASE,
    }


def load_time(found: dict[str, Any], port: int) -> None:
    """Each page alone at the same rate, with the empty page beside it; medians over the repetitions."""
    for row in found["pages"]:
        wish = {"rate": RATE, "seconds": SECONDS}
        beside = [at_rate(port, EMPTY, row["cookies"], seed=seed, **wish) for seed in range(REPEATS)]
        alone = [at_rate(port, row["path"], row["cookies"], seed=seed, **wish) for seed in range(REPEATS)]
        ratios = [one.p95 / other.p95 for one, other in zip(alone, beside, strict=True)]
        row["p50"], row["p95"], row["p99"] = (
            statistics.median(getattr(one, cut) for one in alone) for cut in CUTS
        )
        row["p95 ratio"] = statistics.median(ratios)
        row["late"] = max(one.late for one in (*alone, *beside))
        row["errors"] = sum(one.errors for one in (*alone, *beside))
