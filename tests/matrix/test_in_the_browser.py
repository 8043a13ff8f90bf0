import pytest

from matrix.overrides import override
from tests.factories import matrix as make
from tests.matrix import grid

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}"
DESKTOP, PHONE, SMALLEST = (1280, 900), (390, 844), (320, 640)
LOOKS = [(DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light"), (PHONE, "dark"), (SMALLEST, "light")]


@pytest.fixture
def country(nigar):
    for code in ("MUZ", "KIT", "TEH"):
        make.cluster(code, grid.ACTIVE, **grid.HAVING[code])
    make.cluster("QAL")
    cell = {"cluster": make.cluster("KIT"), "module": make.modules()["BIL"]}
    override(**cell, applicability="optional", reason="Sınaq layihəsi", by=nigar)


@pytest.mark.parametrize("address", ["/matrix/", "/en/matrix/KIT/BIL/", "/ru/matrix/QAL/COL/"])
def test_a_page_is_readable_by_everyone(country, live_server, page, axe_path, address):
    page.goto(live_server.url + address)
    page.evaluate(axe_path.read_text())

    for screen, scheme in LOOKS:
        page.set_viewport_size({"width": screen[0], "height": screen[1]})
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate(f"axe.run(document, {RULES})")
        faults = [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]]
        assert (screen, scheme, faults) == (screen, scheme, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= screen[0]


def test_the_way_leads_from_a_square_to_its_derivation_by_keyboard(country, live_server, page):
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    page.goto(live_server.url + "/en/matrix/")

    page.locator('a[href="/en/matrix/MUZ/BIL/"]').first.focus()
    page.keyboard.press("Enter")

    page.wait_for_url("**/en/matrix/MUZ/BIL/")
    assert page.locator("h1").inner_text() == "Klaster MUZ × Ticketing"
    assert page.locator(".derivation tfoot td").last.inner_text() == "0.8200"


def test_a_phone_shows_one_cluster_row_by_row_instead_of_the_wide_table(country, live_server, page):
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto(live_server.url + "/en/matrix/")

    page.get_by_label("Cluster", exact=True).select_option("TEH")
    page.get_by_role("button", name="Show").click()

    page.wait_for_url("**/en/matrix/?cluster=TEH")
    assert not page.locator(".carpet__table").is_visible()
    assert page.locator(".level-rows > li").count() == 16
