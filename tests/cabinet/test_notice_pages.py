import re

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eculture import notices, tasks
from eculture.models import Delivery, User
from eculture.notices import Notice
from tests.factories import cabinet as make

pytestmark = pytest.mark.django_db
LIST, CHANNELS = reverse("cabinet:notices"), reverse("cabinet:notice_channels")
PHONE, CODE = reverse("cabinet:phone"), reverse("cabinet:phone_confirmation")
REMOVAL = reverse("cabinet:phone_removal")


def about(child, to, key="1", kind="place-offered"):
    return notices.send(
        kind, to=to.user, key=f"{child}{key}", child=child, school="Bülbül", closes="1.9.2026", number="MQ-1"
    )


@pytest.fixture
def sms(settings, tmp_path):
    settings.SMS_FILE_PATH = tmp_path
    return lambda: [file.read_text() for file in tmp_path.iterdir()]


@pytest.fixture
def just_signed_in(anar):
    """Anar, who has typed the password again a moment ago."""
    client = Client()
    client.post(reverse("account_login"), {"login": anar.user.email, "password": make.PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
    return client


def test_notices_are_filtered_by_the_child_they_are_about(as_anar, anar):
    of_aylin, of_kenan = about("Aylin", anar), about("Kənan", anar)
    welcome = notices.send("welcome", to=anar.user, key="1")

    page = as_anar.get(LIST, {"child": "Kənan"})

    assert list(page.context["page"]) == [of_kenan]
    assert [(tab["title"], tab["current"]) for tab in page.context["tabs"]] == [
        ("Hamısı", False),
        ("Aylin", False),
        ("Kənan", True),
    ]
    assert set(as_anar.get(LIST).context["page"]) == {of_aylin, of_kenan, welcome}


def test_a_stranger_filters_nothing_out_of_others_notices(as_rauf, anar):
    about("Aylin", anar)

    page = as_rauf.get(LIST, {"child": "Aylin"})

    assert (list(page.context["page"]), page.context["tabs"]) == ([], [])


def test_the_pages_of_a_filtered_list_keep_the_filter(as_anar, anar):
    for key in range(21):
        about("Aylin & Kənan", anar, str(key))

    page = as_anar.get(LIST, {"child": "Aylin & Kənan", "page": "2"})

    assert len(page.context["page"]) == 1
    assert "?child=Aylin+%26+K%C9%99nan&amp;page=1" in page.content.decode()


def test_the_list_asks_as_many_questions_for_three_children_as_for_one(as_anar, anar):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            as_anar.get(LIST, {"child": "Aylin"})
        return len(asked)

    about("Aylin", anar)
    questions()
    of_one = questions()
    for child in ("Kənan", "Fidan"):
        about(child, anar)

    assert questions() == of_one


def test_a_letter_ends_with_the_ways_to_what_it_is_about_and_to_the_choice(anar, settings):
    settings.BASE_URL = "https://medeniyyet.example"
    User.objects.filter(pk=anar.user.pk).update(language="en")
    about("Aylin", anar)
    Delivery.objects.filter(channel="sms").delete()

    tasks.deliver()

    assert mail.outbox[0].body.splitlines()[-3:] == [
        "https://medeniyyet.example/en/cabinet/applications/MQ-1/result/",
        "",
        "You choose how the portal writes to you: https://medeniyyet.example/en/cabinet/notices/preferences/",
    ]


def boxes(page):
    """Name → ticked, of all boxes on the page."""
    found = re.findall(r'type="checkbox" name="([^"]+)"( checked)?', page.content.decode())
    return {name: bool(ticked) for name, ticked in found}


def test_somebody_chooses_channels_and_sees_the_choice_again(as_anar, anar):
    ticked = boxes(as_anar.get(CHANNELS))
    assert (ticked["welcome.email"], ticked["welcome.sms"], ticked["place-offered.sms"]) == (
        True,
        False,
        True,
    )

    kept = {name: "on" for name, is_on in ticked.items() if is_on and name != "welcome.email"}
    response = as_anar.post(CHANNELS, kept | {"welcome.sms": "on", "nonsense.sms": "on"})

    assert response["Location"] == CHANNELS
    changed = boxes(as_anar.get(CHANNELS))
    assert changed == ticked | {"welcome.email": False, "welcome.sms": True}
    assert anar.user.channel_choices.count() == 2


def test_what_always_goes_has_no_box(as_anar):
    ticked = boxes(as_anar.get(CHANNELS))

    fixed = {"password-changed", "new-device", "second-factor-changed", "phone-changed", "place-offered"}
    assert not {f"{kind}.email" for kind in fixed} & set(ticked)
    assert {f"{kind}.sms" for kind in fixed} <= set(ticked)


def test_a_number_is_confirmed_and_shown_masked(just_signed_in, anar, sms):
    assert just_signed_in.post(PHONE, {"phone": "055 234 56 78"})["Location"] == CODE
    code = re.search(r"\b\d{6}\b", sms()[0].partition("\n\n")[2]).group()
    assert just_signed_in.post(CODE, {"code": code})["Location"] == CHANNELS

    pages = [just_signed_in.get(reverse(f"cabinet:{name}")) for name in ("me", "notice_channels", "phone")]

    for page in (page.content.decode().replace("\u00a0", " ") for page in pages):
        assert "+994 55 ••• •• 78" in page and "552345678" not in page.replace(" ", "")
    just_signed_in.post(REMOVAL)
    assert User.objects.get(pk=anar.user.pk).phone == ""


@pytest.mark.parametrize("phone", ["", "salam", "012 493 00 00"])
def test_a_number_that_no_message_reaches_is_refused_and_kept_on_the_form(just_signed_in, sms, phone):
    page = just_signed_in.post(PHONE, {"phone": phone})

    assert (page.status_code, list(page.context["form"].errors)) == (422, ["phone"])
    assert f'value="{phone}"' in page.content.decode() or not phone
    assert sms() == []


def test_a_wrong_code_gets_a_sentence(just_signed_in, sms):
    just_signed_in.post(PHONE, {"phone": "050 123 45 67"})

    page = just_signed_in.post(CODE, {"code": "salam"})

    assert (page.status_code, list(page.context["form"].errors)) == (422, ["code"])


def test_without_a_number_there_is_nothing_to_confirm(just_signed_in):
    assert just_signed_in.get(CODE)["Location"] == PHONE


@pytest.mark.asvs("7.5.1")
@pytest.mark.parametrize("address", [PHONE, CODE, REMOVAL])
def test_the_number_is_changed_only_after_the_password(as_anar, sms, address):
    response = as_anar.post(address, {"phone": "050 123 45 67", "code": "123456"})

    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert sms() == []


def test_unread_notices_are_marked(as_anar, anar):
    notice = about("Aylin", anar)
    assert page_of(as_anar).count("badge--open") == 1

    Notice.objects.get(pk=notice.pk).mark_read()

    assert page_of(as_anar).count("badge--open") == 0


def page_of(client):
    return client.get(LIST).content.decode()
