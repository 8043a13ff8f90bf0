"""Somebody who walks through the portal in a window of their own; every page that opens is looked at."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Browser, Locator, Page, Request, Response, expect

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FAULTS = """rules => axe.run(document, {runOnly: rules, preload: false, iframes: false}).then(
    found => found.violations.map(one => [one.id, one.nodes[0].html.slice(0, 200)]))"""


def az(msgid: str, **values: Any) -> str:
    """The words of the page that a msgid of the catalogue stands for."""
    with translation.override("az"):
        return translation.gettext(msgid) % values


class Walker:
    """A person at a browser. Each page must be free of what axe, the console and our policy complain of."""

    def __init__(self, browser: Browser, site: str, axe: Path, **window: Any):
        looks = {"locale": "az-AZ", "timezone_id": "Asia/Baku", "viewport": DESK, "reduced_motion": "reduce"}
        self.context = browser.new_context(**looks | window)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.site, self.axe = site, axe.read_text()
        self.complaints: list[str] = []
        self.pages: list[str] = []
        self.has_script = window.get("java_script_enabled", True)
        self.examined = False
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(error.stack or str(error)))
        self.page.on("request", self._follow)
        self.page.on("response", self._judge)
        self.page.on("framenavigated", lambda frame: setattr(self, "examined", False))

    def _hear(self, line: Any) -> None:
        """The console; axe itself writes inline styles, which our policy rightly refuses.

        A page that is left breaks off what it was asking for.
        """
        is_of_leaving = line.text in ("htmx:sendAbort", "htmx:afterRequest")
        is_of_axe = self.examined and "Content Security Policy" in line.text
        is_of_status = line.text.startswith("Failed to load resource")
        if line.type == "error" and not (is_of_axe or is_of_status or is_of_leaving):
            self.complaints.append(line.text)

    def _follow(self, request: Request) -> None:
        if not request.url.startswith((self.site, "data:", "blob:", "about:")):
            self.complaints.append(f"a foreign request: {request.url}")

    def _judge(self, response: Response) -> None:
        if response.status >= 500 or (
            response.status >= 400 and not response.request.is_navigation_request()
        ):
            self.complaints.append(f"{response.status} {response.url}")

    def sign_in_as(self, user: Any) -> "Walker":
        """Already signed in, where the way in is not what is looked at."""
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        self.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.site}])
        return self

    def open(self, name: str, *args: Any, query: str = "") -> "Walker":
        """A page by its address or by the name of its URL."""
        path = name if name.startswith("/") else reverse(name, args=args)
        self.page.goto(self.site + path + query)
        return self.look()

    def status_of(self, name: str, *args: Any) -> int:
        return self.page.goto(self.site + reverse(name, args=args)).status

    def look(self) -> "Walker":
        """Read the page that has opened, as a person who cannot see it would."""
        path = self.page.url.removeprefix(self.site)
        self.pages.append(path)
        assert (path, self.complaints) == (path, [])
        assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        if self.has_script:
            self.examined = True
            session = self.context.new_cdp_session(self.page)
            session.send("Runtime.evaluate", {"expression": self.axe})
            session.detach()
            assert (path, self.page.evaluate(FAULTS, RULES)) == (path, [])
        return self

    def press(self, words: str | re.Pattern[str], *, at: int = 0) -> "Walker":
        """A button that leads to another page."""
        return self.go(self.page.get_by_role("button", name=words, exact=True).nth(at))

    def follow(self, words: str | re.Pattern[str], *, at: int = 0) -> "Walker":
        """A link that leads to another page."""
        return self.go(self.page.get_by_role("link", name=words, exact=True).nth(at))

    def go(self, control: Locator) -> "Walker":
        with self.page.expect_navigation():
            control.click()
        return self.look()

    def in_every_language(self) -> "Walker":
        """The page that is open, in the other languages too."""
        path = self.page.url.removeprefix(self.site)
        for language in ("/en", "/ru"):
            self.open(language + path)
        self.page.goto(self.site + path)
        return self

    def do(self, noun: str, **fields: str) -> "Walker":
        """A deed of the office: its fold is opened, its form filled in and sent."""
        form = self.page.locator(f"details form[action$='/{noun}/']")
        self.page.locator("details", has=self.page.locator(f"form[action$='/{noun}/']")).locator(
            "summary"
        ).click()
        for name, value in fields.items():
            control = form.locator(f"[name={name}]")
            if control.first.get_attribute("type") in ("radio", "checkbox"):
                form.locator(f"[name={name}][value='{value}']").check()
            elif control.evaluate("field => field.tagName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(value)
        return self.go(form.locator("button:not([formaction])"))

    def fill(self, **fields: str) -> "Walker":
        for name, value in fields.items():
            self.page.fill(f"form [name='{name}']", value)
        return self

    def tick(self, name: str, value: Any) -> "Walker":
        self.page.check(f"[name={name}][value='{value}']")
        return self

    def choose(self, name: str, value: str) -> "Walker":
        self.page.select_option(f"select[name='{name}']", value)
        return self

    def find(self, name: str, words: str, row: Any) -> "Walker":
        """A row that a search field of the administration offers for these words."""
        control = self.page.locator(f"#id_{name} + .select2")
        search = self.page.locator(".select2-search__field")
        with translation.override("az"):
            label = str(row)
        control.click()
        expect(search).to_be_focused()
        search.fill(words)
        self.page.locator("li.select2-results__option", has_text=label).click()
        expect(search).to_have_count(0)
        expect(control).to_contain_text(label)
        return self

    def sees(self, *words: str | re.Pattern[str]) -> "Walker":
        for each in words:
            expect(self.page.locator("main")).to_contain_text(each)
        return self
