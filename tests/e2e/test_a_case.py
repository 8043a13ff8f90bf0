"""One person, one case: from the catalogue to the receipt and the decision, in every kind of window."""

from functools import partial

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from cabinet.cases.models import Case
from tests.e2e.walker import PHONE, az
from tests.factories import cabinet as make
from tests.factories.editions import asked, words

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ANSWERS = {"wish": "Dam örtüyü dəyişdirilsin.", "has_paper": True, "paper_number": "12/7"}


@pytest.fixture
def anar():
    return make.citizen(name="Anar")


@pytest.fixture
def permit():
    form = make.small_form()
    form["properties"]["project"] = asked("Project", type="array", x_kind="file", x_files={"types": ["pdf"]})
    form["x-steps"][1]["fields"].append("project")
    stage = {"slug": "expert", "title": words("Expert opinion")}
    make.edition("appeal")
    return make.edition("permit", form=form, stages=[stage])


@pytest.fixture
def cases(permit, anar):
    """A draft, a case that was just sent, one that waits and one with a decision, all about Aylin."""
    aylin, leyla = make.child_of(anar), make.citizen(name="Leyla", surname="Təxmini").user
    about = partial(make.case, anar, subject=aylin, answers=ANSWERS)
    waiting = about("waiting", officer=leyla)
    waiting.say(text="Salam. Arayış çatmır, qalan sənədlər qaydasındadır.", by=leyla, as_staff=True)
    waiting.say(text="Salam. Arayışı sabah alıram.", by=anar.user)
    decided = about()
    make.decision(decided, by=leyla, text="Layihə abidənin görünüşünü dəyişir.")
    return {"sent": about(), "draft": about("draft"), "waiting": waiting, "decided": decided}


def through_the_form(anar, window) -> Case:
    """With buttons alone, as somebody without scripts goes."""
    window.sign_in_as(anar.user).open("cabinet:case_start", "permit")
    window.tick("party", f"person-{anar.pk}").press(az("Begin"))
    window.fill(wish="Dam örtüyü dəyişdirilsin.").press(az("Save and go on"))
    window.tick("has_paper", "false").press(az("Save and go on"))
    window.sees("Dam örtüyü dəyişdirilsin.").press(az("Send"))
    case = Case.objects.get()
    window.sees(case.number, az("We have received your case"))
    return case


@pytest.mark.parametrize("window", [{"java_script_enabled": False}, {}, {"viewport": PHONE}])
def test_a_case_is_sent_in_any_window(walk, anar, permit, window):
    case = through_the_form(anar, walk(**window))

    assert (case.state, case.sent_answers["has_paper"]) == ("submitted", False)


def test_what_is_typed_is_saved_and_a_question_is_brought_up_while_one_answers(walk, anar, permit):
    case = make.case(anar, "draft", answers={})
    page = walk().sign_in_as(anar.user).open("cabinet:case_step", case.number, "wish").page

    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("[name=wish]").press_sequentially("Dam")
    expect(page.locator("#saved")).to_contain_text(":")
    case.refresh_from_db()
    assert case.answers["wish"] == "Dam"
    assert page.evaluate("dispatchEvent(new Event('beforeunload', { cancelable: true }))")

    page.goto(page.url.replace("/wish/", "/paper/"))
    page.check("[name=has_paper][value=true]")
    expect(page.locator("[name=paper_number]")).to_be_visible()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("[name=paper_number]").press_sequentially("12/7")
    with page.expect_navigation():
        page.get_by_role("button", name=az("Save and go on")).click()

    case.refresh_from_db()
    assert (page.url.endswith("/review/"), case.answers["paper_number"]) == (True, "12/7")


def test_two_windows_offer_both_answers(walk, anar, permit):
    case = make.case(anar, "draft", answers={})
    first, second = (
        walk(java_script_enabled=False).sign_in_as(anar.user).open("cabinet:case_step", case.number, "wish")
        for _window in range(2)
    )

    first.fill(wish="Dam").press(az("Save and go on"))
    second.fill(wish="Divar").press(az("Save and go on"))

    second.sees(az("Another window was faster"), az("In the other window: %(answer)s", answer="Dam"))
    assert second.page.input_value("[name=wish]") == "Divar"


def test_a_case_is_sent_with_the_keyboard_alone(walk, anar, permit):
    case = make.case(anar, "draft", answers={"has_paper": False})
    page = walk().sign_in_as(anar.user).open("cabinet:case_step", case.number, "wish").page

    page.locator("[name=wish]").focus()
    page.keyboard.type("Dam")
    for _stop in ("surname", "save"):
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto(page.url.replace("/form/paper/", "/review/"))
    page.get_by_role("button", name=az("Send")).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    case.refresh_from_db()
    assert case.state == "submitted"


@pytest.mark.parametrize("language", ["", "/en", "/ru"])
def test_every_page_of_a_case_reads_well_in_every_language(walk, anar, cases, language):
    """`open` itself looks at each page: axe, console, content policy, no sideways scroll."""
    pages = [("case_start", "permit"), ("case_step", cases["draft"].number, "paper")]
    pages += [("case_review", cases["draft"].number), ("case_receipt", cases["sent"].number)]
    pages += [("case", cases[name].number) for name in ("sent", "waiting", "decided")]
    pages += [("case_withdrawal", cases["sent"].number), ("cases",)]
    for window in ({}, {"viewport": PHONE, "color_scheme": "dark"}):
        anar_at = walk(**window).sign_in_as(anar.user)
        for name, *arguments in pages:
            anar_at.open(language + reverse(f"cabinet:{name}", args=arguments).removeprefix("/en"))


def test_one_click_from_the_decision_to_an_appeal(walk, anar, cases):
    anar_at = walk().sign_in_as(anar.user).open("cabinet:case", cases["decided"].number)

    anar_at.press(az("Appeal against the decision"))

    assert cases["decided"].appeals.get().state == "draft"
