"""The days of an institution, for any events that can follow one another."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from eculture.refusals import Refusal
from registry.history.kinds import MOVES
from registry.history.series import EARLIEST, Step, series

START = date(1950, 1, 1)
BEGINNING = {"state": "active", "name_az": "Muzey", "founded": None, "closed_on": None}
days = st.dates(START, date(2026, 1, 1))
names = st.sampled_from(["A", "B", "C"])


@st.composite
def steps(draw):
    """An entry and events of any kind on any days, of which each that cannot follow is left out."""
    founded = draw(st.sampled_from([None, 1950]))
    kept = [Step(0, "register", None, BEGINNING | {"founded": founded})]
    wishes = st.lists(st.tuples(st.sampled_from(sorted(MOVES)), days | st.none(), names), max_size=12)
    for number, (kind, on, name) in enumerate(draw(wishes), start=1):
        on = on if kind == "amend" else on or START
        changes = {"name_az": name} if kind in ("rename", "amend") else {}
        step = Step(number, kind, on, changes)
        try:
            series([*kept, step])
        except Refusal:
            continue
        kept.append(step)
    return kept


@given(steps())
def test_stretches_follow_each_other_without_gap_and_overlap(events):
    stretches = series(events)

    assert stretches[-1].until is None
    for one, other in zip(stretches, stretches[1:], strict=False):
        assert one.until == other.since
        assert (one.since or EARLIEST) < one.until


@given(steps(), st.randoms(use_true_random=False))
def test_the_order_of_recording_by_others_changes_nothing(events, random):
    shuffled = random.sample(events, len(events))

    assert series(shuffled) == series(events)


@given(steps(), days)
def test_each_day_has_the_values_of_the_last_event_before_it(events, day):
    stretch = next(one for one in series(events) if one.holds_on(day))

    told = [step for step in events if step.on is None or step.on <= day]
    told.sort(key=lambda step: (step.kind != "register", step.on or EARLIEST, step.event))
    name = [step.changes["name_az"] for step in told if "name_az" in step.changes][-1]
    assert stretch.values["name_az"] == name


@given(steps())
def test_what_is_closed_has_the_day_of_its_end_and_nothing_happens_after(events):
    last = series(events)[-1].values
    ends = [step.on for step in events if MOVES.get(step.kind) and MOVES[step.kind].target == "closed"]

    assert [last["closed_on"]] == ends if last["state"] == "closed" else not ends
    after = [step for step in events if ends and step.on and step.on > ends[0] and step.kind != "amend"]
    assert after == []
