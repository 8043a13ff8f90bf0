"""Many families at once: all read their results, or save their choices, on the server under load."""

import re
from itertools import cycle, islice
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client
from django.urls import reverse

from cabinet.cases.models import Case
from cabinet.people.models import Person
from cabinet.services.versions import ServiceVersion
from eculture.accounts import User
from eculture.demo_entrance import IN_DEMO
from eculture.documents import new_code
from eculture.journal import JournalEntry
from eculture.notices import Notice
from schools.admissions.applications import Application
from schools.admissions.campaigns import Campaign
from tests.bench.cases import answer
from tests.bench.load import LATE, SECONDS, Outcome, at_rate, get, post
from tests.bench.measure import ratio_of

FAMILIES, READERS, WRITERS, SENDERS = 40, 300, 40, 50  # how many of them; arrivals a second
READ_MS, WRITE_MS = 250, 200
SERVICE = "citizen-letter"
REACHED_BY = {"email": "bench@numune.example", "phone": "+994 50 123 45 67"}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def crowds(port: int) -> list[dict[str, Any]]:
    families = [signed_in(one) for one in with_two_wishes()]
    return [readers(port, families), writers(port, families), senders(port, families)]


def with_two_wishes() -> list[Application]:
    """Families that have chosen, each with an account of its own from now on."""
    campaign = Campaign.objects.running().latest("year")
    rows = campaign.applications.passed().filter(state="choosing", preferences__rank=2).distinct()
    found = list(rows.filter(guardian__user=None).select_related("guardian").order_by("pk")[:FAMILIES])
    for one in found:
        one.guardian.user = User.objects.create_user(f"bench{one.pk}@numune.example", is_demo=True)
        one.guardian.save(update_fields=["user"])
    return found


def signed_in(application: Application) -> tuple[Application, str, str]:
    """With the cookies of a browser and the token of its forms."""
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(application.guardian.user)
    session = client.session
    session[IN_DEMO] = True
    session.save()
    page = client.get(reverse("schools:choices", args=[application.number]))
    token = TOKEN.search(page.content.decode()).group(1)
    kept = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    cookies = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items() if name in kept)
    return application, cookies, token


def readers(port: int, families: list[tuple[Application, str, str]]) -> dict[str, Any]:
    """Results are out: so many arrivals a second on all processes of the server."""
    wishes = [get(reverse("schools:result", args=[one.number]), cookies) for one, cookies, _token in families]
    outcome = at_rate(port, *wishes, rate=READERS, seconds=SECONDS, seed=1)
    return row(f"results read, {READERS} a second", READ_MS, outcome, lost=0)


def writers(port: int, families: list[tuple[Application, str, str]]) -> dict[str, Any]:
    """A whole list of wishes is saved at each arrival; what was answered and not journaled is lost."""
    wishes = [
        post(
            reverse("schools:wish", args=[one.number, 1]),
            cookies,
            f"{first_of(one)}&csrfmiddlewaretoken={token}",
        )
        for one, cookies, token in families
    ]
    before = JournalEntry.objects.filter(verb="choose").count()
    outcome = at_rate(port, *wishes, rate=WRITERS, seconds=SECONDS, seed=2)
    written = JournalEntry.objects.filter(verb="choose").count() - before
    return row(f"choices saved, {WRITERS} a second", WRITE_MS, outcome, lost=outcome.answered - written)


def senders(port: int, families: list[tuple[Application, str, str]]) -> dict[str, Any]:
    """Another draft is sent at each arrival; what was answered and not kept with its notice is lost."""
    letters = drafts([one.guardian for one, _cookies, _token in families], round(SENDERS * SECONDS * 1.5))
    told = zip(letters, cycle(families), strict=False)
    wishes = [
        post(
            reverse("cabinet:case_submission", args=[letter.number]), cookies, f"csrfmiddlewaretoken={token}"
        )
        for letter, (_one, cookies, token) in told
    ]
    outcome = at_rate(port, *wishes, rate=SENDERS, seconds=SECONDS, seed=3, in_turn=True)
    sent = Case.objects.filter(pk__in=[one.pk for one in letters], state="submitted").count()
    kinds = Notice.objects.filter(kind="case-submitted", context__number__in=[one.number for one in letters])
    kept = min(sent, kinds.count())
    return row(f"cases sent, {SENDERS} a second", WRITE_MS, outcome, lost=outcome.answered - kept)


def drafts(people: list[Person], count: int) -> list[Case]:
    """Complete letters that nobody has sent yet, of these people in turn."""
    version = ServiceVersion.objects.published().get(service__slug=SERVICE)
    asked = version.definition["form"]["properties"]
    answers = {name: answer(one) for name, one in asked.items()} | REACHED_BY
    told = {"version": version, "answers": answers}
    turns = islice(cycle(people), count)
    made = [Case(number=new_code(10), applicant=one, subject=one, filed_by=one.user, **told) for one in turns]
    return Case.objects.bulk_create(made)


def first_of(application: Application) -> str:
    """The first wish as the form of its page sends it."""
    wish = application.wishes[0]
    schools = {f"school_{place}": school.code for place, school in enumerate(wish.schools, start=1)}
    return urlencode({"programme": wish.programme.code, **schools})


def row(name: str, goal_ms: int, outcome: Outcome, *, lost: int) -> dict[str, Any]:
    late = " (the generator was late)" if outcome.late > LATE else ""
    name = f"{name}: p95, {outcome.errors} errors, {lost} lost{late}"
    return {"work": name, "beside": f"{goal_ms} ms", "ratio": ratio_of([outcome.p95 / goal_ms], 1.0)}
