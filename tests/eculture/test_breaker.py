from datetime import timedelta

import pytest
from django.core import mail
from django.db.models.functions import Now
from django.utils import timezone

from eculture import breaker, notices, tasks
from eculture.breaker import FAILURES, Breaker
from eculture.celery import app
from eculture.channels import channels
from eculture.delivery import Delivery, DeliveryTry
from eculture.models import User
from eculture.sections import admin_blocks
from tests.faults.provider import Provider

OFFER = {"child": "Aylin", "school": "Bülbül", "closes": "1.9.2026", "number": "MQ-1"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings):
    made = Provider()
    settings.SMS_GATEWAY, settings.SMS_URL = "eculture.sms_gateways.HttpGateway", made.url
    settings.OUTBOUND_HOSTS, settings.OUTBOUND_LOOPBACK = {"127.0.0.1"}, True
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def anar():
    return User.objects.create_user("anar@numune.example", language="en", phone="+994501234567")


def offers(to, number):
    for key in range(number):
        notices.send("place-offered", to=to, key=str(key), **OFFER)


def move_clock(**forward):
    """Deliveries and breaker as they look after so much time."""
    by = timedelta(**forward)
    for row in [*Delivery.objects.filter(state="waiting"), *Breaker.objects.exclude(open_until=None)]:
        name = "due_at" if isinstance(row, Delivery) else "open_until"
        type(row).objects.filter(pk=row.pk).update(**{name: getattr(row, name) - by})


def test_after_five_failures_in_a_row_the_rest_waits_and_loses_no_try(anar, provider):
    provider.mood = 500
    offers(anar, 8)

    tasks.deliver()

    assert provider.asked.total() == FAILURES == 5
    by_sms = Delivery.objects.filter(channel="sms")
    assert sorted(by_sms.values_list("tries", flat=True)) == [0, 0, 0, 1, 1, 1, 1, 1]
    assert not by_sms.exclude(lease_until=None).exists()


def test_a_key_that_is_no_longer_taken_is_staff_s_to_mend_and_costs_no_message(anar, provider):
    """One try is enough to see it; the rest waits, staff are told, and all goes out when the key is right."""
    provider.mood = 401
    offers(anar, 3)

    tasks.deliver()

    by_sms = Delivery.objects.filter(channel="sms")
    assert (provider.asked.total(), set(by_sms.values_list("state", flat=True))) == (1, {"waiting"})
    assert Breaker.objects.get(pk="sms").fault == "HTTP 401"
    staff = User.objects.create_user("nigar@numune.example", is_staff=True, is_superuser=True)
    assert admin_blocks["undelivered"].context(staff)["faults"] == [("SMS", "HTTP 401")]

    provider.mood = 200
    move_clock(minutes=3)
    tasks.deliver()
    tasks.deliver()

    assert set(by_sms.values_list("state", flat=True)) == {"sent"}
    assert admin_blocks["undelivered"].context(staff) is None


def test_other_channels_go_on(anar, provider):
    provider.mood = 500
    offers(anar, 8)

    tasks.deliver()

    assert len(mail.outbox) == 8
    assert Breaker.objects.get().channel == "sms"


def test_an_hour_of_failures_costs_few_tries_and_then_all_is_sent(anar, provider):
    provider.mood = 500
    offers(anar, 40)
    for _minute in range(60):
        tasks.deliver()
        move_clock(minutes=1)

    asked = provider.asked.total()
    assert 10 <= asked <= 20
    assert DeliveryTry.objects.filter(delivery__channel="sms").count() == asked

    provider.mood = "ok"
    for _minute in range(10):
        tasks.deliver()
        move_clock(minutes=1)
    assert (len(provider.sent), provider.sent.total()) == (40, 40)
    assert Delivery.objects.filter(state="sent", channel="sms").count() == 40
    assert (Breaker.objects.get().failures, Breaker.objects.get().is_open) == (0, False)


def test_after_the_pause_one_message_asks_whether_the_gateway_is_back(anar, provider):
    provider.mood = 500
    offers(anar, 8)
    tasks.deliver()
    provider.empty()

    move_clock(minutes=1)
    tasks.deliver()

    assert provider.asked.total() == 1
    pause = Breaker.objects.get().open_until - timezone.now()
    assert timedelta(seconds=110) < pause <= timedelta(minutes=2)


def test_only_one_worker_may_ask():
    Breaker.objects.create(channel="sms", failures=5, open_until=Now() - timedelta(seconds=1))

    assert [breaker.room("sms", 50) for _worker in range(3)] == [1, 0, 0]


def test_who_asked_and_died_bars_nobody_for_long():
    Breaker.objects.create(channel="sms", failures=5, open_until=Now() - timedelta(seconds=1))
    breaker.room("sms", 50)

    Breaker.objects.update(open_until=Now() - timedelta(seconds=1))

    assert breaker.room("sms", 50) == 1


def test_an_answer_between_two_failures_counts_from_the_beginning():
    for _time in range(FAILURES - 1):
        assert not breaker.silent("sms")
    breaker.answered("sms")

    assert not breaker.silent("sms")
    assert breaker.room("sms", 50) == 50


@pytest.mark.parametrize(("failures", "minutes"), [(5, 1), (6, 2), (7, 4), (8, 5), (40, 5)])
def test_the_pause_grows_to_five_minutes(failures, minutes):
    Breaker.objects.create(channel="sms", failures=failures - 1)

    assert breaker.silent("sms")

    assert Breaker.objects.get().open_until - timezone.now() == pytest.approx(
        timedelta(minutes=minutes), abs=timedelta(seconds=5)
    )


def test_a_rejected_message_is_an_answer(anar, provider):
    provider.mood = 422
    offers(anar, 8)

    tasks.deliver()

    assert provider.asked.total() == 8
    assert not Breaker.objects.exists()


def test_a_message_that_cannot_be_written_says_nothing_of_the_gateway(anar, provider):
    offers(anar, 8)
    notices.Notice.objects.update(kind="gone")

    tasks.deliver()

    assert set(Delivery.objects.values_list("state", "error")) == {("waiting", "KeyError")}
    assert not Breaker.objects.exists()


def test_an_open_breaker_is_asked_only_when_something_is_due(anar, provider):
    Breaker.objects.create(channel="sms", failures=5, open_until=Now() - timedelta(seconds=1))

    tasks.deliver("sms")

    assert breaker.room("sms", 50) == 1


def test_each_channel_has_a_queue_that_no_other_work_can_block():
    queues = app.amqp.queues
    assert set(queues) == {"celery", *(channel.slug for channel in channels)}
    assert {name: queue.routing_key for name, queue in queues.items()} == {name: name for name in queues}


def test_a_message_of_a_working_channel_costs_few_questions(anar, provider, django_assert_max_num_queries):
    offers(anar, 1)
    with django_assert_max_num_queries(20):
        tasks.deliver("sms")
