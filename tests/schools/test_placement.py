import time
from dataclasses import replace
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from schools.admissions.placement import (
    Attempt,
    Candidate,
    Choice,
    Funding,
    Place,
    Result,
    Rules,
    Verdict,
    lot,
    place,
)

SCHOOLS = ["M1", "M2", "M3"]
PROGRAMMES = ["PNO7", "TAR5", "PNT4"]
RULES = Rules(pass_mark=Decimal(50))

choices = st.builds(
    Choice,
    programme=st.sampled_from(PROGRAMMES),
    school=st.sampled_from(SCHOOLS),
    open_to=st.sampled_from([frozenset(Funding), frozenset({Funding.PAID}), frozenset({Funding.FREE})]),
)
plans = st.dictionaries(
    st.tuples(
        st.sampled_from(SCHOOLS),
        st.sampled_from(PROGRAMMES),
        st.sampled_from(list(Funding)),
    ),
    st.integers(0, 4),
).map(lambda plan: [Place(*key, places=count) for key, count in plan.items()])
rules = st.builds(
    Rules,
    pass_mark=st.just(Decimal(50)),
    paid_from=st.sampled_from([None, Decimal(60)]),
    tie_break=st.sampled_from([(), ("older",), ("younger", "submitted")]),
    lot_seed=st.sampled_from(["", "2026"]),
)


@st.composite
def fields_of_candidates(draw: st.DrawFn) -> list[Candidate]:
    drawn = draw(
        st.lists(
            st.tuples(
                st.integers(40, 70),
                st.lists(
                    choices,
                    max_size=6,
                    unique_by=lambda one: (one.programme, one.school),
                ),
                st.booleans(),
                st.tuples(st.integers(0, 3), st.integers(0, 3)),
            ),
            max_size=25,
        )
    )
    return [
        Candidate(f"MQ-2026-{index:06}", Decimal(score), tuple(wishes), paid, ties)
        for index, (score, wishes, paid, ties) in enumerate(drawn)
    ]


def ladder(candidate: Candidate, rules: Rules) -> list[tuple[str, str, Funding]]:
    """Every place the family could get, best first, told without the algorithm."""
    return [
        (wish.school, wish.programme, funding)
        for funding in Funding
        for wish in candidate.choices
        if funding in wish.open_to
        and candidate.score >= rules.pass_mark
        and (funding is Funding.FREE or candidate.consents_to_paid)
        and (funding is Funding.FREE or candidate.score >= (rules.paid_from or 0))
    ]


def wanted_more(candidate: Candidate, result: Result, rules: Rules) -> list[tuple[str, str, Funding]]:
    got = result.outcomes[candidate.number].place
    steps = ladder(candidate, rules)
    return steps if got is None else steps[: steps.index(got.key)]


@given(fields_of_candidates(), plans, rules)
def test_no_family_prefers_a_place_that_was_given_to_a_lower_score(candidates, plan, rules):
    result = place(candidates=candidates, places=plan, rules=rules)

    scores: dict[tuple, list[Decimal]] = {}
    for outcome in result.outcomes.values():
        if outcome.place:
            scores.setdefault(outcome.place.key, []).append(outcome.score)
    envied = [
        (candidate.number, key)
        for candidate in candidates
        for key in wanted_more(candidate, result, rules)
        if any(score < candidate.score for score in scores.get(key, []))
    ]
    assert envied == []


@given(fields_of_candidates(), plans, rules)
def test_no_wanted_place_stays_empty(candidates, plan, rules):
    result = place(candidates=candidates, places=plan, rules=rules)

    left = {item.key: item.places - result.taken[item.key] for item in plan}
    wasted = [
        (candidate.number, key)
        for candidate in candidates
        for key in wanted_more(candidate, result, rules)
        if left.get(key, 0) > 0
    ]
    assert wasted == []


@given(fields_of_candidates(), plans, rules)
def test_no_place_is_given_over_the_plan(candidates, plan, rules):
    result = place(candidates=candidates, places=plan, rules=rules)

    given_away = [outcome.place.key for outcome in result.outcomes.values() if outcome.place]
    assert {key: given_away.count(key) for key in result.taken} == result.taken
    assert all(result.taken[item.key] <= item.places for item in plan)


@given(fields_of_candidates(), plans, rules, st.randoms())
def test_the_order_of_the_input_changes_nothing(candidates, plan, rules, random):
    first = place(candidates=candidates, places=plan, rules=rules)
    again = place(candidates=candidates, places=plan, rules=rules)
    random.shuffle(candidates)
    random.shuffle(plan)
    shuffled = place(candidates=candidates, places=plan, rules=rules)

    assert first == again == shuffled


@given(fields_of_candidates(), plans, rules)
def test_nobody_is_placed_below_the_pass_mark_or_outside_the_choices(candidates, plan, rules):
    result = place(candidates=candidates, places=plan, rules=rules)

    for candidate in candidates:
        got = result.outcomes[candidate.number].place
        assert got is None or got.key in ladder(candidate, rules)
        assert got is None or candidate.score >= rules.pass_mark


