"""The officer's work: steps, questions to the citizen, the term."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cabinet.cases import rounds
from cabinet.cases.reviewing import earliest_answer
from eculture.models import Notice
from eculture.refusals import Refusal
from tests.factories import cabinet as make
from tests.factories.editions import words

pytestmark = pytest.mark.django_db
STAGES = [
    {"slug": "opinion", "title": words("Opinion")},
    {"slug": "commission", "title": words("Commission")},
]


def code_of(verb, **wish):
    with pytest.raises(Refusal) as caught:
        verb(**wish)
    return caught.value.code


def test_the_review_goes_through_the_steps_of_the_edition_and_never_back(anar, nigar, english):
    case = make.case(anar, "in_review", officer=nigar, version=make.edition("works", stages=STAGES))

    case.step_on(by=nigar, step="commission")

    case.refresh_from_db()
    assert (case.step_title, case.steps_ahead) == ("Commission", [])
    assert code_of(case.step_on, by=nigar, step="opinion") == "step_over"
    assert code_of(case.step_on, by=nigar, step="lunch") == "no_step"


def test_a_question_stops_the_clock_and_tells_the_citizen_until_when(in_hand, nigar, anar):
    day = earliest_answer()

    in_hand.ask(by=nigar, items=[" Plan ", "Foto"], due_on=day, text="Dam üçün")

    in_hand.refresh_from_db()
    request, notice = in_hand.info_request, Notice.objects.get(to=anar.user, kind="case-asked")
    assert (in_hand.state, request.items, request.due_on) == ("waiting", ["Plan", "Foto"], day)
    assert in_hand.clock().is_paused
    assert in_hand.number in notice.text


def test_three_working_days_are_the_least_a_citizen_gets(in_hand, nigar):
    too_soon = earliest_answer() - timedelta(days=1)

    assert code_of(in_hand.ask, by=nigar, items=["Plan"], due_on=too_soon) == "too_soon"
    assert code_of(in_hand.ask, by=nigar, items=["Plan"], due_on=date(2020, 1, 1)) == "too_soon"


@pytest.mark.parametrize(
    ("items", "code"), [([], "no_items"), (["Plan", " "], "no_items"), (["x"] * 21, "too_many")]
)
def test_a_question_says_what_is_needed(in_hand, nigar, items, code):
    assert code_of(in_hand.ask, by=nigar, items=items, due_on=earliest_answer()) == code


def test_a_case_that_nobody_has_taken_is_worked_on_by_nobody(case, nigar):
    assert code_of(case.ask, by=nigar, items=["Plan"], due_on=earliest_answer()) == "not_taken"
    assert code_of(case.extend, by=nigar, reason="Baxış lazımdır") == "not_taken"


def test_the_officer_goes_on_without_an_answer_and_the_clock_runs_again(in_hand, nigar, anar):
    in_hand.ask(by=nigar, items=["Plan"], due_on=earliest_answer())
    in_hand.go_on(by=nigar)

    in_hand.refresh_from_db()
    request = in_hand.info_requests.get()
    assert (in_hand.state, request.lapsed, in_hand.clock().is_paused) == ("in_review", False, False)
    assert Notice.objects.filter(to=anar.user, kind="case-going-on").count() == 1


def test_a_question_lapses_the_day_after_its_last_one_and_the_term_is_longer_by_the_wait(anar, nigar):
    case = make.case(anar, "waiting", officer=nigar)
    asked = timezone.now() - timedelta(days=14)
    case.info_requests.update(asked_at=asked, due_on=timezone.localdate())
    type(case).objects.update(submitted_at=asked)
    assert rounds.let_questions_lapse() == 0

    case.info_requests.update(due_on=timezone.localdate() - timedelta(days=1))
    assert (rounds.let_questions_lapse(), rounds.let_questions_lapse()) == (1, 0)

    case.refresh_from_db()
    assert (case.state, case.info_requests.get().lapsed) == ("in_review", True)
    assert case.due_on == case.clock().due and case.clock().day == 0
    assert Notice.objects.filter(to=nigar, kind="case-not-answered").count() == 1


def test_the_term_is_extended_once_with_a_reason_that_the_citizen_reads(in_hand, nigar, anar):
    before = in_hand.due_on

    in_hand.extend(by=nigar, reason="Yerində baxış lazımdır")

    in_hand.refresh_from_db()
    assert in_hand.term_days == in_hand.version.extended_days
    assert in_hand.due_on == in_hand.clock().due > before
    assert "Yerində baxış lazımdır" in Notice.objects.get(to=anar.user, kind="case-extended").text
    assert code_of(in_hand.extend, by=nigar, reason="Yenə") == "once"


def test_a_term_is_extended_only_with_a_reason_and_before_it_is_over(in_hand, nigar):
    assert code_of(in_hand.extend, by=nigar, reason="  ") == "no_reason"

    type(in_hand).objects.update(submitted_at=timezone.now() - timedelta(days=60))
    assert code_of(in_hand.extend, by=nigar, reason="Baxış") == "late"
