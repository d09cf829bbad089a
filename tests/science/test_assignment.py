"""Assignment is balanced, repeatable, and honest about its chances."""

from collections import Counter
from itertools import groupby, pairwise
from math import gcd, inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.assignment import LONGEST_BLOCK, assign, block_length

seeds = st.integers(0, 2**63 - 1)
people = st.integers(1, 10**9)
designs = st.dictionaries(st.integers(1, 10**6), st.integers(1, 100), min_size=1, max_size=8).map(
    lambda weights: list(weights.items())
)
small_designs = st.dictionaries(st.integers(1, 10**6), st.integers(1, 6), min_size=1, max_size=8).map(
    lambda weights: list(weights.items())
)


def block(arms, seed, person, number=0):
    length = block_length([weight for _, weight in arms])
    positions = range(number * length, (number + 1) * length)
    return [assign(arms, seed=seed, person=person, position=position).arm for position in positions]


@given(small_designs, seeds, people, st.integers(0, 50))
def test_every_full_block_holds_each_arm_in_proportion_to_its_weight(arms, seed, person, number):
    common = gcd(*(weight for _, weight in arms))
    assert Counter(block(arms, seed, person, number)) == {arm: weight // common for arm, weight in arms}


@given(designs, seeds, people, st.integers(0, 50))
def test_a_capped_block_is_within_one_of_the_proportion(arms, seed, person, number):
    drawn = Counter(block(arms, seed, person, number))
    length, total = drawn.total(), sum(weight for _, weight in arms)
    assert length <= LONGEST_BLOCK
    assert all(abs(drawn[arm] - length * weight / total) < 1 for arm, weight in arms)


@given(designs, seeds, people, st.integers(0, 10**6))
def test_the_same_seed_person_and_position_draw_the_same_arm(arms, seed, person, position):
    first = assign(arms, seed=seed, person=person, position=position)
    assert assign(arms, seed=seed, person=person, position=position) == first


@given(designs, seeds, people, st.integers(0, 1_000), st.randoms(use_true_random=False))
def test_the_order_in_which_arms_are_listed_does_not_matter(arms, seed, person, position, rng):
    shuffled = rng.sample(arms, len(arms))
    drawn = assign(arms, seed=seed, person=person, position=position)
    assert assign(shuffled, seed=seed, person=person, position=position) == drawn


@given(designs, seeds, people, st.integers(0, 1_000))
def test_the_probability_is_the_share_of_the_weights(arms, seed, person, position):
    drawn = assign(arms, seed=seed, person=person, position=position)
    assert drawn.probability == dict(arms)[drawn.arm] / sum(weight for _, weight in arms)


@given(designs, seeds, people, st.integers(0, 1_000))
def test_an_arm_of_weight_0_is_as_good_as_absent(arms, seed, person, position):
    drawn = assign(arms, seed=seed, person=person, position=position)
    assert assign([*arms, (0, 0)], seed=seed, person=person, position=position) == drawn


def test_people_go_through_the_arms_in_different_orders():
    arms = [(arm, 1) for arm in range(12)]
    orders = {tuple(block(arms, 7, person)) for person in range(50)}
    assert len(orders) == 50


def test_one_person_goes_through_each_block_in_another_order():
    arms = [(arm, 1) for arm in range(12)]
    assert all(one != other for one, other in pairwise(block(arms, 7, 1, number) for number in range(20)))


def test_over_many_people_the_first_attack_is_spread_by_weight_even_when_blocks_are_capped():
    arms = [("plain", 97), ("prompted", 2), ("tuned", 1)]
    drawn = Counter(assign(arms, seed=3, person=person, position=0).arm for person in range(20_000))
    assert drawn["plain"] / 20_000 == pytest.approx(0.97, abs=0.005)
    assert drawn["tuned"] / 20_000 == pytest.approx(0.01, abs=0.004)


def test_the_plan_never_changes_between_versions():
    drawn = [assign([(1, 2), (2, 1), (3, 1)], seed=1, person=1, position=place).arm for place in range(8)]
    assert drawn == [2, 1, 3, 1, 1, 1, 3, 2]


@pytest.mark.parametrize(
    ("arms", "position"),
    [([], 0), ([(1, 0)], 0), ([(1, -1), (2, 1)], 0), ([(1, 1), (1, 2)], 0), ([(1, 1)], -1)],
)
def test_what_cannot_be_drawn_is_an_error(arms, position):
    with pytest.raises(ValueError, match=r"\."):
        assign(arms, seed=1, person=1, position=position)


def played(arms, quotas, people, attacks, seed):
    """Let people attack in turns; return the arms each one drew, as long as one is not full."""
    begun, drawn = Counter(), [[] for _ in range(people)]
    for position in range(attacks):
        for person in range(people):
            left = [(arm, weight) for arm, weight in arms if begun[arm] < quotas.get(arm, inf)]
            if left:
                arm = assign(left, seed=seed, person=person, position=position).arm
                begun[arm] += 1
                drawn[person].append((arm, len(left)))
    return begun, drawn


quotas = st.dictionaries(st.integers(0, 4), st.integers(1, 20), max_size=5)


@given(quotas, st.integers(1, 6), st.integers(1, 30), seeds)
def test_no_arm_gets_more_than_its_quota_and_nobody_waits_while_one_is_open(quotas, people, attacks, seed):
    arms = [(arm, 1) for arm in range(5)]
    begun, _ = played(arms, quotas, people, attacks, seed)
    room = sum(quotas.get(arm, inf) for arm, _ in arms)
    assert all(begun[arm] <= quota for arm, quota in quotas.items())
    assert begun.total() == min(people * attacks, room)


@given(quotas, st.integers(1, 6), st.integers(1, 30), seeds)
def test_each_person_sees_the_arms_that_are_open_about_equally(quotas, people, attacks, seed):
    """A stretch may begin and end within a block: one each way."""
    _, drawn = played([(arm, 1) for arm in range(5)], quotas, people, attacks, seed)
    for mine in drawn:
        for left, stretch in groupby(mine, key=lambda one: one[1]):
            seen = Counter(arm for arm, _ in stretch)
            least = min(seen.values()) if len(seen) == left else 0
            assert max(seen.values()) - least <= 2


def test_over_many_seeds_shares_follow_the_weights_also_when_an_arm_is_full():
    arms = [("plain", 2), ("prompted", 1), ("tuned", 1)]
    played_ = [played(arms, {"tuned": 2}, people=3, attacks=5, seed=seed)[1] for seed in range(2_000)]
    left = Counter(arm for drawn in played_ for mine in drawn for arm, still in mine if still == 2)
    assert left["tuned"] == 0
    assert left["plain"] / left.total() == pytest.approx(2 / 3, abs=0.02)