@given(fields_of_candidates(), plans, rules)
def test_every_choice_of_every_child_gets_its_reason(candidates, plan, rules):
    result = place(candidates=candidates, places=plan, rules=rules)

    for candidate in candidates:
        outcome = result.outcomes[candidate.number]
        asked = [(wish.programme, wish.school, funding) for funding in Funding for wish in candidate.choices]
        assert [(one.programme, one.school, one.funding) for one in outcome.attempts] == asked
        placed = [one for one in outcome.attempts if one.verdict is Verdict.PLACED]
        assert len(placed) == (0 if outcome.place is None else 1)
        for one in outcome.attempts:
            if one.verdict is Verdict.FULL:
                assert one.cutoff >= candidate.score
                assert one.tie_decided == (one.cutoff == candidate.score)


def deferred_acceptance(candidates, plan, rules) -> dict[str, tuple | None]:
    """The textbook: everybody asks the next best place, every place keeps the best who have asked so far."""
    order = {one.number: (-one.score, one.ties, lot(one.number, seed=rules.lot_seed)) for one in candidates}
    steps = {one.number: iter(ladder(one, rules)) for one in candidates}
    kept: dict[tuple, list[str]] = {item.key: [] for item in plan}
    room, got = {item.key: item.places for item in plan}, dict.fromkeys(order)
    asking = list(order)
    while asking:
        number = asking.pop()
        key = next((step for step in steps[number] if room.get(step)), None)
        if key is None:
            continue
        kept[key].append(number)
        kept[key].sort(key=order.get)
        got[number] = key
        if len(kept[key]) > room[key]:
            worst = kept[key].pop()
            got[worst] = None
            asking.append(worst)
    return got


@given(fields_of_candidates(), plans, rules)
def test_serving_by_score_is_deferred_acceptance_with_one_order_at_every_place(candidates, plan, rules):
    result = place(candidates=candidates, places=plan, rules=rules)

    ours = {number: one.place.key if one.place else None for number, one in result.outcomes.items()}
    assert ours == deferred_acceptance(candidates, plan, rules)


def test_the_reason_names_the_last_score_the_standing_and_the_queue():
    wish = (Choice("PNO7", "M1"), Choice("TAR5", "M1"))
    candidates = [
        Candidate("A", Decimal("91.5"), wish),
        Candidate("B", Decimal("78.5"), wish),
        Candidate("C", Decimal("64.5"), wish),
    ]
    plan = [Place("M1", "PNO7", Funding.FREE, 1), Place("M1", "TAR5", Funding.FREE, 2)]

    result = place(candidates=candidates, places=plan, rules=RULES)

    assert result.outcomes["C"].attempts[:2] == (
        Attempt("PNO7", "M1", Funding.FREE, Verdict.FULL, 1, Decimal("91.5"), None, 2),
        Attempt("TAR5", "M1", Funding.FREE, Verdict.PLACED, 2, Decimal("64.5"), 2),
    )
    assert result.cutoffs == {
        ("M1", "PNO7", Funding.FREE): Decimal("91.5"),
        ("M1", "TAR5", Funding.FREE): Decimal("64.5"),
    }


def test_equal_scores_are_parted_by_the_declared_key_and_then_by_lot():
    wish = (Choice("PNO7", "M1"),)
    older, younger = (Candidate(number, Decimal(80), wish, ties=(rank,)) for rank, number in enumerate("AB"))
    plan = [Place("M1", "PNO7", Funding.FREE, 1)]

    by_age = place(
        candidates=[younger, older],
        places=plan,
        rules=Rules(Decimal(50), None, ("older",)),
    )
    by_lot = place(
        candidates=[replace(one, ties=()) for one in (younger, older)],
        places=plan,
        rules=Rules(Decimal(50), lot_seed="drum"),
    )

    assert by_age.outcomes["A"].place == plan[0]
    assert by_age.outcomes["B"].attempts[0].tie_decided
    luckier = min("AB", key=lambda number: lot(number, seed="drum"))
    assert by_lot.outcomes[luckier].place == plan[0]


def test_a_paid_place_is_tried_only_after_every_free_one_and_only_with_consent():
    wish = (Choice("PNO7", "M1"), Choice("TAR5", "M1"))
    plan = [Place("M1", "PNO7", Funding.PAID, 5), Place("M1", "TAR5", Funding.FREE, 1)]
    agreed = Candidate("A", Decimal(80), wish, consents_to_paid=True)
    second = Candidate("B", Decimal(70), wish, consents_to_paid=True)
    refused = Candidate("C", Decimal(60), wish)

    result = place(candidates=[agreed, second, refused], places=plan, rules=RULES)

    assert [result.outcomes[number].place for number in "ABC"] == [
        plan[1],
        plan[0],
        None,
    ]
    assert [one.verdict for one in result.outcomes["C"].attempts] == [
        Verdict.NO_PLACES,
        Verdict.FULL,
        Verdict.NO_CONSENT,
        Verdict.NO_CONSENT,
    ]


def test_a_national_campaign_is_placed_within_five_seconds():
    count = 25_000
    random = Random(2026)
    wishes = [(programme, f"M{school}") for programme in range(20) for school in range(250)]
    candidates = [
        Candidate(
            f"MQ-2026-{index:06}",
            Decimal(random.randint(300, 1000)) / 10,
            tuple(Choice(f"P{programme}", school) for programme, school in random.sample(wishes, 6)),
        )
        for index in range(count)
    ]
    plan = [Place(school, f"P{programme}", Funding.FREE, 2) for programme, school in wishes]

    started = time.perf_counter()
    result = place(candidates=candidates, places=plan, rules=RULES)

    assert time.perf_counter() - started < 5
    assert len(result.outcomes) == count
