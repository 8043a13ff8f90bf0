"""The broker and the database go away while families send their applications."""

import os
import signal
import threading
import time
from collections.abc import Callable

from django.db import connection
from redis import Redis

from tests.faults import story
from tests.faults.clients import Person, Tally, at_once, at_rate, signed_in
from tests.faults.house import House, wait_until
from tests.faults.results import Result, recipe


def meanwhile(load: Callable[[], Tally]) -> Callable[[], Tally]:
    """The load runs in a thread, the trouble in the main one: servers die with the thread that began them."""
    found: list[Tally] = []
    thread = threading.Thread(target=lambda: found.append(load()))
    thread.start()

    def end() -> Tally:
        thread.join()
        return found[0]

    return end


def all_letters_out(expected: int) -> Callable[[], bool]:
    def holds() -> bool:
        return story.deliveries(state="sent", notice__kind="application-submitted").count() >= expected

    return holds


@recipe("broker killed, emptied, frozen while families apply")
def broker_away(house: House, *, number: int = 240, rate: float = 20) -> Result:
    applications = story.drafts(number)
    before = story.deliveries(state="sent", notice__kind="application-submitted").count()
    house.letterbox.empty()
    deeds = list(story.submissions(applications, house.ports))

    end = meanwhile(lambda: at_rate(deeds, rate, tries=1))
    time.sleep(1)
    house.kill(house.valkey)
    time.sleep(2)
    house.again(house.valkey)
    with Redis.from_url(house.valkey_server.url) as broker:
        broker.flushall()
    time.sleep(1)
    os.kill(house.valkey.process.pid, signal.SIGSTOP)
    time.sleep(4)
    os.kill(house.valkey.process.pid, signal.SIGCONT)
    tally = end()
    wait_until(all_letters_out(before + number), "all letters are out", 90)
    stored = story.submitted(applications)
    letters = house.letterbox.taken
    result = Result(number, stored, len(letters), sum(times > 1 for times in letters.values()), TROUBLE)
    result.goal("no submission failed", tally.done == stored == number)
    result.goal("19 of 20 answered within a second", tally.slowest(0.95) <= 1.0)
    result.goal("every letter arrived once", len(letters) == number == letters.total())
    return result


TROUBLE = "kill -9 for 2 s, FLUSHALL, SIGSTOP for 4 s"


@recipe("database killed while families apply")
def database_killed(house: House, *, number: int = 160, rate: float = 16, kills: int = 2) -> Result:
    applications = story.drafts(number)
    before = story.deliveries(state="sent", notice__kind="application-submitted").count()
    house.letterbox.empty()
    deeds = list(story.submissions(applications, house.ports))
    story.reconnect()
    end = meanwhile(lambda: at_rate(deeds, rate))
    ready = [kill_database(house) for _kill in range(kills)]
    tally = end()
    story.reconnect()
    stored = story.submitted(applications)
    wait_until(all_letters_out(before + number), "all letters are out", 120)
    letters = house.letterbox.taken
    repeats = letters.total() - len(letters)
    result = Result(
        number, stored, len(letters), repeats, f"{kills} × kill -9 of PostgreSQL, clients try again"
    )
    result.goal("acknowledged − stored = 0", tally.done == stored == number)
    result.goal("no answer but 503 while it was away", tally.broken == 0)
    result.goal("pages within 5 s after it is back", max(ready) <= 5)
    result.goal("a letter to each", len(letters) == number)
    result.goal("letters twice ≤ 2 × kills", repeats <= 2 * kills)
    return result


def kill_database(house: House) -> float:
    """Kill it, start it, and answer how long after its return a page is served."""
    time.sleep(2)
    house.kill(house.postgres)
    house.again(house.postgres)
    visitor = Person(house.ports)
    return wait_until(lambda: visitor.send("GET", "/institutions/") == 200, "a page is answered")


@recipe("every connection of the web waits for a lock")
def connections_used_up(house: House, *, number: int = 24) -> Result:
    (application,) = story.drafts(1)
    person = signed_in(application.guardian.user, house.ports[:1])
    result = Result(number, 0, 0, 0, "a table locked for 8 s, three requests for each thread of a host")
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("LOCK TABLE eculture_notice IN ACCESS EXCLUSIVE MODE")
        started = time.monotonic()
        answers = at_once([lambda: person.send("GET", "/cabinet/notices/")] * number)
        waited = time.monotonic() - started
        cursor.execute("ROLLBACK")
    after = wait_until(lambda: person.send("GET", "/cabinet/notices/") == 200, "the page is answered")
    result.stored = result.done = answers.total()
    result.goal("all answered 503, none hung", answers == {503: number} and waited <= 20)
    result.goal("answers again within 5 s", after <= 5)
    result.goal("/healthz answers", person.send("GET", "/healthz") == 200)
    return result
