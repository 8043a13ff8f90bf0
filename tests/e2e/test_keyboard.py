"""Without a mouse: every control is reached in the order of reading, and is seen when it is."""

import re
from itertools import groupby

import pytest
from playwright.sync_api import expect

from schools.models import Application
from tests.e2e.town import town
from tests.e2e.walker import PHONE
from tests.factories import registry, schools

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MARK_STOPS = """() => {
    const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
    const stops = [...document.querySelectorAll(controls)].filter(each =>
        each.tabIndex >= 0 && !each.disabled && each.checkVisibility({ visibilityProperty: true }) &&
        (each.type !== "radio" || each.checked || !document.querySelector(`[name="${each.name}"]:checked`)));
    stops.forEach((each, place) => { each.dataset.stop = place; });
    return stops.length;
}"""
WHERE = """() => {
    const here = document.activeElement;
    if (here === document.body) return null;
    const shown = here.labels?.[0] && getComputedStyle(here).opacity === "0" ? here.labels[0] : here;
    const box = shown.getBoundingClientRect();
    const ringed = (each) => {
        const look = getComputedStyle(each);
        return look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
    };
    return {
        stop: Number(here.dataset.stop),
        ring: ringed(shown) || ringed(shown.parentElement),  // a search field lights up as a whole
        inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        html: here.outerHTML.slice(0, 120),
    };
}"""


@pytest.fixture
def at_the_choice():
    place, anar = town(), schools.guardian("Anar")
    plan = {(place.near, "PNO5", "free"): 1, (place.near, "TAR5", "free"): 1}
    campaign = schools.campaign("choice", plan=plan)
    wishes = schools.wish("PNO5", place.near), schools.wish("TAR5", place.near)
    return schools.chosen(campaign, 80, *wishes, by=anar)


@pytest.mark.parametrize("window", [{}, {"viewport": PHONE}], ids=["desk", "phone"])
@pytest.mark.parametrize("path", ["/", "/institutions/", "choices"])
def test_the_tab_key_reaches_every_control_and_the_eye_follows(walk, at_the_choice, path, window):
    for _number in range(3):
        registry.an_institution(lat=41.2, lon=47.2)
    family = walk(**window).sign_in_as(at_the_choice.guardian.user) if path == "choices" else walk(**window)
    address = f"/cabinet/applications/{at_the_choice.number}/choices/" if path == "choices" else path
    page = family.open(address).page

    count = page.evaluate(MARK_STOPS)
    seen = list(stops(page, at_most=count + 5))

    reached = [stop for stop, _parts in groupby(one["stop"] for one in seen)]  # a date has several parts
    assert reached == list(range(count))
    assert [one["html"] for one in seen if not (one["ring"] and one["inside"])] == []


def stops(page, *, at_most: int):
    """Where the focus stands after each press, until it leaves the page."""
    for _press in range(at_most):
        page.keyboard.press("Tab")
        here = page.evaluate(WHERE)
        if here is None:
            return
        yield here


def test_the_first_stop_leads_past_the_header(walk):
    page = walk().open("/en/").page

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_a_search_is_typed_and_sent_by_the_keyboard(walk):
    registry.an_institution("Şəki uşaq musiqi məktəbi")
    page = walk().open("/en/institutions/").page

    page.get_by_role("searchbox").first.focus()
    page.keyboard.type("seki")
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile("q=seki"))
    expect(page.locator("main")).to_contain_text("Şəki uşaq musiqi məktəbi")


def test_the_choices_are_ranked_by_the_keyboard(walk, at_the_choice):
    family = walk().sign_in_as(at_the_choice.guardian.user)
    page = family.open(f"/en/cabinet/applications/{at_the_choice.number}/choices/").page

    with page.expect_navigation():
        page.locator("button[name=to][value=up]").last.focus()
        page.keyboard.press("Enter")

    ranked = [wish.programme.code for wish in Application.objects.get(pk=at_the_choice.pk).wishes]
    assert ranked == ["TAR5", "PNO5"]


def test_a_menu_closes_by_escape_and_gives_the_focus_back(walk):
    page = walk(viewport=PHONE).open("/en/").page
    summary = page.locator("details.menu summary")

    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details.menu")).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")

    expect(page.locator("details.menu")).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()
