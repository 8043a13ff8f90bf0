"""The inbox, a case and a decision in a real browser: readable by everyone, usable without a mouse."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cabinet.cases.models import Case
from cabinet.cases.reviewing import earliest_answer
from tests.factories import cabinet as make
from tests.factories import registry
from tests.factories.office import holder

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}"
DESKTOP, PHONE = (1280, 900), (390, 844)
INBOX = reverse("admin:cabinet_case_changelist")


@pytest.fixture
def as_officer(live_server, page):
    """The page of a browser in which this officer is signed in."""

    def opened(user):
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
        page.context.add_cookies([cookie])
        return page

    return opened


@pytest.fixture
def town(db):
    """Cases of several kinds and Nigar who works on them."""
    nigar, samir = holder("Nigar", "ministry-officer"), holder("Samir", "ministry-officer")
    museum = registry.an_institution("Nümunə muzeyi", kind=registry.a_museum_kind())
    holder("Vaqif", "expert", institution=museum)
    anar = make.citizen(surname="Nümunəli", name="Anar")
    case = make.case(anar, "in_review", officer=nigar, subject=make.child_of(anar, surname="Nümunəli"))
    case.ask_opinion(by=nigar, question="Fasad dəyişirmi?", institution=museum)
    case.say(text="Salam. Layihə hazırdırmı?", by=nigar, as_staff=True)
    case.say(text="Bəli, sabah göndərirəm.", by=anar.user)
    make.case(make.citizen(surname="Eskizli", name="Rəna"))
    late = make.case(make.citizen(surname="Maketova", name="Aysel"), "in_review", officer=samir)
    ago = timezone.now() - timedelta(days=24)
    Case.objects.filter(pk=late.pk).update(submitted_at=ago, due_on=timezone.localdate())
    make.case(make.citizen(surname="Sınaqlı", name="Vüsal"), "waiting", officer=nigar)
    return nigar, case


def test_the_pages_of_the_office_are_readable_by_everyone(as_officer, live_server, axe_path, town, tmp_path):
    nigar, case = town
    page = as_officer(nigar)
    folder = Path(os.environ.get("PICTURES_TO", tmp_path))

    for language in ("", "/en", "/ru"):
        for name, path in {"inbox": f"{INBOX}?tab=all", "case": f"{INBOX}{case.pk}/change/"}.items():
            page.goto(live_server.url + language + path)
            page.evaluate(axe_path.read_text())
            for place, size in {"desktop": DESKTOP, "phone": PHONE}.items():
                page.set_viewport_size({"width": size[0], "height": size[1]})
                found = page.evaluate(f"axe.run(document, {RULES})")
                faults = [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]]
                assert (language, name, place, faults) == (language, name, place, [])
                assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
                page.screenshot(path=folder / f"{name}-{place}{language.strip('/')}.png", full_page=True)


def test_a_case_is_decided_with_the_keyboard_and_its_text_is_seen_before(as_officer, live_server, town):
    nigar, case = town
    page = as_officer(nigar)
    page.goto(f"{live_server.url}/en{INBOX}{case.pk}/change/")

    page.locator("summary", has_text="Decide").focus()
    page.keyboard.press("Enter")
    page.get_by_label("refused").check()
    page.get_by_label("The act, 12.1. Papers are missing.").check()
    page.get_by_label("Reasons in words").fill("Layihə yoxdur")
    page.locator("#preview").get_by_text("No: The act, 12.1: Papers are missing.").wait_for()
    page.get_by_role("button", name="Decide").press("Enter")

    page.get_by_text("Done: Decide.").wait_for()
    case.refresh_from_db()
    assert (case.state, case.decisions.get().grounds) == ("decided", ["papers"])


def test_without_javascript_a_question_is_asked(browser, live_server, town):
    nigar, case = town
    client = Client()
    client.force_login(nigar)
    context = browser.new_context(java_script_enabled=False)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()

    page.goto(f"{live_server.url}/en{INBOX}{case.pk}/change/")
    page.locator("summary", has_text="Ask the applicant").click()
    page.get_by_label("What is needed").fill("Plan")
    page.get_by_label("Until", exact=True).fill(earliest_answer().isoformat())
    page.get_by_role("button", name="Ask the applicant").click()

    page.get_by_text("Done: Ask the applicant.").wait_for()
    context.close()
    case.refresh_from_db()
    assert case.state == "waiting"
