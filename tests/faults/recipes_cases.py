"""People send their cases at fifty a second, in peace and while a web host and the broker die."""

import time
from collections.abc import Iterator
from functools import partial

from cabinet.cases.models import Case
from eculture.journal import JournalEntry
from eculture.models import Notice
from tests.factories import cabinet as make
from tests.faults import story
from tests.faults.clients import Deed, Tally, at_rate, signed_in
from tests.faults.house import House, wait_until
from tests.faults.recipes_servers import meanwhile
from tests.faults.results import Result, recipe

RATE = 50
IN_TIME = 0.2


def drafts(number: int) -> list[Case]:
    """Cases of as many people, filled in and not sent."""
    return [make.case(make.citizen(), "draft") for _each in range(number)]


def submissions(cases: list[Case], ports: list[int]) -> Iterator[Deed]:
    """Every second person comes in at the other host first."""
    for place, case in enumerate(cases):
        person = signed_in(case.filed_by, ports if place % 2 else ports[::-1])
        path = f"/cabinet/cases/{case.number}/submission/"
        yield partial(person.send, "POST", path, {"seen": case.revision})


def counted(cases: list[Case], tally: Tally, faults: str) -> Result:
    """Each case is sent once, with one entry of the journal and one notice."""
    story.reconnect()
    numbers = [one.number for one in cases]
    sent = Case.objects.filter(number__in=numbers, state="submitted")
    keys = [str(pk) for pk in sent.values_list("pk", flat=True)]
    entries = JournalEntry.objects.filter(subject_type="cabinet.case", subject_id__in=keys, verb="submit")
    told = Notice.objects.filter(kind="case-submitted", context__number__in=numbers).count()
    once = entries.values("subject_id").distinct().count()
    result = Result(len(cases), len(keys), told, entries.count() - once, faults)
    result.goal("acknowledged − stored = 0", tally.done == len(keys) == len(cases))
    result.goal("each has one entry of the journal", once == entries.count() == len(keys))
    result.goal("each person is told once", told == len(keys))
    result.goal("no answer but 503 while it was away", tally.broken == 0)
    return result


@recipe("cases sent at 50 a second")
def in_peace(house: House, *, number: int = 600) -> Result:
    cases = drafts(number)
    deeds = list(submissions(cases, house.ports))
    tally = at_rate(deeds, RATE, threads=48)
    result = counted(cases, tally, "nothing")
    result.goal("19 of 20 answered within 0.2 s of their moment", tally.slowest(0.95) <= IN_TIME)
    return result


@recipe("cases sent at 50 a second while a web host and the broker are killed")
def under_kills(house: House, *, number: int = 600) -> Result:
    cases = drafts(number)
    deeds = list(submissions(cases, house.ports))
    end = meanwhile(lambda: at_rate(deeds, RATE, threads=48))
    time.sleep(2)
    house.kill(house.webs[0])
    time.sleep(2)
    house.kill(house.valkey)
    time.sleep(1)
    house.again(house.valkey)
    tally = end()
    house.again(house.webs[0])
    result = counted(cases, tally, "kill -9 of one web host for good, of the broker for 1 s")
    wait_until(lambda: story.unfinished() == 0, "every receipt is made", 300)
    return result
