"""A sample holds what its rule says, and what is missing never passes for a value."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.reviewing.drawing import Item, Rule, draw

items = st.lists(
    st.builds(
        Item,
        st.integers(1, 500),
        st.sampled_from(["plain", "careful"]),
        st.none() | st.floats(-4, 4),
        st.none() | st.integers(0, 4),
    ),
    unique_by=lambda item: item.id,
    max_size=40,
)


@given(items, st.sampled_from(Rule), st.integers(1, 50), st.integers(0, 9))
def test_a_sample_holds_items_of_the_pool_each_once_and_as_many_as_asked(pool, rule, size, seed):
    drawn = draw(pool, rule=rule, size=size, rng=Random(seed))
    assert set(drawn) <= {item.id for item in pool}
    assert len(set(drawn)) == len(drawn) == (len(pool) if rule is Rule.ALL else min(size, len(pool)))


@given(items, st.sampled_from(Rule), st.integers(1, 50), st.integers(0, 9), st.randoms())
def test_a_sample_follows_from_the_seed_whatever_order_the_pool_comes_in(pool, rule, size, seed, chance):
    first = draw(pool, rule=rule, size=size, rng=Random(seed))
    chance.shuffle(pool)
    assert draw(pool, rule=rule, size=size, rng=Random(seed)) == first


def test_every_item_is_drawn_equally_often_at_random():
    pool = [Item(number) for number in range(10)]
    hits = Counter(
        one for seed in range(2_000) for one in draw(pool, rule=Rule.RANDOM, size=3, rng=Random(seed))
    )
    assert all(abs(hits[number] - 600) < 100 for number in range(10))  # five standard deviations


def test_strata_are_filled_evenly_while_they_last():
    pool = [Item(n, "plain", 2.0) for n in range(90)] + [Item(100 + n, "plain", -3.0) for n in range(5)]
    pool += [Item(200 + n, "careful") for n in range(90)]
    drawn = draw(pool, rule=Rule.STRATIFIED, size=25, rng=Random(1))
    assert Counter(one // 100 for one in drawn) == {0: 10, 1: 5, 2: 10}


def test_scores_in_the_middle_come_first_and_items_without_a_score_last():
    pool = [Item(1, score=-3.0), Item(2, score=0.1), Item(3, score=3.0), Item(4), Item(5, score=0.0)]
    drawn = draw(pool, rule=Rule.UNCERTAIN, size=5, rng=Random(1))
    assert (set(drawn[:2]), drawn[-1]) == ({2, 5}, 4)
    assert draw([Item(7)], rule=Rule.UNCERTAIN, size=5, rng=Random(1)) == [7]


def test_where_author_and_scorer_part_comes_first():
    agreed = [Item(1, score=-2.0, rated=4), Item(2, score=0.0, rated=2)]
    parted = Item(3, score=2.5, rated=4)
    drawn = draw([*agreed, parted, Item(4, score=-9.0)], rule=Rule.DISAGREEMENT, size=4, rng=Random(1))
    assert (drawn[0], drawn[-1]) == (3, 4)


def test_an_empty_sample_cannot_be_asked_for():
    with pytest.raises(ValueError, match="at least one"):
        draw([], rule=Rule.ALL, size=0, rng=Random(1))
