"""The class book in a real browser: by keyboard, by thumb, off line, signed out, and without a script."""

import re
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from schools.models import LessonEntry
from tests.factories import teaching

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


def sign_in(context, user, live_server):
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])


@pytest.fixture
def at_school(live_server):
    school = teaching.school()
    kamran = teaching.user("Kamran", role="teacher", at=school)
    leyla = teaching.user("Leyla", role="head", at=school)
    anar = teaching.user("Anar")
    names = ("Eskizli", "Maketova", "Sınaqlı")
    pupils = [teaching.pupil(school, "Nuray", surname, guardian=anar) for surname in names]
    first = teaching.term(school, days_ago=80, days_left=-61, ordinal=1)
    first.close(by=leyla)
    teaching.term(school)
    group = teaching.group(school, kamran, *pupils)
    teaching.entry(teaching.lesson(group, days_ago=4), pupils[0], "4 gec")
    lesson = teaching.lesson(group, topic="Segah ladı")
    url = live_server.url + reverse("schools:classbook", args=[group.pk])
    people = {"kamran": kamran, "leyla": leyla, "anar": anar}
    return SimpleNamespace(pupils=pupils, group=group, lesson=lesson, url=url, **people)


@pytest.fixture
def grid(page, at_school, live_server):
    sign_in(page.context, at_school.kamran, live_server)
    page.set_viewport_size(DESK)
    page.goto(at_school.url)
    page.locator("td.today input").first.focus()
    return page


def today(page):
    return [square.input_value() for square in page.locator("td.today input").all()]


def type_keys(page, keys):
    for key in keys:
        page.keyboard.press(key) if key.isascii() else page.keyboard.insert_text(key)


def stored(at_school):
    rows = LessonEntry.objects.filter(lesson=at_school.lesson).order_by("enrolment")
    return [str(entry) for entry in rows]


def test_marks_are_typed_down_the_column_and_stay(grid, at_school):
    type_keys(grid, "54q")
    expect(grid.locator('td.today[data-save="saved"]')).to_have_count(3)

    grid.reload()

    assert today(grid) == ["5", "4", "q"]
    assert stored(at_school) == ["5", "4", "q"]


def test_the_keys_of_the_legend_do_what_they_say(grid, at_school):
    type_keys(grid, ["g", "ArrowUp", "5", "ü", "ArrowUp", "Backspace", "ArrowDown", "v", "ArrowUp"])
    expect(grid.locator("[data-status]")).to_have_text(re.compile(r"\d\d:\d\d"))
    expect(grid.locator('td.today[data-save="going"]')).to_have_count(0)

    assert today(grid) == ["5 gec", "", "+"]
    type_keys(grid, ["ArrowLeft", "?"])
    assert grid.locator("dialog[open]").count() == 1


def test_tab_leaves_the_table(grid):
    grid.keyboard.press("Tab")

    assert grid.evaluate("document.activeElement.closest('table')") is None


def test_a_column_is_pasted_from_a_spreadsheet(grid, at_school):
    grid.evaluate(
        """() => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text", "5\\nq\\n3\\n");
            const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(paste);
        }"""
    )
    expect(grid.locator('td.today[data-save="saved"]')).to_have_count(3)

    assert stored(at_school) == ["5", "q", "3"]


def test_a_mark_changed_elsewhere_is_offered_and_chosen(grid, at_school):
    teaching.entry(at_school.lesson, at_school.pupils[0], "3", by=at_school.leyla)

    grid.keyboard.press("2")
    alert = grid.locator("[data-alerts] .alert")
    expect(alert).to_contain_text("Leyla")
    expect(grid.locator('td.today[data-save="conflict"]')).to_have_count(1)
    alert.get_by_role("button").first.click()
    expect(grid.locator('td.today[data-save="saved"]')).to_have_count(1)

    assert stored(at_school) == ["2"]
    expect(alert).to_have_count(0)


def test_without_the_network_the_mark_waits_and_then_goes(grid, at_school):
    grid.route("**/entries/", lambda route: route.abort())
    grid.keyboard.press("5")
    expect(grid.locator('td.today[data-save="offline"]')).to_have_count(1)
    assert stored(at_school) == []

    grid.unroute("**/entries/")
    grid.evaluate("window.dispatchEvent(new Event('online'))")
    expect(grid.locator('td.today[data-save="saved"]')).to_have_count(1)

    assert stored(at_school) == ["5"]


def test_signed_out_the_marks_stay_on_the_page_until_signed_in_again(grid, at_school, live_server):
    grid.context.clear_cookies()
    type_keys(grid, "54")
    expect(grid.locator("[data-signed-out]")).to_be_visible()
    assert (today(grid), stored(at_school)) == (["5", "4", ""], [])

    sign_in(grid.context, at_school.kamran, live_server)
    grid.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(grid.locator('td.today[data-save="saved"]')).to_have_count(2)

    assert stored(at_school) == ["5", "4"]
    expect(grid.locator("[data-signed-out]")).to_be_hidden()


def test_nothing_is_left_in_the_browser(grid):
    type_keys(grid, "5")
    expect(grid.locator('td.today[data-save="saved"]')).to_have_count(1)

    kept = grid.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert [key for key in kept if not key.startswith("htmx")] == []


def test_on_a_phone_a_pupil_is_a_block(page, at_school, live_server):
    sign_in(page.context, at_school.kamran, live_server)
    page.set_viewport_size(PHONE)
    page.goto(at_school.url)
    block = page.locator("[data-block]").first

    block.locator("label.is-late").click()
    block.locator(".segments--marks label").nth(3).click()
    expect(block).to_have_attribute("data-save", "saved")

    assert stored(at_school) == ["5 gec"]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_without_a_script_a_column_is_saved_by_its_button(browser, at_school, live_server):
    context = browser.new_context(java_script_enabled=False, viewport=DESK)
    sign_in(context, at_school.kamran, live_server)
    page = context.new_page()
    page.goto(at_school.url)

    for square, mark in zip(page.locator("td.today input").all(), ("5", "üz", ""), strict=True):
        square.fill(mark)
    page.locator("tfoot button").last.click()

    assert today(page) == ["5", "üz", ""]
    assert re.search(r"\d\d:\d\d", page.locator(".messages").inner_text())
    assert stored(at_school) == ["5", "üz"]
    context.close()


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_in_the_class_book(grid, axe_path, at_school, viewport):
    teaching.entry(at_school.lesson, at_school.pupils[0], "3", by=at_school.leyla)
    type_keys(grid, "2q")
    expect(grid.locator("[data-alerts] .alert")).to_have_count(1)
    grid.set_viewport_size(viewport)

    assert violations(grid, axe_path) == []


@pytest.mark.parametrize("who", ["leyla", "anar"])
def test_axe_finds_nothing_on_the_other_pages(page, axe_path, at_school, live_server, who):
    sign_in(page.context, getattr(at_school, who), live_server)
    child, group = [at_school.pupils[0].person.pk], [at_school.group.pk]
    pages = {
        "leyla": [("desk", []), ("groups", []), ("group", group), ("open_group", []), ("plan_lesson", group)]
        + [("terms", []), ("desk_pupils", [])],
        "anar": [("child_classbook", child)],
    }

    for name, args in pages[who]:
        page.goto(live_server.url + reverse(f"schools:{name}", args=args))
        assert (name, violations(page, axe_path)) == (name, [])


def violations(page, axe_path):
    page.evaluate(axe_path.read_text())
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]
