from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrix.formulas.applicability import Applicability, Basis, Rule, derive
from tests.matrix import grid

TRAITS = ["coll", "site", "adm", "evt", "vis"]
weights = st.decimals(0, 1, places=4)
rule_lists = st.lists(
    st.builds(Rule, st.sampled_from(TRAITS), weights, st.booleans()), min_size=1, unique_by=lambda r: r.trait
)


@st.composite
def crossings(draw):
    active = draw(st.integers(1, 7000))
    having = {trait: draw(st.integers(0, active)) for trait in TRAITS}
    return {"having": having, "active": active}


def cross(cluster, module):
    return derive(grid.rules()[module], having=grid.HAVING[cluster], active=grid.ACTIVE)


@pytest.mark.parametrize("cluster", grid.HAVING)
def test_a_cluster_crosses_the_sixteen_modules_as_worked_out_by_hand(cluster):
    marks = {module: grid.MARKS[cross(cluster, module).applicability] for module in grid.MODULES}

    assert marks == {module: grid.EXPECTED[cluster, module] for module in grid.MODULES}


def test_the_grid_holds_137_required_30_recommended_25_optional_and_16_idle_cells():
    found = Counter(cross(cluster, module).applicability for cluster, module in grid.EXPECTED)

    assert found == {
        Applicability.REQUIRED: 137,
        Applicability.RECOMMENDED: 30,
        Applicability.OPTIONAL: 25,
        Applicability.NOT_APPLICABLE: 16,
    }


@pytest.mark.parametrize(
    ("cluster", "module", "value", "applicability"),
    [
        ("MUZ", "BIL", "0.8200", "required"),
        ("MMI", "EXD", "1.0000", "required"),
        ("TEA", "DIG", "0.4995", "recommended"),
        ("KIT", "BIL", "0.0000", "not_applicable"),
    ],
)
def test_the_worked_examples_come_out_to_the_last_digit(cluster, module, value, applicability):
    found = cross(cluster, module)

    assert (str(found.value), found.applicability) == (value, applicability)


def test_the_derivation_shows_each_trait_with_its_effect_and_factor():
    found = derive([Rule("adm", Decimal(1), True), Rule("vis", Decimal("0.1"))], having={"adm": 3}, active=7)

    assert [(str(s.share.value), str(s.effect), str(s.factor)) for s in found.steps] == [
        ("0.4286", "0.4286", "0.5714"),
        ("0.0000", "0.0000", "1.0000"),
    ]
    assert (found.basis, str(found.product), str(found.value)) == (Basis.CROSSED, "0.5714", "0.4286")


def test_a_closed_gate_is_named():
    found = derive([Rule("adm", Decimal(1), True), Rule("vis", Decimal("0.1"))], having={"vis": 7}, active=7)

    assert found.basis is Basis.GATE_CLOSED
    assert [step.rule.trait for step in found.closed_gates] == ["adm"]


def test_a_module_without_rules_concerns_everyone():
    found = derive([], having={}, active=1)

    assert (found.basis, found.value, found.applicability) == (Basis.EVERYONE, 1, "required")


def test_without_active_institutions_nothing_is_known_and_nothing_is_zero():
    found = derive([Rule("adm", Decimal(1), True)], having={}, active=0)

    assert (found.basis, found.value, found.applicability) == (Basis.NO_DATA, None, None)


def test_one_institution_among_thousands_is_never_rounded_away():
    found = derive([Rule("vis", Decimal("0.1"))], having={"vis": 1}, active=60000)

    assert (str(found.value), found.applicability) == ("0.0001", "optional")


@pytest.mark.parametrize("weight", ["-0.1", "1.1"])
def test_a_weight_lies_between_zero_and_one(weight):
    with pytest.raises(ValueError, match="not between 0 and 1"):
        Rule("vis", Decimal(weight))


def test_no_share_is_larger_than_the_whole():
    with pytest.raises(ValueError, match="11 of 10 is no share"):
        derive([Rule("vis", Decimal(1))], having={"vis": 11}, active=10)


@given(rule_lists, crossings())
def test_the_value_lies_between_zero_and_one(rules, crossing):
    assert 0 <= derive(rules, **crossing).value <= 1


@given(rule_lists, crossings())
def test_the_printed_factors_multiply_to_the_printed_number(rules, crossing):
    found = derive(rules, **crossing)

    if found.basis is Basis.CROSSED:
        product = Decimal(1)
        for step in found.steps:
            product = product * step.factor
        assert abs(found.product - product) <= Decimal("0.00005")
        assert found.value == 1 - found.product


@given(st.data(), rule_lists, crossings())
def test_the_order_of_traits_is_irrelevant(data, rules, crossing):
    shuffled = data.draw(st.permutations(rules))

    assert derive(shuffled, **crossing).value == derive(rules, **crossing).value


@given(rule_lists, crossings(), st.sampled_from(TRAITS))
def test_more_institutions_with_a_trait_never_lower_the_value(rules, crossing, trait):
    more = crossing["having"] | {trait: crossing["active"]}

    assert derive(rules, having=more, active=crossing["active"]).value >= derive(rules, **crossing).value


@given(rule_lists, crossings(), weights)
def test_a_heavier_weight_never_lowers_the_value(rules, crossing, weight):
    first, *rest = rules
    heavier = Rule(first.trait, max(weight, first.weight), first.is_must)

    assert derive([heavier, *rest], **crossing).value >= derive(rules, **crossing).value


@given(rule_lists, crossings(), st.sampled_from(TRAITS))
def test_a_must_trait_that_nobody_has_makes_the_module_not_applicable(rules, crossing, trait):
    gated = [rule for rule in rules if rule.trait != trait] + [Rule(trait, Decimal(1), True)]
    having = crossing["having"] | {trait: 0}

    assert derive(gated, having=having, active=crossing["active"]).applicability == "not_applicable"


@given(rule_lists, crossings())
def test_whatever_anybody_calls_for_is_at_least_optional(rules, crossing):
    found = derive(rules, **crossing)

    calls = any(step.effect > 0 for step in found.steps) and not found.closed_gates
    assert calls == (found.applicability != "not_applicable")
