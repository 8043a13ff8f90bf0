"""A family's first steps and the ways of signing in, in a real browser under our own content policy."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from eculture import jobs
from eculture.jobs import Job, JobKind, kinds
from tests.cabinet.conftest import PDF
from tests.factories import cabinet as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def at(page: Page, live_server, axe_path):
    """Open a page by the name of its URL; it must be free of violations and of complaints of the console."""
    heard = {"complaints": [], "listening": True}

    def hear(line) -> None:
        is_refused_form = "status of 422" in line.text
        if heard["listening"] and line.type == "error" and not is_refused_form:
            heard["complaints"].append(line.text)

    def is_fine() -> None:
        page.wait_for_load_state("load")
        assert heard["complaints"] == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        heard["listening"] = False  # axe itself writes inline styles, which our policy refuses
        page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": axe_path.read_text()})
        found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []

    page.on("console", hear)
    page.on("framenavigated", lambda frame: heard.update(listening=True))

    def open_page(name: str, *args) -> Page:
        page.goto(live_server.url + reverse(name, args=args))
        is_fine()
        return page

    open_page.is_fine = is_fine
    return open_page


def sign_in(page: Page, user, live_server) -> None:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_a_family_signs_up_and_adds_a_child(at, page, mailoutbox, screen):
    page.set_viewport_size(screen)
    at("account_signup")
    page.fill("[name=email]", "sevda@numune.example")
    page.fill("[name=password1]", make.PASSWORD)
    send(page, page.locator("main button.ds-button").last)

    page.fill("[name=code]", re.search(r"\b\d{6}\b", mailoutbox[0].body)[0])
    at.is_fine()
    send(page, page.locator("main button.ds-button").first)

    assert page.url.endswith(reverse("cabinet:welcome"))
    introduce(page, "Eskizli", "Sevda", "1990-04-01", "5A1B2C")
    at.is_fine()
    assert page.input_value("[name=surname]") == "Eskizli"
    page.fill("[name=fin]", "5a1b2c3")
    send(page)

    assert page.url.endswith(reverse("cabinet:home"))
    at("cabinet:add_child")
    introduce(page, "Eskizli", "Fidan", "2017-02-03", "7B2C3D4")
    expect(page.locator("main")).to_contain_text("Eskizli Fidan")
    at.is_fine()
    at("cabinet:home")
    expect(page.locator("main")).to_contain_text("Fidan")


def introduce(page: Page, surname: str, name: str, born: str, fin: str) -> None:
    page.fill("[name=surname]", surname)
    page.fill("[name=name]", name)
    page.check("[name=sex][value=female]")
    page.fill("[name=birth_date]", born)
    page.fill("[name=fin]", fin)
    send(page)


def send(page: Page, button=None) -> None:
    with page.expect_navigation():
        (button or page.locator("form.form button.ds-button")).click()


def test_somebody_adds_a_passkey_and_signs_in_with_it(at, page, live_server):
    sevda = make.citizen("sevda@numune.example").user
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
    }
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    at("account_login")
    page.fill("[name=login]", sevda.email)
    page.fill("[name=password]", make.PASSWORD)
    send(page)
    assert page.url.endswith(reverse("cabinet:home"))

    page.goto(live_server.url + reverse("mfa_add_webauthn"))
    page.fill("[name=password]", make.PASSWORD)
    send(page)
    assert page.url.endswith(reverse("mfa_add_webauthn"))
    at.is_fine()
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(re.compile(f"{reverse('mfa_list_webauthn')}$|recovery-codes"))
    page.context.clear_cookies()

    at("account_login")
    page.click("#passkey_login")

    page.wait_for_url("**" + reverse("cabinet:home"))
    assert Authenticator.objects.get(user=sevda, type="webauthn").wrap().is_passwordless


def test_a_password_is_enough_without_javascript(browser, live_server):
    anar = make.citizen("anar@numune.example")
    make.child_of(anar)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(live_server.url + reverse("account_login"))
    page.fill("[name=login]", anar.user.email)
    page.fill("[name=password]", make.PASSWORD)
    send(page)

    expect(page.locator("main")).to_contain_text("Aylin")
    context.close()


class Weaving(JobKind):
    slug, title, permission = "toxuma", "Toxuma", None

    def run(self, job: Job, **params) -> None:
        raise AssertionError("only its row is looked at")


def test_the_border_is_woven_on_without_a_reload(at, page, live_server, monkeypatch):
    monkeypatch.setitem(kinds._plugs, "toxuma", Weaving())
    anar = make.citizen()
    job = jobs.ask("toxuma", by=anar.user)
    rows = Job.objects.filter(pk=job.pk)
    rows.update(state="running", done=1, total=4)
    sign_in(page, anar.user, live_server)
    at("cabinet:job", job.pk)
    page.evaluate("window.stayed = true")

    rows.update(done=3)
    expect(page.locator("[role=progressbar]")).to_have_attribute("aria-valuenow", "75")
    rows.update(state="failed", error="Sətir 3: məktəb tapılmadı")

    expect(page.locator("main")).to_contain_text("məktəb tapılmadı")
    expect(page.locator("[hx-get]")).to_have_count(0)
    assert page.evaluate("window.stayed")
    at.is_fine()


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_of_the_cabinet_is_accessible(at, page, live_server, screen):
    page.set_viewport_size(screen)
    anar = make.citizen()
    make.child_of(anar)
    sign_in(page, anar.user, live_server)

    for name in (
        "home",
        "family",
        "add_child",
        "cases",
        "notices",
        "documents",
        "me",
        "jobs",
        "reports",
        "services",
    ):
        at(f"cabinet:{name}")
    for name in (
        "mfa_index",
        "account_email",
        "account_change_password",
        "usersessions_list",
        "account_logout",
    ):
        at(name)
    at("cabinet:verify")


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_a_document_is_checked_and_its_file_compared(at, page, certificate, nigar, screen):
    page.set_viewport_size(screen)
    at("cabinet:verify_code", certificate.code)
    expect(page.locator("h1.verdict--valid")).to_be_visible()

    page.set_input_files("[name=file]", {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.locator("#comparison button").click()
    expect(page.locator("#comparison .alert--green")).to_be_visible()
    at.is_fine()

    certificate.revoke(by=nigar, reason="səhv")
    at("cabinet:verify_code", certificate.code)
    expect(page.locator("h1.verdict--revoked")).to_be_visible()
