"""The page of a case: where it stands, what is asked, said and decided; nothing of what is among staff."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cabinet.cases.models import Case
from cabinet.cases.story import story
from cabinet.people.access_log import note_view
from eculture import journal
from eculture.models import Notice
from eculture.sections import case_sources
from tests.cabinet.files import files
from tests.factories import cabinet as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def leyla(db):
    """The officer in charge."""
    return make.person(make.user(is_staff=True), name="Leyla", surname="Təxmini").user


def page_of(case: Case) -> str:
    return f"/en/cabinet/cases/{case.number}/"


def text_of(response) -> str:
    return response.content.decode()


def needs(user) -> list[tuple[str, str]]:
    return [(str(need.title), need.url) for need in case_sources["cases"].needs(user)]


def test_a_sent_case_shows_its_clock_and_its_day(as_anar, anar):
    case = make.case(anar)
    Case.objects.update(submitted_at=timezone.now() - timedelta(days=7))

    html = text_of(as_anar.get(page_of(case)))

    assert "5th day" in html and "of 15 working days" in html
    assert "You will have an answer by" in html


def test_a_question_stands_on_top_and_stops_the_clock(as_anar, anar):
    case = make.case(anar, "waiting")

    html = text_of(as_anar.get(page_of(case)))

    assert "We need something from you" in html and "Ünvan haqqında arayış" in html
    assert "The clock stands: we wait for your answer." in html
    assert needs(anar.user) == [("Permit", f"{page_of(case)}#question")]


def test_the_answer_goes_with_its_papers_and_the_clock_runs(as_anar, anar, leyla):
    case = make.case(anar, "waiting", officer=leyla)

    answer = as_anar.post(f"{page_of(case)}answer/", {"text": "", "papers": files.pdf()})

    case.refresh_from_db()
    request = case.info_requests.get()
    assert (answer.status_code, case.state, request.papers.count()) == (302, "in_review", 1)
    assert Notice.objects.filter(kind="case-answered", to=leyla).count() == 1
    assert case.due_on == case.clock().due
    assert needs(anar.user) == []


def test_an_empty_answer_is_told_and_leaves_the_question_open(as_anar, anar):
    case = make.case(anar, "waiting")

    answer = as_anar.post(f"{page_of(case)}answer/", {"text": "  "})

    case.refresh_from_db()
    assert (answer.status_code, case.state) == (422, "waiting")
    assert "Write an answer or add a file." in text_of(answer)


def test_a_paper_that_cannot_be_taken_leaves_nothing_behind(as_anar, anar):
    case = make.case(anar, "waiting")

    answer = as_anar.post(f"{page_of(case)}answer/", {"text": "Budur", "papers": files.locked()})

    case.refresh_from_db()
    assert (answer.status_code, case.state, case.papers.count()) == (422, "waiting", 0)
    assert "Budur" in text_of(answer)


def test_messages_go_both_ways_and_new_ones_are_marked_once(as_anar, anar, leyla):
    case = make.case(anar, "in_review", officer=leyla)
    case.say(text="Salam", by=leyla, as_staff=True)
    case.say(text="Daxili qeyd", by=leyla, as_staff=True, is_note=True)

    first, second = text_of(as_anar.get(page_of(case))), text_of(as_anar.get(page_of(case)))

    assert "Salam" in first and "Daxili qeyd" not in first and "Təxmini" not in first
    assert [html.count("badge--open") for html in (first, second)] == [1, 0]
    assert Notice.objects.filter(kind="case-message", to=anar.user).count() == 1


def test_a_message_of_the_citizen_reaches_the_officer_once(as_anar, anar, leyla):
    case = make.case(anar, "in_review", officer=leyla)
    newest = case.messages.last()
    wish = {"text": "Nə vaxt?", "after": newest.pk if newest else 0}

    urls = {as_anar.post(f"{page_of(case)}messages/", wish).url for _click in range(2)}

    assert urls == {f"{page_of(case)}#talk"}
    assert list(case.messages.values_list("text", "is_from_staff")) == [("Nə vaxt?", False)]
    assert Notice.objects.filter(kind="case-message-in", to=leyla).count() == 1


@pytest.mark.parametrize("text", ["", "   ", "\x00"])
def test_an_empty_message_is_told(as_anar, anar, text):
    case = make.case(anar)

    answer = as_anar.post(f"{page_of(case)}messages/", {"text": text, "after": "x"})

    assert (answer.status_code, case.messages.count()) == (422, 0)


def test_the_story_names_the_family_and_of_the_staff_only_the_office(anar, leyla, as_anar):
    case = make.case(anar, "in_review", officer=leyla)
    journal.record("take", on=case, by=leyla)
    journal.record("extend", on=case, by=leyla, reason="Araşdırma lazımdır")
    for hidden in ("note", "propose", "send_back", "assign"):
        journal.record(hidden, on=case, by=leyla, reason="Gizli səbəb")

    told = [(str(event.title), event.text) for event in story(case)]

    assert told == [
        ("The term was extended", "Ministry of Culture · Reason: Araşdırma lazımdır"),
        ("An officer has taken it up", "Ministry of Culture"),
        ("The case was sent", "Anar Nümunəli · The term counts from the next working day."),
    ]
    assert "Gizli" not in text_of(as_anar.get(page_of(case)))


def test_a_proposed_decision_is_not_shown_and_a_made_one_is_read_once(as_anar, anar, leyla):
    case = make.case(anar, "in_review", officer=leyla)
    proposed = {"state": "proposed", "made_at": None, "signed_by": None, "text": "Hələ layihə"}
    made = make.decision(case, by=leyla, **proposed)
    Case.objects.update(state="in_review", decided_at=None)
    assert "Hələ layihə" not in text_of(as_anar.get(page_of(case)))

    made.delete()
    make.decision(case, by=leyla)
    assert needs(anar.user) == [("Permit", page_of(case))]
    html = text_of(as_anar.get(page_of(case)))

    assert "Müddət bitib." in html and "The act, article 12.1" in html
    assert needs(anar.user) == []

    with CaptureQueriesContext(connection) as asked:
        as_anar.get(page_of(case))
    assert not [one["sql"] for one in asked if "UPDATE" in one["sql"]]


def test_who_has_looked_for_the_sake_of_the_case_stands_beside_it(as_anar, anar, leyla):
    case = make.case(anar)
    note_view(anar, by=leyla)
    assert "Nobody of the staff has opened it yet." in text_of(as_anar.get(page_of(case)))

    journal.record("viewed", on=anar, by=leyla, after={"case": case.number})

    assert "Leyla Təxmini" in text_of(as_anar.get(page_of(case)))


def test_a_case_is_withdrawn_after_a_question_and_only_once(as_anar, anar):
    case = make.case(anar)
    url = f"{page_of(case)}withdrawal/"
    assert f"Withdraw case {case.number}?" in text_of(as_anar.get(url))

    statuses = [as_anar.post(url).status_code for _click in range(2)]

    case.refresh_from_db()
    assert (statuses, case.state) == ([302, 302], "withdrawn")
    assert Notice.objects.filter(kind="case-withdrawn").count() == 1


def test_cases_and_applications_stand_in_one_list_without_what_was_thrown_away(as_anar, anar, aylin, rauf):
    cases = [make.case(anar), make.case(anar, subject=aylin)]
    thrown = make.case(anar, "draft", version=make.edition("letter"))
    thrown.withdraw(by=anar.user)
    make.case(rauf)

    page = as_anar.get("/en/cabinet/cases/")

    assert [(row.number, row.person) for row in page.context["page"]] == [
        (cases[1].number, "Aylin"),
        (cases[0].number, "Anar"),
    ]


def test_a_draft_that_will_soon_be_deleted_is_a_need(anar, aylin):
    case = make.case(anar, "draft", subject=aylin)
    assert needs(anar.user) == []

    Case.objects.update(saved_at=timezone.now() - timedelta(days=16))

    assert needs(anar.user) == [("Aylin: Permit", f"{page_of(case)}form/")]


@pytest.mark.parametrize("page", ["case", "list"])
def test_a_page_asks_as_much_for_three_rows_as_for_one(as_anar, anar, leyla, page):
    case = make.case(anar, "in_review", officer=leyla)
    url = page_of(case) if page == "case" else "/en/cabinet/cases/"

    def questions() -> int:
        as_anar.get(url)
        with CaptureQueriesContext(connection) as asked:
            as_anar.get(url)
        return len(asked)

    def add_row() -> None:
        case.say(text=f"Salam {case.messages.count()}", by=leyla, as_staff=True)
        make.case(anar, version=make.edition(f"letter-{Case.objects.count()}"))

    add_row()
    of_one = questions()
    add_row()
    add_row()

    assert questions() == of_one
