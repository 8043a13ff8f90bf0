import re
import threading

import pytest
from django.db import connection
from django.db.models.functions import Now

from eculture import phone
from eculture.journal import JournalEntry
from eculture.models import PhoneClaim, User
from eculture.phone import claim_phone, confirm_phone, remove_phone
from eculture.refusals import Refusal
from tests.faults.provider import Provider

PHONE = "+994501234567"


@pytest.fixture
def anar(db):
    return User.objects.create_user("anar@numune.example", language="en")


@pytest.fixture
def messages(settings, tmp_path, english):
    """The texts that have come, in their order."""
    settings.SMS_FILE_PATH = tmp_path

    def come():
        files = sorted(tmp_path.iterdir(), key=lambda file: file.stat().st_mtime_ns)
        return [file.read_text().partition("\n\n")[2] for file in files]

    return come


def code_of(messages):
    return re.match(r"\d{6}", messages()[-1]).group()


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06d}"


def refused(reason, verb, /, *args, **wish):
    with pytest.raises(Refusal) as caught:
        verb(*args, **wish)
    assert caught.value.code == reason
    return str(caught.value)


def test_a_number_is_the_account_s_once_its_code_has_come_back(anar, messages):
    claim_phone(anar, phone="050 123 45 67")
    assert (anar.phone, PhoneClaim.objects.get().phone) == ("", PHONE)

    confirm_phone(anar, code=code_of(messages))

    anar.refresh_from_db()
    assert (anar.phone, PhoneClaim.objects.count()) == (PHONE, 0)
    assert [notice.kind for notice in anar.notices.all()] == ["phone-changed"]


@pytest.mark.asvs("14.2.4", "16.2.5")
def test_neither_code_nor_number_lies_about(anar, messages):
    claim_phone(anar, phone=PHONE)
    code = code_of(messages)
    confirm_phone(anar, code=code)

    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(string_agg(n::text, ''), '') FROM eculture_notice n")
        told = cursor.fetchone()[0]
    entry = JournalEntry.objects.about(anar).get(verb="confirm_phone")
    assert code not in told and PHONE not in told
    assert (entry.before, entry.after) == ({"phone": "•••"}, {"phone": "•••"})


@pytest.mark.asvs("6.6.3")
def test_the_code_is_kept_as_a_keyed_hash(anar, messages):
    claim_phone(anar, phone=PHONE)

    assert re.fullmatch(r"[0-9a-f]{64}", PhoneClaim.objects.get().code_hash)


@pytest.mark.asvs("6.6.2", "6.6.3")
def test_a_code_works_once(anar, messages):
    claim_phone(anar, phone=PHONE)
    code = code_of(messages)
    confirm_phone(anar, code=code)

    refused("expired", confirm_phone, anar, code=code)


@pytest.mark.asvs("6.6.3")
def test_five_wrong_codes_end_the_claim(anar, messages):
    claim_phone(anar, phone=PHONE)
    code = code_of(messages)

    said = [refused("wrong_code", confirm_phone, anar, code=wrong(code)) for _try in range(phone.CODE_TRIES)]

    assert said[0] == "The code is wrong. Attempts left: 4."
    assert said[-1] == "The code is wrong. Attempts left: 0."
    refused("expired", confirm_phone, anar, code=code)
    assert User.objects.get().phone == ""


@pytest.mark.asvs("6.6.2")
def test_a_code_is_good_for_ten_minutes(anar, messages):
    claim_phone(anar, phone=PHONE)

    PhoneClaim.objects.update(expires_at=Now())

    refused("expired", confirm_phone, anar, code=code_of(messages))


def test_a_new_code_makes_the_old_one_worthless(anar, messages):
    claim_phone(anar, phone=PHONE)
    old = code_of(messages)
    claim_phone(anar, phone="055 123 45 67")

    if old != code_of(messages):
        refused("wrong_code", confirm_phone, anar, code=old)
    confirm_phone(anar, code=code_of(messages))
    assert anar.phone == "+994551234567"


def test_somebody_else_s_code_confirms_nothing(anar, messages):
    rauf = User.objects.create_user("rauf@numune.example")
    claim_phone(anar, phone=PHONE)

    refused("expired", confirm_phone, rauf, code=code_of(messages))


@pytest.mark.asvs("2.4.1")
def test_codes_are_few_for_an_account_and_for_a_number(anar, messages):
    for number in range(3):
        claim_phone(anar, phone=f"050 123 45 6{number}")
    refused("too_many", claim_phone, anar, phone="050 123 45 69")

    for name in ("rauf", "nigar"):
        claim_phone(User.objects.create_user(f"{name}@numune.example"), phone="050 123 45 60")
    leyla = User.objects.create_user("leyla@numune.example")
    refused("too_many", claim_phone, leyla, phone="050 123 45 60")
    assert len(messages()) == 5


@pytest.mark.parametrize("mood", [500, 422])
def test_a_code_that_could_not_be_sent_is_said(anar, settings, mood):
    provider = Provider()
    provider.mood = mood
    settings.SMS_GATEWAY, settings.SMS_URL = "eculture.sms_gateways.HttpGateway", provider.url
    settings.OUTBOUND_HOSTS, settings.OUTBOUND_LOOPBACK = {"127.0.0.1"}, True

    refused("not_sent", claim_phone, anar, phone=PHONE)
    provider.shutdown()
    provider.server_close()


def test_a_removed_number_is_told(anar, messages):
    User.objects.update(phone=PHONE)
    anar.refresh_from_db()

    remove_phone(anar)

    anar.refresh_from_db()
    assert anar.phone == ""
    assert [notice.kind for notice in anar.notices.all()] == ["phone-changed"]


@pytest.mark.asvs("6.6.3", "15.4.2")
@pytest.mark.django_db(transaction=True)
def test_twenty_guesses_at_once_are_five_guesses(messages):
    anar = User.objects.create_user("anar@numune.example")
    claim_phone(anar, phone=PHONE)
    code, found = code_of(messages), []

    def guess():
        try:
            confirm_phone(anar, code=wrong(code))
        except Refusal as refusal:
            found.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=guess) for _guess in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (found.count("wrong_code"), found.count("expired")) == (5, 15)
