from urllib.parse import parse_qs, urlsplit

import pytest

from registry.institutions import Institution
from registry.reference import load

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}"
DESKTOP, PHONE, SMALLEST = (1280, 900), (390, 844), (320, 640)
LOOKS = [(DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light"), (PHONE, "dark"), (SMALLEST, "light")]


@pytest.fixture
def seed(db):
    load(lambda line: None)


@pytest.mark.long(9)
def test_the_search_and_the_card_are_readable_by_everyone(seed, live_server, page, axe_path):
    opera = Institution.objects.get(name_en__startswith="Azerbaijan State Academic Opera")

    for address in (
        "/institutions/?q=seki+musqi&region=ER-SZ",
        "/ru/institutions/",
        opera.get_absolute_url(),
    ):
        page.goto(live_server.url + address)
        page.evaluate(axe_path.read_text())
        for screen, scheme in LOOKS:
            page.set_viewport_size({"width": screen[0], "height": screen[1]})
            page.emulate_media(color_scheme=scheme)
            found = page.evaluate(f"axe.run(document, {RULES})")
            faults = [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]]
            assert (address, screen, scheme, faults) == (address, screen, scheme, [])
            assert page.evaluate("document.documentElement.scrollWidth") <= screen[0]


def test_from_the_search_box_to_the_card_without_a_mouse(seed, live_server, page):
    page.goto(live_server.url + "/en/institutions/")

    page.get_by_label("Name, place or kind").fill("Palace of Shaki")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/institutions/?q=Palace*")
    page.get_by_role("link", name="Palace of Shaki Khans").focus()
    page.keyboard.press("Enter")

    page.wait_for_url("**/en/institutions/AZ-MUZ-*/")
    assert page.locator("h1").inner_text() == "Palace of Shaki Khans"


def test_filters_work_without_script(seed, live_server, browser):
    page = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
    page.goto(live_server.url + "/en/institutions/")

    page.get_by_text("Filters").click()
    page.get_by_label("Theatre").check()
    page.get_by_label("Economic region").select_option("ER-SZ")
    page.get_by_role("button", name="Show").click()

    assert page.locator("h2").filter(has_text="found").inner_text() == "2 institutions found"
    assert page.locator("svg.map .map__pin").count() == 2


def zoom_of(url):
    """For which zoom the map asked, 0 for any other address."""
    return int(parse_qs(urlsplit(url).query).get("zoom", ["0"])[0])


def test_the_map_can_be_moved_where_there_is_script(seed, live_server, page):
    failures = []
    page.on("console", lambda message: failures.append(message.text) if message.type == "error" else None)
    page.goto(live_server.url + "/en/institutions/?region=ER-SZ")

    with page.expect_request(lambda asked: zoom_of(asked.url) > 0) as begun:
        page.get_by_role("button", name="Move and enlarge the map").click()
    first = zoom_of(begun.value.url)
    crowd = page.locator(".leaflet-container .atlas__cluster")
    crowd.first.wait_for()
    total = sum(map(int, crowd.all_inner_texts())) + page.locator(".leaflet-container .atlas__point").count()
    assert total == Institution.objects.active().in_region("ER-SZ").exclude(lat=None).count()
    with page.expect_request(lambda asked: zoom_of(asked.url) > first):
        crowd.first.focus()
        page.keyboard.press("Enter")

    assert page.locator(".atlas__district").count() == 77
    assert page.locator(".atlas__district:is(.heat-3, .heat-4, .heat-5)").count() > 0
    assert failures == []


def test_somebody_finds_what_is_near(seed, live_server, browser):
    here = {"latitude": 41.2031, "longitude": 47.1849}
    window = browser.new_context(geolocation=here, permissions=["geolocation"])
    page = window.new_page()
    page.goto(live_server.url + "/en/institutions/?kind=museum")

    page.get_by_role("button", name="Near me").click()
    page.wait_for_url("**near=41.20*")

    assert "kind=museum" in page.url and "41.2031" not in page.url
    assert page.locator("ol.results li").first.inner_text().count(" km")


def test_a_browser_that_does_not_say_where_it_is_says_so(seed, live_server, browser):
    page = browser.new_context(permissions=[]).new_page()
    page.goto(live_server.url + "/en/institutions/")
    page.get_by_role("button", name="Near me").click()
    page.get_by_text("Choose a district instead.").wait_for()
