"""What is erased and what stays: days and rules in, lines out."""

from datetime import date

import pytest

from cabinet.trust.planning import Held, Line, Rule, plan
from eculture.erasure import ANONYMOUS, ERASED, KEPT

TODAY = date(2026, 11, 26)
PERSON = Held("person", 1, ANONYMOUS)
FREE = Rule(is_kept=False)


def cases(newest: date = date(2024, 2, 29), count: int = 2) -> Held:
    return Held("cases", count, ANONYMOUS, newest, names_the_person=True)


def test_what_no_law_keeps_goes_and_what_is_not_there_is_not_told():
    held = [Held("notices", 3), Held("papers", 0), PERSON]

    assert plan(held, {"notices": FREE, "papers": FREE, "person": FREE}, today=TODAY) == [
        Line("notices", 3, ERASED),
        Line("person", 1, ANONYMOUS),
    ]


def test_a_law_keeps_the_case_and_the_case_the_person():
    lines = plan([cases(), PERSON], {"cases": Rule(True, 5), "person": FREE}, today=TODAY)

    assert lines == [
        Line("cases", 2, KEPT, date(2029, 2, 28)),
        Line("person", 1, KEPT, date(2029, 2, 28)),
    ]


@pytest.mark.parametrize(("today", "fate"), [(date(2029, 2, 27), KEPT), (date(2029, 2, 28), ANONYMOUS)])
def test_the_term_ends_on_its_day(today, fate):
    lines = plan([cases(), PERSON], {"cases": Rule(True, 5), "person": FREE}, today=today)

    assert [line.fate for line in lines] == [fate, fate]


def test_the_longest_term_keeps_the_person_and_one_without_an_end_for_ever():
    mandates = Held("mandates", 1, ANONYMOUS, date(2026, 1, 1), names_the_person=True)
    rules = {"cases": Rule(True, 5), "mandates": Rule(True, 5), "person": FREE}

    assert plan([cases(), mandates, PERSON], rules, today=TODAY)[-1].until == date(2031, 1, 1)
    rules["cases"] = Rule(True)
    assert plan([cases(), mandates, PERSON], rules, today=TODAY)[-1] == Line("person", 1, KEPT, None)


def test_what_no_rule_speaks_of_stays():
    assert plan([Held("notices", 3)], {}, today=TODAY) == [Line("notices", 3, KEPT)]
