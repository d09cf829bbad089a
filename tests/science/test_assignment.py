"""Assignment is balanced, repeatable, and honest about its chances."""

from collections import Counter
from itertools import pairwise
from math import gcd

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
