"""The pages from the catalogue to the receipt, as a person clicks through them without a script."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cabinet.cases.models import Case
from cabinet.files.models import Attachment
from cabinet.people.models import Guardianship
from tests.cabinet.files import files
from tests.factories import cabinet as make
from tests.factories import registry
from tests.factories.editions import asked, words

pytestmark = pytest.mark.django_db
START = "/en/services/permit/cases/"
ONE = "/en/cabinet/cases"


@pytest.fixture
def permit(db):
    return make.edition("permit")


@pytest.fixture
def draft(permit, anar):
    return make.case(anar, "draft", answers={})


def text_of(response) -> str:
    return response.content.decode()


def field(response, name: str) -> str:
    """The value of a hidden field."""
    return text_of(response).split(f'name="{name}"')[1].split('value="')[1].split('"')[0]


def answered(page, url: str, **answers):
    return page.post(url, {"seen": field(page.get(url), "seen"), **answers})


def test_a_person_walks_from_the_catalogue_to_the_receipt(as_anar, permit, anar):
    begun = as_anar.post(START, {"party": f"person-{anar.pk}"}, follow=True)
    case = Case.objects.get()
    one = f"{ONE}/{case.number}"
    assert [url for url, _status in begun.redirect_chain] == [f"{one}/form/", f"{one}/form/wish/"]

    first = answered(as_anar, f"{one}/form/wish/", wish="Dam", surname="Nümunəli")
    second = answered(as_anar, f"{one}/form/paper/", has_paper="false")
    review = as_anar.get(second.url)
    sent = as_anar.post(f"{one}/submission/", {"seen": field(review, "seen")})

    assert [first.url, second.url, sent.url] == [f"{one}/form/paper/", f"{one}/review/", f"{one}/receipt/"]
    assert "Dam" in text_of(review)
    assert case.number in text_of(as_anar.get(sent.url))
    case.refresh_from_db()
    assert (case.state, case.sent_answers["wish"]) == ("submitted", "Dam")


def test_a_second_click_on_send_leads_to_the_same_receipt(as_anar, anar):
    case = make.case(anar, "draft")
    send = f"{ONE}/{case.number}/submission/"

    urls = [as_anar.post(send, {"seen": case.revision}).url for _click in range(2)]

    assert urls == [f"{ONE}/{case.number}/receipt/"] * 2


@pytest.mark.parametrize("seen", ["", "abc", "-1", "9" * 40, "0"])
def test_what_was_not_looked_at_or_is_nonsense_is_no_error(as_anar, draft, seen):
    answer = as_anar.post(f"{ONE}/{draft.number}/submission/", {"seen": seen})

    assert answer.status_code == 422
    assert "The case has not been sent" in text_of(answer) or "Before you can send" in text_of(answer)


def test_each_member_of_the_family_reads_whether_and_why(as_anar, aylin, anar):
    rule = {"if": {"field": "is_for_child", "is": True}, "reason": words("Not for {{ name }}")}
    make.edition("permit", eligibility=[rule])

    page = as_anar.get(START)

    assert "Not for Aylin" in text_of(page)
    assert list(page.context["form"].parties) == [f"person-{anar.pk}"]
    refused = as_anar.post(START, {"party": f"person-{aylin.pk}"})
    assert (refused.status_code, Case.objects.count()) == (422, 0)


def test_an_unfinished_draft_is_offered_and_kept_or_begun_anew(as_anar, anar, draft):
    page = as_anar.get(START)
    assert "You began this case on" in text_of(page)

    wish = {"party": f"person-{anar.pk}", "instead_of": draft.number}
    urls = {as_anar.post(START, wish).url for _click in range(2)}

    draft.refresh_from_db()
    assert (draft.state, Case.objects.filter(state="draft").count(), len(urls)) == ("withdrawn", 1, 1)


def test_where_the_place_decides_the_region_is_asked(as_anar, anar):
    make.edition("permit", route="region")
    region = registry.a_region()

    assert as_anar.post(START, {"party": f"person-{anar.pk}"}).status_code == 422
    as_anar.post(START, {"party": f"person-{anar.pk}", "region": region.code})

    assert Case.objects.get().region == region


def test_a_service_without_an_edition_is_not_begun(as_anar):
    make.a_version("permit", state="draft")

    assert as_anar.get(START).status_code == 404


def test_the_form_saves_itself_and_says_when(as_anar, draft):
    url = f"{ONE}/{draft.number}/form/wish/"
    wish = {"seen": field(as_anar.get(url), "seen"), "wish": "Da", "-asked": "wish surname"}

    saved = as_anar.post(url, wish, headers={"HX-Request": "true"})

    draft.refresh_from_db()
    at = timezone.localtime(draft.saved_at).strftime("%H:%M")
    assert text_of(saved).startswith(f"Saved at {at}.")
    assert (draft.answers["wish"], "<html" in text_of(saved)) == ("Da", False)
    again = as_anar.post(
        url, {**wish, "wish": "Dam", "seen": field(saved, "seen")}, headers={"HX-Request": "true"}
    )
    draft.refresh_from_db()
    assert (again.status_code, draft.answers["wish"]) == (200, "Dam")


def test_a_wrong_answer_is_kept_as_it_was_typed_and_stands_beside_its_sentence(as_anar, anar, permit):
    form = make.small_form()
    form["properties"]["wish"] = asked("How many", type="integer")
    case = make.case(anar, "draft", version=make.edition("permit", form=form), answers={})
    url = f"{ONE}/{case.number}/form/wish/"

    wrong = answered(as_anar, url, wish="seven")

    case.refresh_from_db()
    assert (wrong.status_code, case.answers["wish"]) == (422, "seven")
    assert "seven" in text_of(as_anar.get(url))
    assert "wish" in case.problems


def test_another_window_is_told_and_both_answers_are_offered(as_anar, draft):
    url = f"{ONE}/{draft.number}/form/wish/"
    seen = field(as_anar.get(url), "seen")
    as_anar.post(url, {"seen": seen, "wish": "Dam"})

    late = as_anar.post(url, {"seen": seen, "wish": "Divar"})

    assert late.status_code == 422
    assert "In the other window: Dam" in text_of(late) and "Divar" in text_of(late)
    draft.refresh_from_db()
    assert draft.answers["wish"] == "Dam"
    as_anar.post(url, {"seen": field(late, "seen"), "wish": "Divar"})
    draft.refresh_from_db()
    assert draft.answers["wish"] == "Divar"


def test_an_answer_brings_up_the_question_that_it_calls_for(as_anar, draft):
    url = f"{ONE}/{draft.number}/form/paper/"
    wish = {"seen": field(as_anar.get(url), "seen"), "has_paper": "true", "-asked": "has_paper"}

    saved = as_anar.post(url, wish, headers={"HX-Request": "true"})
    by_button = answered(as_anar, url, has_paper="true")

    assert 'name="paper_number"' in text_of(saved)
    assert by_button.status_code == 422 and 'name="paper_number"' in text_of(by_button)


def test_papers_are_laid_into_their_question_and_taken_off(as_anar, anar):
    form = make.small_form()
    form["properties"]["surname"] = asked("Project", type="array", x_kind="file", x_files={"types": ["pdf"]})
    case = make.case(anar, "draft", version=make.edition("permit", form=form), answers={})
    url = f"{ONE}/{case.number}/form/wish/"

    answered(as_anar, url, wish="Dam", surname=files.pdf())
    bad = answered(as_anar, url, wish="Dam", surname=files.picture())

    paper = case.papers.get()
    assert (paper.field, paper.attachment.owner, bad.status_code) == ("surname", anar, 422)
    assert paper.attachment.name in text_of(as_anar.get(f"{ONE}/{case.number}/review/"))
    answered(as_anar, url, wish="Dam", **{"surname-remove": str(paper.attachment_id)})
    assert (case.papers.count(), Attachment.objects.kept().count()) == (0, 0)


def test_a_draft_of_an_older_edition_may_be_carried_over(as_anar, draft):
    newer = make.edition("permit")
    review = f"{ONE}/{draft.number}/review/"
    assert "The questions of this service have changed" in text_of(as_anar.get(review))

    as_anar.post(f"{ONE}/{draft.number}/edition/")

    draft.refresh_from_db()
    assert draft.version == newer
    assert "The questions of this service have changed" not in text_of(as_anar.get(review))


def test_prefilled_answers_name_their_source(as_anar, draft):
    page = as_anar.get(f"{ONE}/{draft.number}/form/wish/")

    assert "From your cabinet, " in text_of(page)


def test_an_unknown_step_and_a_sent_case_have_no_form(as_anar, anar, draft):
    assert as_anar.get(f"{ONE}/{draft.number}/form/nothing/").status_code == 404

    sent = make.case(make.child_of(anar, user=None).guardians.first(), version=make.edition("letter"))

    assert as_anar.get(f"{ONE}/{sent.number}/form/wish/").url == f"{ONE}/{sent.number}/"
    assert as_anar.get(f"{ONE}/{sent.number}/review/").url == f"{ONE}/{sent.number}/"


def test_the_receipt_offers_its_paper_as_soon_as_it_is_made(as_anar, anar, pump):
    case = make.case(anar)
    url = f"{ONE}/{case.number}/receipt/"
    assert "The PDF is being made" in text_of(as_anar.get(url))
    assert as_anar.get(f"{url}file/").status_code == 404

    pump()

    assert "data:image/svg+xml" in text_of(as_anar.get(url))
    file = as_anar.get(f"{url}file/")
    assert (file["Content-Type"], next(file.streaming_content)[:5]) == ("application/pdf", b"%PDF-")


def test_a_stranger_and_a_former_guardian_find_nothing(as_rauf, rauf, anar, aylin, signed_in):
    case = make.case(anar, "draft", subject=aylin)
    pages = ["", "form/", "form/wish/", "review/", "receipt/", "withdrawal/"]
    deeds = ["form/wish/", "edition/", "submission/", "withdrawal/", "messages/", "answer/", "appeal/"]
    assert {as_rauf.get(f"{ONE}/{case.number}/{page}").status_code for page in pages} == {404}
    assert {as_rauf.post(f"{ONE}/{case.number}/{deed}").status_code for deed in deeds} == {404}

    yesterday = timezone.localdate() - timedelta(1)
    Guardianship.objects.update(since=yesterday, until=timezone.localdate())

    assert signed_in(anar.user).get(f"{ONE}/{case.number}/review/").status_code == 404


def test_a_child_with_an_account_looks_on_and_does_nothing(anar, signed_in):
    child = make.child_of(anar, user=make.user())
    case = make.case(anar, subject=child)
    page = signed_in(child.user)

    html = text_of(page.get(f"{ONE}/{case.number}/"))

    assert case.number in html and "Send the message" not in html
    assert page.post(f"{ONE}/{case.number}/messages/", {"text": "Salam"}).status_code == 403
    assert not case.messages.exists()


@pytest.mark.parametrize("page", ["form/wish/", "review/"])
def test_a_page_of_the_form_asks_as_much_with_three_papers_as_with_one(as_anar, anar, page):
    form = make.small_form()
    form["properties"]["surname"] = asked("Project", type="array", x_kind="file")
    case = make.case(anar, "draft", version=make.edition("permit", form=form), answers={})
    url = f"{ONE}/{case.number}/{page}"

    def questions() -> int:
        as_anar.get(url)
        with CaptureQueriesContext(connection) as asked_now:
            as_anar.get(url)
        return len(asked_now)

    def add_paper() -> None:
        row = {"owner": anar, "uploaded_by": anar.user, "title": "x", "name": "x.pdf", "size": 1, "file": "x"}
        case.papers.create(attachment=Attachment.objects.create(**row), field="surname")

    add_paper()
    of_one = questions()
    add_paper()
    add_paper()

    assert questions() == of_one
