"""The gateways here are real servers on this machine."""

import pytest
from django.core.exceptions import ValidationError

from eculture.channels import Locked, Rejected, Unreachable, channels, short_message, sms_parts
from eculture.identifiers import mask_email, mask_phone, normalise_phone, validate_mobile
from tests.faults.letterbox import Letterbox
from tests.faults.provider import Provider

PHONE, KEY = "+994501234567", "5f0c7a52-0f5d-4f8e-9d4e-0b1c2d3e4f50"


@pytest.fixture
def provider(settings):
    made = Provider()
    settings.SMS_GATEWAY = "eculture.sms_gateways.HttpGateway"
    settings.SMS_URL, settings.SMS_TOKEN, settings.SMS_SENDER = made.url, "token", "e-Culture"
    settings.OUTBOUND_HOSTS, settings.OUTBOUND_LOOPBACK = {"127.0.0.1"}, True
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def letterbox(settings):
    made = Letterbox()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.port
    yield made
    made.shutdown()
    made.server_close()


def text_by_sms() -> str:
    return channels["sms"].send(PHONE, "", "Salam", KEY)


def test_a_short_message_is_handed_over_with_its_key(provider):
    assert text_by_sms() == "ref"
    assert provider.bodies == [{"to": PHONE, "from": "e-Culture", "text": "Salam", "id": KEY}]
    assert provider.sent == {KEY: 1}


@pytest.mark.parametrize("status", [400, 404, 410, 422])
def test_what_the_provider_rejects_is_not_worth_another_try(provider, status):
    provider.mood = status

    with pytest.raises(Rejected, match=f"^HTTP {status}$"):
        text_by_sms()


@pytest.mark.parametrize("status", [401, 402, 403])
def test_a_provider_that_does_not_let_the_portal_in_condemns_no_message(provider, status):
    provider.mood = status

    with pytest.raises(Locked, match=f"^HTTP {status}$"):
        text_by_sms()


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
def test_a_provider_in_trouble_is_asked_again_later(provider, status):
    provider.mood = status

    with pytest.raises(Unreachable, match=f"^HTTP {status}$"):
        text_by_sms()


@pytest.mark.parametrize("status", [301, 307])
def test_a_redirect_is_not_followed(provider, status):
    provider.mood = status

    with pytest.raises(Unreachable):
        text_by_sms()


def test_a_provider_that_hangs_up_or_is_gone_is_asked_again_later(provider, settings):
    provider.mood = "drop"
    with pytest.raises(Unreachable, match="^ConnectionError$"):
        text_by_sms()

    settings.SMS_URL = "http://127.0.0.1:1/messages"
    with pytest.raises(Unreachable, match="^ConnectionError$"):
        text_by_sms()


@pytest.mark.parametrize("reference", [f"x{PHONE[1:]}", "a b", "x" * 65, ""])
def test_a_reference_that_is_none_or_holds_the_number_is_not_kept(provider, reference):
    provider.reference = reference

    assert text_by_sms() == ""


def test_without_a_provider_messages_lie_in_a_private_folder(settings, tmp_path):
    settings.SMS_FILE_PATH = tmp_path / "sms"

    name = text_by_sms()

    file = settings.SMS_FILE_PATH / name
    assert file.read_text() == f"To: {PHONE}\nKey: {KEY}\n\nSalam\n"
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.parametrize(
    ("mood", "failure", "word"),
    [
        ("refuse", Unreachable, "SMTP 451"),
        ("reject", Rejected, "SMTP 554"),
        ("nobody", Rejected, "recipient refused"),
        ("drop", Unreachable, "SMTPServerDisconnected"),
    ],
)
def test_a_mail_server_says_whether_another_try_is_worth_it(letterbox, mood, failure, word):
    letterbox.mood = mood

    with pytest.raises(failure, match=f"^{word}$"):
        channels["email"].send("anar@numune.example", "Salam", "Salam", KEY)


def test_a_grey_list_concerns_one_recipient_and_not_the_server(letterbox):
    letterbox.mood = "grey"

    with pytest.raises(OSError, match="450") as caught:
        channels["email"].send("anar@numune.example", "Salam", "Salam", KEY)

    assert not isinstance(caught.value, Rejected | Unreachable)


@pytest.mark.parametrize(
    ("length", "parts"), [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4)]
)
def test_parts_are_counted_with_our_letters(length, parts):
    assert sms_parts("ə" * length) == parts


@pytest.mark.parametrize(
    ("subject", "number", "message"),
    [
        ("Aylin: yer təklif olunur", "MQ-2026-00001", "Aylin: yer təklif olunur. MQ-2026-00001"),
        ("Aylin: yer təklif olunur", "", "Aylin: yer təklif olunur"),
        ("ş" * 134, "", "ş" * 134),
        ("ş" * 135, "", "ş" * 133 + "…"),
        ("ş" * 135, "MQ-1", "ş" * 127 + "…. MQ-1"),
    ],
)
def test_a_short_message_keeps_its_number_and_has_two_parts_at_most(subject, number, message):
    assert short_message(subject, number) == message
    assert sms_parts(message) <= 2


@pytest.mark.parametrize(
    "written",
    [
        "+994501234567",
        "+994 50 123 45 67",
        "+994 (50) 123-45-67",
        "994501234567",
        "00994 50 1234567",
        "050 123 45 67",
        "50 123 45 67",
        "(050)\u00a0123.45.67",
        " 050–123–45–67 ",
    ],
)
def test_any_spacing_of_a_number_is_accepted(written):
    validate_mobile(written)
    assert normalise_phone(written) == PHONE


def test_a_foreign_number_begins_with_a_plus():
    validate_mobile("+90 532 123 45 67")
    assert normalise_phone("+90 532 123 45 67") == "+905321234567"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "phone"),
        ("salam", "phone"),
        ("050 123 45", "phone_not_mobile"),
        ("012 493 00 00", "phone_not_mobile"),
        ("+994 50 123 45 678", "phone_not_mobile"),
        ("+0501234567", "phone"),
        ("+99450١٢٣٤٥٦٧", "phone"),
        ("050 123 45 67; DROP", "phone"),
    ],
)
def test_what_no_message_can_reach_is_refused(written, code):
    with pytest.raises(ValidationError) as caught:
        validate_mobile(written)

    assert caught.value.code == code


@pytest.mark.asvs("14.2.4")
def test_addresses_are_masked():
    assert mask_phone(PHONE).replace("\u00a0", " ") == "+994 50 ••• •• 67"
    assert mask_phone("+905321234567") == "+•••67"
    assert mask_email("anar@numune.example") == "a•••@numune.example"
    assert (mask_phone(""), mask_email("")) == ("", "")
