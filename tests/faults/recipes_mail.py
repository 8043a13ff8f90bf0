"""The mail server refuses, hangs up after it took the letter, and comes back."""

import time

from eculture import notices
from eculture.breaker import FAILURES
from eculture.models import Delivery, User
from tests.faults import story
from tests.faults.house import House, wait_until
from tests.faults.results import Result, recipe

JOB = "00000000-0000-0000-0000-000000000000"


def send(number: int, key: str) -> list[str]:
    """Notices to as many people; answers the keys of their letters."""
    people = [User.objects.create(email=f"{key}{place}@numune.example") for place in range(number)]
    for person in people:
        notices.send("job-done", to=person, key=key, job=JOB, kind="faults-toil")
    return [str(one.key) for one in Delivery.objects.filter(notice__to__in=people)]


@recipe("mail server refuses, then takes")
def refusing(house: House, *, number: int = 20) -> Result:
    house.letterbox.empty()
    house.letterbox.mood = "refuse"
    keys = send(number, "refuse")
    wait_until(
        lambda: house.letterbox.refused >= FAILURES, "letters were refused until the server is left alone"
    )
    house.letterbox.mood = "ok"
    return counted(house, keys, allowed=0, faults="451 until it was left alone; the clock moved on")


@recipe("mail server hangs up after taking the letter")
def hanging_up(house: House, *, number: int = 20) -> Result:
    house.letterbox.empty()
    house.letterbox.mood = "drop"
    keys = send(number, "drop")
    wait_until(lambda: house.letterbox.dropped >= FAILURES, "letters were taken without a receipt")
    house.letterbox.mood = "ok"
    return counted(house, keys, allowed=number, faults="connection cut after DATA; the clock moved on")


def counted(house: House, keys: list[str], *, allowed: int, faults: str) -> Result:
    waiting = Delivery.objects.filter(key__in=keys).exclude(state="sent")
    started = time.monotonic()
    while waiting.exists() and time.monotonic() - started < 60:
        story.move_clock()
        time.sleep(1)
    taken = {key: house.letterbox.taken[key] for key in keys}
    repeats = sum(times - 1 for times in taken.values() if times)
    result = Result(len(keys), len(keys), sum(1 for times in taken.values() if times), repeats, faults)
    result.goal("every letter arrived", all(taken.values()) and not waiting.exists())
    result.goal(f"repeats ≤ {allowed}, all under the same key", repeats <= allowed)
    return result
