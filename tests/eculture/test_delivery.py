from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from eculture import notices, tasks
from eculture.breaker import Breaker
from eculture.channels import channels
from eculture.delivery import TRIES, Delivery, DeliveryTry
from eculture.journal import JournalEntry
from eculture.models import User
from eculture.refusals import Refusal
from tests.faults.letterbox import Letterbox

JOB = "7d6c8a52-0f5d-4f8e-9d4e-0b1c2d3e4f50"
SILENT = "tests.eculture.silent_mail.SilentServer"
PHONE = "+994501234567"
OFFER = {"child": "Aylin", "school": "Bülbül", "closes": "1.9.2026", "number": "MQ-1"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def anar():
    return User.objects.create_user("anar@numune.example", language="en", phone=PHONE)


@pytest.fixture
def nigar():
    return User.objects.create_user("nigar@numune.example", is_superuser=True)


@pytest.fixture
def letter(anar):
    notices.send("job-done", to=anar, key="1", job=JOB, kind="placement")
    return Delivery.objects.get()


@pytest.fixture
def sms(settings, tmp_path):
    """The texts that lie in the folder of short messages."""
    settings.SMS_FILE_PATH = tmp_path
    return lambda: [file.read_text().partition("\n\n")[2].strip() for file in tmp_path.iterdir()]


def move_clock(**forward):
    """Whatever waits becomes due as if so much time had passed."""
    by = timedelta(**forward)
    Delivery.objects.filter(state="waiting").update(due_at=Now() - timedelta(seconds=1), lease_until=None)
    Delivery.objects.update(created_at=timezone.now() - by)
    Breaker.objects.exclude(open_until=None).update(open_until=Now())


def record(delivery):
    return list(delivery.record.values_list("number", "outcome", "error"))


def test_every_try_is_recorded_without_an_address(letter, settings):
    settings.EMAIL_BACKEND = SILENT
    tasks.deliver()
    move_clock(minutes=1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    tasks.deliver()

    assert record(letter) == [(1, "later", "ConnectionRefusedError"), (2, "taken", "")]
    assert all(one.ended_at >= one.begun_at for one in letter.record.all())
    assert "anar" not in str(list(DeliveryTry.objects.values()))


@pytest.mark.parametrize(
    ("days", "state", "kept"), [(182, "sent", 1), (184, "sent", 0), (184, "failed", 0), (184, "waiting", 1)]
)
def test_the_record_of_the_tries_outlives_a_delivery_by_half_a_year(letter, days, state, kept):
    tasks.deliver()
    letter.record.update(begun_at=Now() - timedelta(days=days))
    Delivery.objects.update(state=state)

    tasks.forget_old_tries()

    assert (letter.record.count(), Delivery.objects.count()) == (kept, 1)


def test_forty_eight_tries_take_three_days_and_then_the_delivery_has_failed(letter, settings):
    settings.EMAIL_BACKEND = SILENT
    waited = timedelta()
    for _try in range(TRIES - 1):
        tasks.deliver()
        begun = letter.record.last().ended_at
        waited += Delivery.objects.get().due_at - begun
        assert Delivery.objects.get().state == "waiting"
        move_clock()
    tasks.deliver()

    letter.refresh_from_db()
    assert (letter.state, letter.tries, letter.record.count()) == ("failed", TRIES, TRIES)
    assert timedelta(hours=70) < waited <= timedelta(hours=72)


def test_a_rejected_letter_is_not_tried_again(letter, settings):
    letterbox = Letterbox()
    letterbox.mood = "nobody"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", letterbox.port

    tasks.deliver()
    move_clock(days=1)
    tasks.deliver()
    letterbox.shutdown()
    letterbox.server_close()

    letter.refresh_from_db()
    assert letter.state == "failed"
    assert record(letter) == [(1, "rejected", "recipient refused")]


def test_a_sender_that_died_leaves_a_try_that_never_ended(letter):
    (dead,) = Delivery.objects.claim(1)
    assert dead.begin()
    move_clock(minutes=1)

    tasks.deliver()

    assert record(letter) == [(1, "begun", ""), (2, "taken", "")]


def test_a_sender_that_was_too_slow_begins_nothing_and_ends_nothing(letter):
    """Its lease has ended while it had other messages in hand, and somebody else has sent this one."""
    (slow,) = Delivery.objects.claim(1)
    (lost,) = [Delivery.objects.get()]
    assert lost.begin()
    move_clock(minutes=1)
    tasks.deliver()

    assert not slow.begin()
    lost.not_sent("too late")

    letter.refresh_from_db()
    assert (letter.state, letter.error) == ("sent", "")
    assert record(letter) == [(1, "begun", ""), (2, "taken", "")]


def test_a_message_that_is_given_back_has_lost_no_try(letter):
    (claimed,) = Delivery.objects.claim(1)
    assert not Delivery.objects.due().exists()

    claimed.release()

    assert Delivery.objects.due().get().tries == 0


def test_staff_have_a_failed_delivery_tried_for_another_three_days(letter, nigar, settings):
    Delivery.objects.update(state="failed", tries=TRIES)
    letter.refresh_from_db()
    settings.EMAIL_BACKEND = SILENT

    letter.try_again(by=nigar)
    tasks.deliver()

    letter.refresh_from_db()
    assert (letter.state, letter.tries, letter.tries_in_this_round) == ("waiting", TRIES + 1, 1)
    entry = JournalEntry.objects.about(letter).get()
    assert (entry.verb, entry.actor_id, entry.before, entry.after) == (
        "try_delivery_again",
        str(nigar.pk),
        {"state": "failed"},
        {"state": "waiting"},
    )


@pytest.mark.parametrize("state", ["waiting", "sent"])
def test_only_a_failed_delivery_is_tried_again(letter, nigar, state):
    Delivery.objects.update(state=state)
    letter.refresh_from_db()

    with pytest.raises(Refusal):
        letter.try_again(by=nigar)

    assert not JournalEntry.objects.exists()


def test_an_urgent_notice_also_goes_by_sms_with_its_number_and_nothing_else(anar, sms):
    notices.send("place-offered", to=anar, key="1", **OFFER)

    tasks.deliver()

    assert sms() == ["Aylin: a place is offered. MQ-1"]
    found = Delivery.objects.values_list("channel", "state", "record__reference").order_by("channel")
    assert [row[:2] for row in found] == [("email", "sent"), ("sms", "sent")]
    assert [bool(row[2]) for row in found] == [False, True]


@pytest.mark.parametrize("phone", ["", PHONE])
def test_other_notices_and_people_without_a_number_cost_no_sms(anar, sms, phone):
    User.objects.update(phone=phone)
    anar.refresh_from_db()

    notices.send("job-done" if phone else "place-offered", to=anar, key="1", job=JOB, kind="x", **OFFER)
    tasks.deliver()

    assert sms() == []
    assert [one.channel for one in Delivery.objects.all()] == ["email"]


def test_a_number_that_was_removed_meanwhile_gets_nothing(anar, sms):
    notices.send("place-offered", to=anar, key="1", **OFFER)
    User.objects.update(phone="")

    tasks.deliver(channels["sms"].slug)

    assert sms() == []
    assert Delivery.objects.get(channel="sms").error == "no address"


def test_what_waits_for_more_than_an_hour_is_late(letter):
    assert not Delivery.objects.late().exists()

    move_clock(minutes=61)

    assert Delivery.objects.late().get() == letter
