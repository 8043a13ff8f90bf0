"""The pages, their people and their goals; imported once the data is loaded."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import psycopg
from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cabinet.cases.models import Case
from cabinet.cases.office.inbox import Inbox
from eculture.demo_entrance import IN_DEMO
from eculture.models import User
from registry.institutions import Institution
from registry.mandates import Mandate
from schools.models import Campaign, StudyGroup
from tests.bench.yardsticks import SHOWN, yardstick


class Goals(NamedTuple):
    """What a page may cost beside the empty page: own time and waiting at most, capacity at least."""

    own: float
    p95: float
    capacity: float


CITIZEN = "hesab4@numune.example"
THEN = "1960-06-01"
LIST, RICH = Goals(1.5, 4, 0.3), Goals(2.5, 6, 0.15)


@dataclass
class Page:
    name: str
    path: str
    user: Any
    goals: Goals
    ids: dict[str, Any]
    cookies: str = ""
    statements: Sequence[str] = ()
    queries: int = 0


def pages(only: Sequence[str] = ()) -> list[Page]:
    """The pages that are measured, or those of these names."""
    return [page for page in every_page() if not only or page.name in only]


def every_page() -> list[Page]:
    guardian = User.objects.get(email="sevda@numune.example")
    child = guardian.person.children.first()
    group = StudyGroup.objects.annotate(size=Count("lessons__entries")).order_by("-size").first()
    campaign = Campaign.objects.running().first()
    ids = {"user": guardian.pk, "child": child.pk, "campaign": campaign.pk, "year": campaign.year}
    book = {"user": group.teacher_id, "group": group.pk, "school": group.school_id}
    path = f"/schools/desk/groups/{group.pk}/classbook/"
    kenan = campaign.applications.filter(guardian=guardian.person).latest("pk")
    result = ids | {"number": kenan.number}
    return [
        Page("result", f"/cabinet/applications/{kenan.number}/result/", guardian, LIST, result),
        Page("institutions", "/institutions/", guardian, LIST, ids),
        Page("institutions-search", "/institutions/?q=musiqi", guardian, LIST, ids),
        Page("schools", "/schools/", guardian, LIST, ids),
        Page("admissions", "/admissions/", guardian, LIST, ids),
        Page("matrix", "/matrix/", guardian, LIST, ids),
        Page("cabinet-home", "/cabinet/", guardian, RICH, ids),
        Page("grade-grid", path, group.teacher, RICH, book),
        *pages_of_cases(),
    ]


def pages_of_cases() -> list[Page]:
    """One who has asked 25 times, and an officer of the ministry with a full desk (data/cases.sql)."""
    citizen = User.objects.get(email=CITIZEN)
    officer = Mandate.objects.filter(role="ministry-officer", user__is_demo=True).earliest("pk").user
    own = Case.objects.of(citizen).filter(state="decided").latest("pk")
    one = Case.objects.assigned_to(officer).filter(state="in_review").earliest("due_on", "pk")
    mine, theirs = {"user": citizen.pk, "case": own.pk}, {"user": officer.pk, "case": one.pk}
    theirs["near"] = Inbox(officer, QueryDict()).near_until
    inbox = "/admin/cabinet/case/"
    return [
        Page("cases", "/cabinet/cases/", citizen, LIST, mine),
        Page("case", own.get_absolute_url(), citizen, RICH, mine),
        Page("inbox", f"{inbox}?tab=unassigned", officer, LIST, theirs),
        Page("inbox-search", f"{inbox}?q=memmedov+anar", officer, LIST, theirs),
        Page("workspace", f"{inbox}{one.pk}/change/", officer, RICH, theirs),
    ]


def register_pages(only: Sequence[str] = ()) -> list[Page]:
    """The registry of 100,000 institutions and 500,000 versions (data/register.sql)."""
    guardian = User.objects.get(email="sevda@numune.example")
    made = Institution.objects.filter(source="bench", state="active").in_order()
    deep, one = made[60_000], made[30_000]
    ids = {"user": guardian.pk, "name": deep.name_az.replace("'", "''"), "pk": deep.pk, "one": one.pk}
    here = "/institutions/"
    found = [
        Page("register", here, guardian, LIST, ids),
        Page("register-deep", f"{here}?after={deep.code}", guardian, LIST, ids),
        Page("register-search", f"{here}?q=xinaliq+muzey", guardian, LIST, ids),
        Page("register-as-of", f"{here}?as_of={THEN}", guardian, LIST, ids),
        Page("register-map", f"{here}points.geojson?zoom=8", guardian, LIST, ids),
        Page("register-card", one.get_absolute_url(), guardian, RICH, ids),
    ]
    return [page for page in found if not only or page.name in only]


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
    shown = SHOWN[page.name](response.context or response.json())
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
