from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.db.models.functions import Now

from eculture import jobs, tasks
from eculture.models import Job, JournalEntry, Notice, User
from eculture.refusals import Refusal
from eculture.sockets import Socket


class Count(jobs.JobKind):
    slug = "count"
    title = "Count"

    def run(self, job, *, to):
        for number in range(1, to + 1):
            job.progress(number, to)
        job.attach("count.txt", str(to).encode())


class Stumble(jobs.JobKind):
    slug = "stumble"
    title = "Stumble"

    def run(self, job, **params):
        raise ValueError("a trace with secrets")


class Reserved(jobs.JobKind):
    slug = "reserved"
    title = "Reserved"
    permission = "schools.nobody_has_this"


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    socket = Socket("title")
    for kind in (Count, Stumble, Reserved):
        socket.plug(kind)
    monkeypatch.setattr(jobs, "kinds", socket)


@pytest.fixture
def anar(db):
    return User.objects.create_user("anar@numune.example")


def test_a_job_runs_to_its_end_and_tells_who_asked(anar, pump):
    job = jobs.ask("count", by=anar, to=3)

    pump()

    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.attempt, job.result.read()) == ("done", 3, 3, 1, b"3")
    assert Notice.objects.get(to=anar).kind == "job-done"


@pytest.mark.asvs("15.1.3", "15.2.2")
def test_the_same_live_wish_is_one_job(anar):
    assert jobs.ask("count", by=anar, to=3) == jobs.ask("count", by=anar, to=3)
    assert jobs.ask("count", by=anar, to=4) != jobs.ask("count", by=anar, to=3)


@pytest.mark.asvs("15.1.3", "15.2.2")
def test_a_wish_without_the_right_is_refused(anar):
    with pytest.raises(Refusal) as refusal:
        jobs.ask("reserved", by=anar)

    assert refusal.value.code == "forbidden"


def test_a_failure_says_a_sentence_and_hides_the_trace(anar, pump):
    job = jobs.ask("stumble", by=anar)

    pump()

    job.refresh_from_db()
    assert job.state == "failed"
    assert "secrets" not in job.error


def test_a_job_that_was_done_is_not_done_again(anar, pump):
    job = jobs.ask("count", by=anar, to=1)
    pump()

    tasks.run_job(str(job.pk))

    job.refresh_from_db()
    assert (job.state, job.attempt) == ("done", 1)


def test_a_job_whose_worker_died_is_taken_over_and_the_dead_can_write_nothing(anar):
    job = jobs.ask("count", by=anar, to=3)
    dead = Job.objects.get(pk=job.pk)
    assert dead.claim()
    Job.objects.filter(pk=job.pk).update(lease_until=Now() - timedelta(seconds=1))

    heir = Job.objects.get(pk=job.pk)

    assert heir.claim()
    assert not dead.finish("done")
    with pytest.raises(jobs.LeaseLost):
        dead.progress(1, 3)
    with pytest.raises(jobs.LeaseLost):
        dead.attach("count.txt", b"3")
    with pytest.raises(jobs.LeaseLost), dead.fenced():
        pass


def test_a_job_that_kills_its_workers_is_given_up(anar, pump):
    job = jobs.ask("count", by=anar, to=3)
    past = Now() - timedelta(seconds=1)
    Job.objects.filter(pk=job.pk).update(state="running", attempt=jobs.ATTEMPTS, lease_until=past)

    tasks.pump()

    job.refresh_from_db()
    assert job.state == "failed"


def test_a_waiting_job_is_cancelled_at_once_and_a_running_one_at_its_next_step(anar):
    waiting, running = jobs.ask("count", by=anar, to=1), jobs.ask("count", by=anar, to=2)
    assert running.claim()

    waiting.cancel(by=anar)
    Job.objects.get(pk=running.pk).cancel(by=anar)
    tasks.work(running)

    waiting.refresh_from_db()
    running.refresh_from_db()
    assert (waiting.state, running.state) == ("cancelled", "cancelled")
    with pytest.raises(Refusal):
        running.cancel(by=anar)


@pytest.mark.asvs("2.3.3", "2.3.4")
@pytest.mark.django_db(transaction=True)
def test_of_forty_workers_one_takes_the_job(anar):
    job = jobs.ask("count", by=anar, to=1)
    start, taken = Barrier(20), []

    def worker():
        mine = Job.objects.get(pk=job.pk)
        start.wait()
        taken.append(mine.claim())
        connection.close()

    workers = [Thread(target=worker) for _ in range(20)]
    [thread.start() for thread in workers]
    [thread.join() for thread in workers]

    assert taken.count(True) == 1


def test_a_stranger_does_not_see_a_job(anar):
    job = jobs.ask("count", by=anar, to=1)
    rauf = User.objects.create_user("rauf@numune.example")

    assert list(Job.objects.visible_to(rauf)) == []
    assert list(Job.objects.visible_to(anar)) == [job]


def test_a_failure_is_told_like_a_success(anar, pump):
    job = jobs.ask("stumble", by=anar)

    pump()

    assert [notice.kind for notice in Notice.objects.filter(to=anar)] == ["job-failed"]
    assert Notice.objects.get(to=anar).url.endswith(f"{job.pk}/")


def test_a_cancellation_leaves_its_trace(anar):
    job = jobs.ask("count", by=anar, to=1)

    job.cancel(by=anar)

    assert [(entry.verb, entry.actor_id) for entry in JournalEntry.objects.about(job)] == [
        ("cancel", str(anar.pk))
    ]


def test_trying_again_leaves_its_trace_and_a_refused_try_none(anar):
    job, barred = (
        jobs.ask("count", by=anar, to=1),
        Job.objects.create(kind="reserved", by=anar, key="reserved"),
    )
    job.cancel(by=anar)
    Job.objects.filter(pk=barred.pk).update(state="failed")
    barred.refresh_from_db()

    again = job.retry(by=anar)
    with pytest.raises(Refusal):
        barred.retry(by=anar)

    assert [(entry.subject_id, entry.after) for entry in JournalEntry.objects.filter(verb="retry")] == [
        (str(job.pk), {"job": str(again.pk)})
    ]


def test_a_job_of_a_kind_that_is_gone_is_not_tried_again(anar):
    old = Job.objects.create(kind="fax", by=anar, key="fax", state="failed")

    with pytest.raises(Refusal) as refusal:
        old.retry(by=anar)

    assert (refusal.value.code, str(old)) == ("gone", "fax")
