"""How somebody chooses channels and confirms a number, in a real browser, on a phone and on a desk."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _
from playwright.sync_api import expect

from eculture import notices
from eculture.identifiers import mask_phone
from tests.cabinet.test_in_the_browser import DESK, PHONE, at, sign_in  # noqa: F401 -- `at` is a fixture
from tests.factories import cabinet as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_somebody_chooses_channels_and_confirms_a_number(at, page, live_server, settings, tmp_path, screen):  # noqa: F811
    settings.SMS_FILE_PATH = tmp_path
    page.set_viewport_size(screen)
    anar = make.citizen("anar@numune.example", surname="Nümunəli", name="Anar")
    offer = {"school": "Bülbül adına məktəb", "closes": "1 sentyabr 2026", "number": "MQ-2026-00001"}
    for child in ("Aylin", "Kənan"):
        notices.send("place-offered", to=anar.user, key=child, child=child, **offer)
    sign_in(page, anar.user, live_server)

    at("cabinet:notices").get_by_role("link", name="Aylin").click()
    at.is_fine()
    expect(page.get_by_role("heading", level=2)).to_have_count(1)

    welcome_by_sms = f"{_('Your cabinet is open')}: SMS"
    at("cabinet:notice_channels").get_by_label(welcome_by_sms).check()
    page.get_by_role("button", name=_("Save")).click()
    expect(page.get_by_label(welcome_by_sms)).to_be_checked()
    at.is_fine()

    page.goto(live_server.url + reverse("cabinet:phone"))
    page.get_by_label(_("Password")).fill(make.PASSWORD)
    page.get_by_role("button", name=_("Continue")).click()
    at.is_fine()
    page.get_by_label(_("Mobile number")).fill("055 234 56 78")
    page.get_by_role("button", name=_("Send the code")).click()
    at.is_fine()
    (message,) = tmp_path.iterdir()
    page.get_by_label(_("Code from the message")).fill(
        re.search(r"\n\n(\d{6})", message.read_text()).group(1)
    )
    page.get_by_role("button", name=_("Confirm")).click()
    expect(page.get_by_text(mask_phone("+994552345678"))).to_be_visible()
    at.is_fine()
