"""Assignments break no rule, spread the load, and mix who rates with whom."""

from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.reviewing.assigning import Plan, assign


def anybody(who: int, item: int) -> bool:
    return True


def everyone_ok(plan: Plan, reviewers: range) -> list[int]:
    loads = plan.loads()
    return [loads.get(who, 0) for who in reviewers]


def best_flow(items: int, allowed: dict[int, list[int]], overlap: int, room: dict[int, int]) -> int:
    """How many reviews can be given at most: augmenting paths, one review at a time, as an oracle."""
    held: dict[int, set[int]] = {who: set() for who in room}

    def place(item: int, seen: set[int]) -> bool:
        for who in allowed[item]:
            if who in seen or item in held[who]:
                continue
            seen.add(who)
            if len(held[who]) < room[who]:
                held[who].add(item)
                return True
            for other in sorted(held[who]):
                held[who].remove(other)
                if place(other, seen):
                    held[who].add(item)
                    return True
                held[who].add(other)
        return False

    return sum(place(item, set()) for item in range(items) for _ in range(overlap))


@given(st.integers(0, 30), st.integers(2, 9), st.integers(2, 5), st.integers(0, 99), st.floats(0, 1))
def test_loads_are_within_one_where_everybody_may_have_everything(items, people, overlap, seed, share):
    people = max(people, overlap)
    plan = assign(
        range(items), range(people), overlap=overlap, may=anybody, rng=Random(seed), random_share=share
    )
    loads = everyone_ok(plan, range(people))
    assert max(loads) - min(loads) <= 1
    assert all(len(set(group)) == overlap for group in plan.reviewers.values())
    assert plan.short == {}


@given(
    st.sets(st.tuples(st.integers(0, 5), st.integers(0, 14)), max_size=60),
    st.lists(st.integers(0, 8), min_size=6, max_size=6),
    st.integers(2, 5),
    st.integers(0, 99),
)
def test_nobody_gets_what_they_may_not_or_more_than_they_can_and_nothing_is_left_that_could_be_given(
    barred, rooms, overlap, seed
):
    room = dict(enumerate(rooms))

    def may(who: int, item: int) -> bool:
        return (who, item) not in barred

    plan = assign(range(15), range(6), overlap=overlap, may=may, rng=Random(seed), room=room)
    assert all(may(who, item) for item, group in plan.reviewers.items() for who in group)
    assert all(load <= room[who] for who, load in plan.loads().items())
    assert all(len(plan.reviewers[item]) + plan.short.get(item, 0) == overlap for item in plan.reviewers)
    allowed = {item: [who for who in range(6) if may(who, item)] for item in range(15)}
    given_out = sum(map(len, plan.reviewers.values()))
    assert given_out == best_flow(15, allowed, overlap, room)


@given(st.sets(st.tuples(st.integers(0, 4), st.integers(0, 9)), max_size=30), st.integers(0, 99))
def test_no_single_item_could_be_moved_to_make_the_loads_more_even(barred, seed):
    def may(who: int, item: int) -> bool:
        return (who, item) not in barred

    plan = assign(range(10), range(5), overlap=2, may=may, rng=Random(seed))
    loads = dict(zip(range(5), everyone_ok(plan, range(5)), strict=True))
    for item, group in plan.reviewers.items():
        for who in group:
            for other in set(range(5)) - set(group):
                assert not may(other, item) or loads[who] - loads[other] <= 1


def test_the_first_items_go_to_everybody_who_may():
    plan = assign(range(8), range(6), overlap=2, everyone=3, may=lambda who, item: who != item, rng=Random(2))
    assert [len(plan.reviewers[item]) for item in range(4)] == [5, 5, 5, 2]


def test_pairs_are_mixed_so_that_agreement_can_be_estimated():
    plan = assign(range(200), range(8), overlap=2, may=anybody, rng=Random(3))
    met = {pair for group in plan.reviewers.values() for pair in combinations(group, 2)}
    assert met == set(combinations(range(8), 2))


def test_an_item_is_short_where_too_few_may_have_it():
    plan = assign([1, 2], [1, 2], overlap=2, may=lambda who, item: who != item, rng=Random(1))
    assert plan == Plan({1: (2,), 2: (1,)}, {1: 1, 2: 1})


@pytest.mark.parametrize("seed", range(12))
def test_work_is_handed_on_where_an_item_would_be_short_otherwise(seed):
    allowed = {1: {1, 2, 3}, 2: {1, 2, 4}}
    plan = assign(
        [1, 2],
        [1, 2, 3, 4],
        overlap=2,
        may=lambda who, item: who in allowed[item],
        room={1: 1, 2: 1, 3: 1, 4: 0},
        rng=Random(seed),
    )
    assert sum(map(len, plan.reviewers.values())) == 3


def test_a_plan_follows_from_the_seed():
    plans = [assign(range(40), range(7), overlap=3, may=anybody, rng=Random(5)) for _ in range(2)]
    assert plans[0] == plans[1]


@pytest.mark.parametrize("overlap", [1, 6])
def test_an_item_is_reviewed_by_two_to_five(overlap):
    with pytest.raises(ValueError, match="2 to 5"):
        assign([1], [1, 2], overlap=overlap, may=anybody, rng=Random(1))


@pytest.mark.parametrize(("items", "people"), [([1, 1], [1, 2]), ([1], [2, 2])])
def test_each_stands_once(items, people):
    with pytest.raises(ValueError, match="stands once"):
        assign(items, people, overlap=2, may=anybody, rng=Random(1))
