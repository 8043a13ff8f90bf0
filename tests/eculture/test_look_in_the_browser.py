"""The house as a browser sees it: readable by everyone, in both lights, narrow and wide, without a script."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}"
LOOKS = [((1280, 900), "light"), ((1280, 900), "dark"), ((390, 844), "dark"), ((320, 640), "light")]
MOVING = """[...document.querySelectorAll("*")].map(e => getComputedStyle(e)).filter(style =>
    style.transitionProperty !== "none" && style.transitionDuration.split(", ").some(d => parseFloat(d) > 0)
).length"""
RING = "(e => [getComputedStyle(e).outlineWidth, getComputedStyle(e).outlineStyle])(document.activeElement)"


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO = True


@pytest.mark.parametrize("address", ["/ui/", "/", "/help/", "/system/", "/ru/accessibility/", "/not-there/"])
def test_a_page_is_readable_by_everyone(live_server, page, axe_path, address):
    page.goto(live_server.url + address)
    page.evaluate(axe_path.read_text())

    for (width, height), scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate(f"axe.run(document, {RULES})")
        faults = [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]]
        assert (width, scheme, faults) == (width, scheme, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.asvs("3.4.3", "3.4.6")
@pytest.mark.asvs("1.2.3", "15.3.6")
def test_nothing_on_a_page_is_refused_by_its_own_policy(live_server, page):
    refused = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)

    page.goto(live_server.url + "/ui/")

    assert refused == []


def test_the_keyboard_comes_first_to_the_content_and_sees_where_it_is(live_server, page):
    page.goto(live_server.url + "/")

    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.hash") == "#content"
    assert page.evaluate(RING) == ["3px", "solid"]


def test_the_menu_of_a_phone_opens_without_a_script_and_closes_by_escape(live_server, page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live_server.url + "/")
    links = page.locator(".menu__panel a")

    assert not links.first.is_visible()
    page.locator(".menu > summary").click()
    assert links.first.is_visible()
    page.keyboard.press("Escape")
    assert not links.first.is_visible()


def test_less_motion_means_none(live_server, page):
    page.emulate_media(reduced_motion="reduce")
    page.goto(live_server.url + "/ui/")

    moving = page.evaluate(MOVING)

    assert moving == 0


def test_paper_gets_neither_header_nor_colour(live_server, page):
    page.goto(live_server.url + "/ui/")
    page.emulate_media(media="print", color_scheme="dark")

    assert not page.locator(".header").is_visible()
    assert not page.locator(".footer").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
