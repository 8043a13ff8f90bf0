"""Work that is killed, delivered twice, or cut between a file and its row."""

import os
import random
import signal
import threading
import time
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage

from eculture import jobs
from eculture.broker import nudge
from eculture.embedded.supervisor import Child
from eculture.models import Job
from tests.faults import story, work
from tests.faults.clients import Person, Tally, at_rate
from tests.faults.house import FOLDER, House, wait_until
from tests.faults.results import Result, recipe

RECOVERY = 75  # lease 30 s, sweep and start of a worker, and what was left to do


def ask(number: int, seconds: float, seed: int) -> list[Job]:
    chance, asker = random.Random(seed), story.asker()
    marks = [(place, round(chance.uniform(0, seconds), 1)) for place in range(number)]
    return [
        jobs.ask("faults-toil", by=asker, seconds=long, number=seed * 1000 + place) for place, long in marks
    ]


@recipe("worker killed again and again")
def worker_killed(house: House, *, number: int = 40, kills: int = 6, seed: int = 1) -> Result:
    work.clear()
    asked, chance = ask(number, 2.0, seed), random.Random(seed)
    for _kill in range(kills):
        time.sleep(chance.uniform(2.5, 5.0))
        house.kill(house.worker)
        house.again(house.worker)
    after = wait_until(lambda: not story.unfinished(), "all jobs end", RECOVERY + number)
    rows = Job.objects.filter(pk__in=[job.pk for job in asked])
    done, twice = work.effects()
    starts = work.count("faults_start")
    result = Result(number, rows.count(), done, twice, f"{kills} × kill -9 of the worker and its children")
    result.goal(
        "every job done once", done == number and not twice and rows.filter(state="done").count() == number
    )
    result.goal("starts ≤ jobs + 2 × kills (two at a time)", starts <= number + 2 * kills)
    result.goal("recovered within lease and sweep", after <= RECOVERY)
    return result


@recipe("each message delivered three times")
def delivered_twice(house: House, *, number: int = 20) -> Result:
    work.clear()
    asked = ask(number, 0.3, 2)
    for job in asked * 3:
        nudge("eculture.tasks.run_job", str(job.pk))
    wait_until(lambda: not story.unfinished(), "all jobs end")
    for job in asked:
        nudge("eculture.tasks.run_job", str(job.pk))
    time.sleep(3)
    done, twice = work.effects()
    result = Result(number, len(asked), done, twice, "3 extra messages for each job at once, 1 after its end")
    result.goal(
        "one start and one effect for each", work.count("faults_start") == done == number and not twice
    )
    return result


@recipe("killed between the file and its row")
def between_file_and_row(house: House, *, kills: int = 2) -> Result:
    marker = FOLDER / "suicide"
    house.worker.environment = dict(house.worker.environment) | {work.SUICIDE: str(marker)}
    house.kill(house.worker)
    house.again(house.worker)
    made = []
    for number in range(kills):
        marker.touch()
        made.append(jobs.ask("registry-extract", by=story.asker(), format="csv" if number % 2 else "xlsx"))
        wait_until(lambda: not marker.exists(), "the worker dies between file and row")
    wait_until(lambda: not story.unfinished(), "the reports are made again", RECOVERY)
    rows = Job.objects.filter(pk__in=[job.pk for job in made])
    files = {row.result.name for row in rows if row.result and default_storage.exists(row.result.name)}
    kept = {f"results/{path.name}" for path in Path(settings.MEDIA_ROOT, "results").iterdir()}
    result = Result(kills, rows.count(), len(files), 0, f"{kills} × kill -9 after the file, before the row")
    result.goal("every job has its file", rows.filter(state="done").count() == len(files) == kills)
    result.goal("files without a row ≤ kills", len(kept - files) <= kills)
    return result


@recipe("rolling restart of web and worker under load")
def rolling(house: House, *, number: int = 160, rate: float = 12) -> Result:
    """A proxy in front asks the other host when nobody listens; a request that has begun must be answered."""
    work.clear()
    asked = ask(12, 1.0, 4)
    visitor = Person(house.ports)
    tally: list[Tally] = []
    deeds = [lambda: visitor.send("GET", "/institutions/")] * number
    load = threading.Thread(target=lambda: tally.append(at_rate(deeds, rate, tries=1)))
    load.start()
    endings = [restart(house, web) for web in house.webs]
    endings.append(restart(house, house.worker))
    load.join()
    wait_until(lambda: not story.unfinished(), "all jobs end", RECOVERY)
    done, twice = work.effects()
    answered = tally[0].statuses[200]
    result = Result(
        number + len(asked), len(asked), answered + done, twice, "SIGTERM to each web host and the worker"
    )
    result.goal("no request failed", answered == number)
    result.goal("each process ended within 30 s", max(endings) <= 30)
    result.goal("every job done once", done == len(asked) and not twice)
    return result


def restart(house: House, child: Child) -> float:
    started = time.monotonic()
    house.resting.append(child)
    os.kill(child.process.pid, signal.SIGTERM)
    wait_until(lambda: not child.alive(), "the process ends")
    house.resting.remove(child)
    ended = time.monotonic() - started
    house.again(child)
    return ended
