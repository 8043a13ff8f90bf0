"""The provider of short messages fails, hangs, hangs up; and those who send are killed."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from eculture import jobs, notices
from eculture.breaker import FAILURES
from eculture.models import Delivery, Job, User
from tests.faults import story, work
from tests.faults.house import House, wait_until
from tests.faults.results import Result, recipe

NUMBERS = count(1)
OFFER = {"child": "Aylin", "school": "Bülbül", "closes": "1.9.2026", "number": "MQ-1"}
PAUSES = 20  # of the breaker: those of more than an hour


def send(number: int) -> list[str]:
    """An offer to as many people, by both channels; answers the keys of the short messages."""
    people = [person(next(NUMBERS)) for _each in range(number)]
    for each in people:
        notices.send("place-offered", to=each, key="1", **OFFER)
    return [str(one.key) for one in Delivery.objects.filter(notice__to__in=people, channel="sms")]


def person(number: int) -> User:
    return User.objects.create(email=f"sms{number}@numune.example", phone=f"+99450{number:07d}")


@contextmanager
def mood(house: House, mood: str | int, *, honours_key: bool = True) -> Iterator[None]:
    house.provider.empty()
    house.letterbox.empty()
    house.provider.mood, house.provider.honours_key = mood, honours_key
    yield
    house.provider.mood, house.provider.pause = "ok", 0.0


def arrive(keys: list[str]) -> None:
    """Move the clock until nothing waits any more."""
    waiting = Delivery.objects.filter(key__in=keys, state="waiting")
    started = time.monotonic()
    while waiting.exists() and time.monotonic() - started < 90:
        story.move_clock()
        time.sleep(1)


def counted(house: House, keys: list[str], *, allowed: int, faults: str) -> Result:
    sent = {key: house.provider.sent[key] for key in keys}
    repeats = sum(times - 1 for times in sent.values() if times)
    stored = Delivery.objects.filter(key__in=keys).count()
    result = Result(len(keys), stored, sum(1 for times in sent.values() if times), repeats, faults)
    result.goal("every message arrived", all(sent.values()))
    result.goal(f"repeats ≤ {allowed}", repeats <= allowed)
    return result


@recipe("SMS provider answers 500 for an hour")
def failing(house: House, *, number: int = 30) -> Result:
    with mood(house, 500):
        keys = send(number)
        wait_until(lambda: len(house.letterbox.taken) >= number, "the letters arrive meanwhile")
        letters = len(house.letterbox.taken)
        for _pause in range(PAUSES):
            story.move_clock()
            time.sleep(0.3)
        asked = house.provider.asked.total()
    arrive(keys)
    result = counted(house, keys, allowed=0, faults=f"500 through {PAUSES} pauses of the breaker; then well")
    result.goal("letters of the same notices went out meanwhile", letters == number)
    most = FAILURES + PAUSES + 1  # the other sender has one in hand
    result.goal(f"tries while it failed ≤ {most}", asked <= most)
    return result


@recipe("SMS provider keeps silent for 20 s")
def hanging(house: House, *, number: int = 12) -> Result:
    work.clear()
    with mood(house, "hang"):
        keys = send(number)
        wait_until(lambda: house.provider.asked.total() >= 2, "the senders wait for the provider")
        job = jobs.ask("faults-toil", by=story.asker(), seconds=0.2, number=next(NUMBERS))
        after = wait_until(lambda: Job.objects.get(pk=job.pk).state == "done", "a job is done")
        written = Delivery.objects.filter(notice__deliveries__key__in=keys, channel="email", state="sent")
        letters = wait_until(lambda: written.count() == number, "the letters arrive")
        wait_until(
            lambda: Delivery.objects.filter(key__in=keys, tries__gt=0).count() >= 5, "it is left alone"
        )
    arrive(keys)
    result = counted(house, keys, allowed=0, faults="no answer for 20 s, nothing sent; then well")
    result.goal("letters and jobs did not wait for it", after <= 8 and letters <= 8)
    return result


@recipe("SMS provider hangs up after sending, honours the key")
def hanging_up(house: House, *, number: int = 12) -> Result:
    return hung_up(house, number, honours_key=True)


@recipe("SMS provider hangs up after sending, knows no key")
def hanging_up_without_key(house: House, *, number: int = 12) -> Result:
    return hung_up(house, number, honours_key=False)


def hung_up(house: House, number: int, *, honours_key: bool) -> Result:
    with mood(house, "drop", honours_key=honours_key):
        keys = send(number)
        wait_until(lambda: house.provider.asked.total() >= 5, "some were sent without a receipt")
        time.sleep(1)
        unsure = house.provider.asked.total()
    arrive(keys)
    allowed = 0 if honours_key else unsure
    return counted(house, keys, allowed=allowed, faults="cut after the message was sent; then well")


@recipe("senders killed, provider honours the key")
def killed(house: House) -> Result:
    return kill_senders(house, honours_key=True)


@recipe("senders killed, provider knows no key")
def killed_without_key(house: House) -> Result:
    return kill_senders(house, honours_key=False)


def kill_senders(house: House, *, honours_key: bool, number: int = 60, kills: int = 4) -> Result:
    chance, sender = random.Random(number), house.senders["sms"]
    with mood(house, "ok", honours_key=honours_key):
        house.provider.pause = 0.3
        keys = send(number)
        for _kill in range(kills):
            before = len(house.provider.sent)
            wait_until(lambda before=before: len(house.provider.sent) > before, "messages go out")
            time.sleep(chance.uniform(0, 0.5))
            house.kill(sender)
            story.end_leases()
            house.again(sender)
    arrive(keys)
    allowed = 0 if honours_key else 2 * kills
    faults = f"{kills} × kill -9 of two senders at once while messages go out"
    result = counted(house, keys, allowed=allowed, faults=faults)
    begun = Delivery.objects.filter(key__in=keys, record__outcome="begun").count()
    result.goal("tries that never ended ≤ 2 × kills", begun <= 2 * kills)
    return result
