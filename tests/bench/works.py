"""Works beside their yardsticks: the placement, and results that all families are told at once."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from django.db import connection, transaction
from matching.games import HospitalResident

from cabinet.models import Person
from eculture.models import User
from schools.admissions.campaigns import Campaign
from schools.admissions.placement import Rules, place
from tests.bench.candidates import RULES, admission
from tests.bench.measure import Ratio, ratio_of

MANY, MILLION, FEW, MEMORY_MB = 25_000, 1_000_000, 60, 2048
PLACEMENT, AGAINST_COPY, AGAINST_MATCHING = 3.0, 3.0, 1.0


def works(*, quick: bool) -> list[dict[str, Any]]:
    rounds = 3 if quick else 9
    found = [placement(rounds), against_matching(rounds), results_told(rounds)]
    return found if quick else [*found, memory()]


def row(name: str, beside: str, ratio: Ratio) -> dict[str, Any]:
    return {"work": name, "beside": beside, "ratio": ratio}


def ratios(subject: Callable[[], Any], beside: Callable[[], Any], rounds: int) -> list[float]:
    """A B A B with the order turned each round."""
    found = []
    for number in range(rounds):
        spent = {}
        for call in (subject, beside) if number % 2 else (beside, subject):
            started = perf_counter()
            call()
            spent[call] = perf_counter() - started
        found.append(spent[subject] / spent[beside])
    return found


def placement(rounds: int) -> dict[str, Any]:
    """All children placed ÷ sorting them once and reading their choices."""
    candidates, places = admission(MANY)

    def sorted_and_read() -> None:
        for one in sorted(candidates, key=lambda one: (-one.score, one.ties, one.number)):
            for choice in one.choices:
                assert choice.open_to

    def placed() -> None:
        place(candidates=candidates, places=places, rules=RULES)

    name = f"placement of {MANY} × 6"
    found = ratios(placed, sorted_and_read, rounds)
    return row(name, "sorting and reading them in plain Python", ratio_of(found, PLACEMENT))


def against_matching(rounds: int) -> dict[str, Any]:
    """The same by the package `matching`, which first has to find the same places; it cannot do many."""
    candidates, places = admission(FEW)
    free = [one for one in places if one.funding == "free" and one.places]
    offered = {(one.school, one.programme): one for one in free}
    rules = Rules(pass_mark=RULES.pass_mark * 0)
    ranked = sorted(candidates, key=lambda one: (-one.score, one.ties, one.number))
    wishes = {
        one.number: [at for choice in one.choices if (at := (choice.school, choice.programme)) in offered]
        for one in ranked
    }
    asked = {number: [str(at) for at in given] for number, given in wishes.items() if given}
    waiting: dict[str, list[str]] = {}
    for number, given in asked.items():
        for at in given:
            waiting.setdefault(at, []).append(number)
    capacities = {str(at): offered[at].places for at in offered if str(at) in waiting}

    def by_package() -> dict[str, str]:
        game = HospitalResident.create_from_dictionaries(asked, waiting, capacities)
        return {str(child): str(at) for at, children in game.solve().items() for child in children}

    def by_us() -> dict[str, str]:
        found = place(candidates=candidates, places=free, rules=rules)
        placed = [one for one in found.outcomes.values() if one.place]
        return {one.number: str((one.place.school, one.place.programme)) for one in placed}

    assert by_package() == by_us(), "the package places otherwise"
    found = ratios(by_us, by_package, rounds)
    return row(f"placement of {FEW} × 6", "the package matching", ratio_of(found, AGAINST_MATCHING))


def memory() -> dict[str, Any]:
    """The most memory of one process that makes and places a million children."""
    words = [sys.executable, "-m", "tests.bench.candidates", str(MILLION)]
    most = int(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    name = f"memory of placing {MILLION:,} × 6".replace(",", " ")
    return row(name, f"{MEMORY_MB} MB", ratio_of([most / MEMORY_MB], 1.0))


def results_told(rounds: int) -> dict[str, Any]:
    """The notices of all scores queued ÷ COPY of the notices and deliveries that this writes."""
    campaign = Campaign.objects.filter(applications__score__isnull=False).latest("pk")
    found = []
    for _round in range(rounds):
        with families_waiting(campaign) as rows, connection.cursor() as cursor:
            point = transaction.savepoint()
            started = perf_counter()
            rows.tell_scores()
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            spent = perf_counter() - started
            cursor.execute("SELECT count(*) FROM eculture_notice")
            told = cursor.fetchone()[0]
            queued = {table: copied(cursor, table) for table in ("eculture_notice", "eculture_delivery")}
            transaction.savepoint_rollback(point)
            found.append(spent / copied_into_place(queued))
    name = f"results queued for {told} families"
    return row(name, "COPY of the same rows into the same tables", ratio_of(found, AGAINST_COPY))


@contextmanager
def families_waiting(campaign: Campaign) -> Iterator[Any]:
    """Every guardian with an account and no notice yet; all is as before afterwards."""
    with transaction.atomic():
        guardians = list(campaign.applications.filter(guardian__user=None).values_list("guardian", flat=True))
        users = User.objects.bulk_create(User(email=f"bench{pk}@numune.example") for pk in guardians)
        persons = [Person(pk=pk, user=user) for pk, user in zip(guardians, users, strict=True)]
        Person.objects.bulk_update(persons, ["user"], batch_size=5000)
        rows = campaign.applications.filter(score__isnull=False)
        rows.update(state="submitted")
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM eculture_delivery")
            cursor.execute("DELETE FROM eculture_notice")
            cursor.execute("ANALYZE eculture_user, cabinet_person, schools_application, eculture_notice")
        yield rows
        transaction.set_rollback(True)


def copied(cursor: Any, table: str, since: int = 0) -> bytes:
    """The rows of a table, from a key on, as COPY writes them."""
    chosen = f"(SELECT * FROM {table} WHERE id > {since})" if since else table  # noqa: S608 -- our own words
    with cursor.copy(f"COPY {chosen} TO STDOUT (FORMAT binary)") as parts:
        return b"".join(parts)


def copied_into_place(rows: dict[str, bytes]) -> float:
    """Seconds of a COPY of these rows into their tables, with keys, indexes and triggers."""
    started = perf_counter()
    with connection.cursor() as cursor:
        for table, content in rows.items():
            with cursor.copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy:
                copy.write(content)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return perf_counter() - started
