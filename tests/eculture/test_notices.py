from datetime import timedelta

import pytest
from django.core import mail
from django.db.models.functions import Now

from eculture import notices, tasks
from eculture.models import Delivery, Notice, User

JOB = "7d6c8a52-0f5d-4f8e-9d4e-0b1c2d3e4f50"
pytestmark = pytest.mark.django_db


@pytest.fixture
def anar():
    return User.objects.create_user("anar@numune.example", language="en")


@pytest.fixture
def notice(anar):
    return notices.send("job-done", to=anar, key="1", job=JOB, kind="placement")


def test_a_notice_is_one_however_often_it_is_sent(anar, notice):
    again = notices.send("job-done", to=anar, key="1", job=JOB, kind="placement")

    assert again == notice
    assert Delivery.objects.filter(notice=notice).count() == 1


def test_a_delivery_carries_its_key_and_is_sent_once(notice):
    tasks.deliver()
    tasks.deliver()

    delivery = Delivery.objects.get()
    assert [letter.extra_headers["X-Idempotency-Key"] for letter in mail.outbox] == [str(delivery.key)]
    assert (delivery.state, delivery.tries) == ("sent", 1)


def test_a_letter_that_cannot_go_waits_longer_each_time_and_keeps_its_key(notice, settings):
    settings.EMAIL_BACKEND = "tests.eculture.silent_mail.SilentServer"
    key = Delivery.objects.get().key

    tasks.deliver()

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries, delivery.key, delivery.error) == (
        "waiting",
        1,
        key,
        "ConnectionRefusedError",
    )
    assert not Delivery.objects.due().exists()


def test_a_sender_that_died_leaves_the_letter_to_the_next(notice):
    assert len(Delivery.objects.claim(10)) == 1
    assert Delivery.objects.claim(10) == []

    Delivery.objects.update(lease_until=Now() - timedelta(seconds=1))

    assert len(Delivery.objects.claim(10)) == 1


def test_a_letter_that_cannot_be_written_stops_no_other(anar, notice):
    other = notices.send("job-done", to=anar, key="2", job=JOB, kind="placement")
    Notice.objects.filter(pk=notice.pk).update(kind="gone")

    tasks.deliver()

    states = Delivery.objects.values_list("notice", "state", "error")
    assert set(states) == {(notice.pk, "waiting", "KeyError"), (other.pk, "sent", "")}


@pytest.mark.asvs("1.3.1", "1.3.5")
@pytest.mark.asvs("1.2.1")
def test_a_name_with_quotes_is_itself_in_the_letter_and_harmless_on_the_page(anar, signed_in):
    offer = {"child": "<b>Aylin", "school": '“Bülbül” & "Tar"', "closes": "1.9.2026", "number": "MQ-1"}
    notices.send("place-offered", to=anar, key="3", **offer)

    tasks.deliver()

    assert mail.outbox[0].body.startswith('A place is offered to <b>Aylin: “Bülbül” & "Tar".')
    page = signed_in(anar).get("/en/cabinet/notices/").content.decode()
    assert "&lt;b&gt;Aylin: “Bülbül” &amp; &quot;Tar&quot;." in page and "<b>Aylin" not in page
