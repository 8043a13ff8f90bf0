"""The verdicts of `make bench` and which repetitions count; the pages themselves are measured there."""

import pytest

from tests.bench.load import MOST_VOID, Outcome, Repetitions
from tests.bench.measure import Ratio, ratio_of, work


def outcome(p95: float = 10.0, late: float = 1.0) -> Outcome:
    return Outcome(sent=100, errors=0, p50=5.0, p95=p95, p99=20.0, late=late)


FINE = outcome(30.0), outcome()


@pytest.mark.parametrize(
    ("low", "high", "at_most", "at_least"),
    [(1.0, 1.5, "pass", "unclear"), (1.4, 1.6, "unclear", "unclear"), (1.6, 1.7, "fail", "pass")],
)
def test_a_ratio_passes_only_with_its_whole_interval(low, high, at_most, at_least):
    ceiling, floor = Ratio(low, low, high, 1.5), Ratio(low, low, high, 1.5, is_least=True)

    assert (ceiling.verdict, floor.verdict) == (at_most, at_least)


def test_equal_rounds_have_an_interval_of_no_width():
    assert ratio_of([2.0] * 15, 1.5) == Ratio(2.0, 2.0, 2.0, 1.5)


@pytest.mark.parametrize(
    "void", [(outcome(late=5.1), outcome()), (outcome(), outcome(late=5.1)), (outcome(), outcome(p95=15.1))]
)
def test_a_void_repetition_is_done_again(void):
    answers = iter([FINE, void, FINE, FINE, FINE, (outcome(31.0), outcome())])

    done = Repetitions.of(lambda seed: next(answers), 5)

    assert (done.pairs[1][0].p95, done.repeated, done.void) == (31.0, 1, [])


def test_what_stays_void_is_told_after_the_last_try():
    done = Repetitions.of(lambda seed: (outcome(late=9.0), outcome()) if seed else FINE, 3)

    assert (done.repeated, done.void) == (MOST_VOID, [1, 2])


def test_work_is_counted_and_not_timed():
    def page(lines: int) -> None:
        for _each in range(lines):
            len("")

    one, two, again = (work(lambda lines=lines: page(lines)) for lines in (10, 20, 10))

    assert (two - one, again) == (10, one)
