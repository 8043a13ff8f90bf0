"""The components as a page sees them, the frame around it, and the colours under both."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation

from eculture import health
from eculture.frame import Frame
from eculture.refusals import Refusal
from eculture.templatetags import words


def drawn(source: str, **context) -> str:
    return " ".join(Template(source).render(Context(context)).split())


class SchoolForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As in the act")
    town = forms.CharField(label="Town", required=False)
    shift = forms.ChoiceField(label="Shift", choices=[("am", "Morning")], widget=forms.RadioSelect)


@pytest.mark.parametrize(
    ("language", "long", "moment", "number", "ordinal"),
    [
        ("az", "22 noyabr 2026", "22 noyabr 2026, 14:02", "17\xa0412,5", "6-cı"),
        ("en", "22 November 2026", "22 November 2026, 14:02", "17,412.5", "6th"),
        ("ru", "22 ноября 2026", "22 ноября 2026, 14:02", "17\xa0412,5", "6-й"),
    ],
)
def test_dates_and_numbers_are_written_as_the_language_does(language, long, moment, number, ordinal):
    at = datetime(2026, 11, 22, 10, 2, tzinfo=UTC)
    with translation.override(language):
        written = [words.azdate(date(2026, 11, 22)), words.azmoment(at), words.aznumber(Decimal("17412.5"))]
        written.append(words.ordinal(6))

    assert written == [long, moment, number, ordinal]


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0"), (999, "999"), (1000, "1\xa0000"), (-1000, "-1\xa0000"), (17412, "17\xa0412")],
)
def test_thousands_are_grouped(value, written):
    assert words.aznumber(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0-cı"),
        (3, "3-cü"),
        (9, "9-cu"),
        (10, "10-cu"),
        (40, "40-cı"),
        (26, "26-cı"),
        (100, "100-cü"),
        (2000, "2000-ci"),
    ],
)
def test_an_azerbaijani_ordinal_follows_the_last_vowel(value, written):
    with translation.override("az"):
        assert words.ordinal(value) == written


@pytest.mark.parametrize(
    ("value", "shown"), [("5ABC12D", "•••••2D"), ("Fidan Nümunəli", "F***n N******i"), ("", ""), (None, "")]
)
def test_what_is_personal_is_masked(value, shown):
    assert words.masked(value) == shown


def test_an_error_is_tied_to_its_field_and_named_in_the_summary():
    form = SchoolForm({"shift": "am"}, auto_id="id_%s")

    field = drawn("{% field form.name %}", form=form)
    summary = drawn("{% errors form %}", form=form)

    assert 'aria-describedby="id_name_helptext id_name_error"' in field
    assert 'aria-invalid="true"' in field
    assert 'id="id_name_error"' in field
    assert re.findall(r'<a href="([^"]+)">', summary) == ["#id_name"]


def test_only_an_optional_field_says_so():
    form = SchoolForm()
    with translation.override("en"):
        assert "(optional)" not in drawn("{% field form.name %}", form=form)
        assert "(optional)" in drawn("{% field form.town %}", form=form)


def test_a_group_of_choices_is_a_fieldset_with_a_legend():
    html = drawn("{% field form.shift %}", form=SchoolForm(auto_id="id_%s"))

    assert html.count("<legend") == 1
    assert re.findall(r'<input type="radio"[^>]* class="ds-input"', html)


@pytest.mark.parametrize(
    ("days", "tone"), [(-1, "red"), (0, "red"), (2, "red"), (3, "gold"), (7, "gold"), (8, "turquoise")]
)
def test_the_day_box_grows_warmer(days, tone):
    due = timezone.localdate() + timedelta(days=days)

    assert f"daybox--{tone}" in drawn("{% daybox due %}", due=due)


@pytest.mark.parametrize(("tone", "css"), [("bad", "refused"), ("done", "done"), ("turquoise", "work")])
def test_a_state_is_a_word_with_a_sign(tone, css):
    html = drawn("{% state word tone %}", word="Ready", tone=tone)

    assert f"badge--{css}" in html
    assert "<span>Ready</span>" in html
    assert 'class="glyph"' in html


@pytest.mark.asvs("1.1.1", "1.1.2", "1.2.1", "3.2.2")
def test_a_card_escapes_its_title_and_keeps_its_content():
    html = drawn("{% card title=title %}<p>in</p>{% endcard %}", title="<b>")

    assert "&lt;b&gt;" in html
    assert "<p>in</p>" in html


def test_pages_of_a_list_keep_the_question():
    request = RequestFactory().get("/", {"q": "tar", "page": "2"})
    page = Paginator(range(30), 10).page(2)

    html = drawn("{% pagination page %}", request=request, page=page)

    assert re.findall(r'href="([^"]+)"', html) == ["?q=tar&amp;page=1", "?q=tar&amp;page=3"]
    assert 'aria-current="page">2<' in html


def test_steps_past_are_links_and_the_present_one_is_marked():
    html = drawn("{% steps titles current=2 %}", titles=[("First", "/1/"), ("Second", "/2/"), "Third"])

    assert re.findall(r'href="([^"]+)"', html) == ["/1/"]
    assert re.findall(r'data-state="(\w+)"', html) == ["done", "now", "next"]


def test_day_and_night_of_the_device_and_of_the_choice_are_the_same():
    css = (settings.BASE_DIR / "static/css/tokens.css").read_text()
    of_device = css.split(':root:not([data-color-scheme="light"]) {')[1].split("}")[0]
    of_choice = css.split(':root[data-color-scheme="dark"] {')[1].split("}")[0]

    assert of_device.split() == of_choice.split()


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


TEXT_ON_GROUND = [
    (ink, ground)
    for ink in ("ink", "ink-2", "garnet", "turquoise", "green", "red")
    for ground in ("paper", "sheet", "sunk")
]
TEXT_ON_TINT = [
    (f"on-tint-{tint}", f"tint-{tint}") for tint in ("garnet", "turquoise", "gold", "green", "red", "ink")
]
TEXT_ON_HEAT = [(f"on-heat-{level}", f"heat-{level}") for level in range(6)]


@pytest.mark.parametrize("block", [":root {", ':root[data-color-scheme="dark"] {'], ids=["day", "night"])
@pytest.mark.parametrize(
    "pair", TEXT_ON_GROUND + TEXT_ON_TINT + TEXT_ON_HEAT, ids=lambda pair: " on ".join(pair)
)
def test_every_text_colour_can_be_read_on_its_ground(block, pair):
    css = (settings.BASE_DIR / "static/css/tokens.css").read_text().split(block)[1].split("}")[0]
    values = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", css))
    text, ground = (
        values[name].replace("#fff", "#ffffff") if len(values[name]) == 4 else values[name] for name in pair
    )

    assert contrast(text, ground) >= 4.5


def test_no_style_sheet_of_ours_is_longer_than_a_person_reads():
    sheets = (settings.BASE_DIR / "static/css").rglob("*.css")

    assert [path.name for path in sheets if len(path.read_text().splitlines()) > 400] == []


def test_a_visitor_is_offered_the_ways_of_visitors(db):
    request = RequestFactory().get("/")
    request.LANGUAGE_CODE = "az"

    frame = Frame(request)

    assert frame.kind == "visitor"
    assert frame.unread == 0
    assert [language["code"] for language in frame.languages if language["current"]] == ["az"]


def test_the_gallery_shows_every_component_in_the_demo(client, settings):
    settings.DEMO = True

    page = client.get("/ui/").content.decode()

    assert re.findall(r'id="(colours|state|needs|steps|clock|progress|forms|table|rail|matrix)"', page) == [
        "colours",
        "state",
        "needs",
        "steps",
        "clock",
        "progress",
        "forms",
        "table",
        "rail",
        "matrix",
    ]
    assert "style=" not in page
    assert not re.findall(r"<script(?![^>]* src=)", page)


def test_the_gallery_is_not_there_for_the_public(client, settings):
    settings.DEMO = settings.DEBUG = False

    assert client.get("/ui/").status_code == 404


@pytest.mark.parametrize("address", ["/help/", "/accessibility/", "/privacy/"])
def test_the_pages_of_the_foot_answer_everybody(client, db, address):
    page = client.get(address).content.decode()

    assert page.count("<h1>") == 1
    assert f'href="{address}"' in page


@pytest.mark.parametrize(
    ("worker", "heading"),
    [(False, "Something does not work"), (True, "Everything works")],
    ids=["silent", "up"],
)
def test_the_state_of_the_system_is_said_in_words(client, db, worker, heading):
    if worker:
        cache.set(health.HEARTBEAT, timezone.now())

    page = client.get("/en/system/").content.decode()

    assert re.findall(r"badge--(\w+)", page) == ["done", "done", "done", "done" if worker else "refused"]
    assert f"<h1>{heading}</h1>" in page


def test_a_page_of_the_account_that_nobody_wrote_anew_is_still_ours(rf, db):
    request = rf.get("/accounts/")
    request.LANGUAGE_CODE = "en"
    request.user = AnonymousUser()
    now = timezone.now()

    context = {"form": SchoolForm(), "trust_from": now, "trust_until": now + timedelta(days=14)}
    page = render_to_string("mfa/trust.html", context, request)

    assert page.count("<h1") == 1
    assert page.count('class="ds-button" data-variant="secondary" form="logout-from-stage"') == 1
    assert re.findall(r'<label class="field__label" for="(\w+)"', page) == ["id_name", "id_town"]
    assert 'class="entrance"' in page


@pytest.mark.parametrize("name", ["400", "403", "404", "405", "413", "429", "500", "503", "refusal"])
def test_a_page_that_could_not_be_given_says_what_to_do(rf, db, name):
    request = rf.get("/")
    request.LANGUAGE_CODE, request.user, request.id = "en", AnonymousUser(), "0123456789abcdef"

    with translation.override("en"):
        page = render_to_string(f"{name}.html", {"refusal": Refusal("The term is closed.")}, request)

    assert page.count("<h1>") == 1
    assert "name this number: 01234567" in page
    assert "!" not in re.sub(r"<!doctype[^>]*>", "", page)


@pytest.mark.parametrize("name", ["500", "503"])
def test_a_page_about_our_own_trouble_is_drawn_where_no_database_may_be_asked(rf, name):
    request = rf.get("/")
    request.id = ""

    assert render_to_string(f"{name}.html", {}, request).count("<h1>") == 1


def test_a_wrong_method_is_answered_in_words(client, db):
    answer = client.post("/en/help/")

    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    assert "<h1>This cannot be done here</h1>" in answer.content.decode()
