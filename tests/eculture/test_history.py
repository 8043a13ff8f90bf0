"""Row history says who changed a row, in a request and in a job."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from eculture import jobs, tasks
from eculture.jobs import JobKind
from eculture.middleware import History
from eculture.models import User
from eculture.sockets import Socket
from registry.models import Institution
from tests.factories.registry import an_institution

pytestmark = pytest.mark.django_db


@pytest.fixture
def nigar():
    return User.objects.create_user("nigar@numune.example")


@pytest.fixture
def museum():
    return an_institution("Nümunə muzeyi")


def rename(museum: Institution) -> None:
    museum.amend(by=None, short_name="Muzey")


def last_context(museum: Institution) -> dict:
    return museum.history.latest("pgh_id").pgh_context.metadata


def test_a_request_leaves_its_user_and_its_number_but_no_address(nigar, museum):
    request = RequestFactory().post("/admin/registry/institution/1/change/")
    request.user, request.id = nigar, "abc"

    History(lambda request: rename(museum) or HttpResponse())(request)

    assert last_context(museum) == {"user": nigar.pk, "request": "abc"}


def test_a_job_leaves_its_asker_and_its_number(nigar, museum, pump, monkeypatch):
    class Rename(JobKind):
        slug, title = "rename", "Rename"

        def run(self, job):
            rename(museum)

    socket = Socket("title")
    socket.plug(Rename)
    monkeypatch.setattr(jobs, "kinds", socket)
    job = jobs.ask("rename", by=nigar)

    tasks.run_job(str(job.pk))

    assert last_context(museum) == {"user": nigar.pk, "job": str(job.pk)}
