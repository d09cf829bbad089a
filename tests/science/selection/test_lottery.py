"""The lottery is the best there is, says how near, and meets every quota in every panel."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare

from gadfly.science.selection import (
    Quota,
    SelectionError,
    commitment,
    draw,
    fingerprint,
    lottery_of,
    pool_of,
    relaxation,
)
from gadfly.science.selection import search as searching
from gadfly.science.selection.lottery import LOTS, TOLERANCE
from tests.science.selection.pools_made import maximin, panels_of, person, pools, wide


@given(pools())
@settings(max_examples=12)
def test_the_smallest_probability_is_that_of_the_program_over_all_panels(made):
    people, quotas, size = made
    panels = panels_of(people, quotas, size)
    assume(panels)
    found = lottery_of(pool_of(people, quotas, size))
    best = maximin(panels, len(people))
    assert best * (1 - TOLERANCE) - 2 / LOTS <= found.min_probability <= best + 2 / LOTS
    assert found.bound >= best - 1e-6
    on_none = {people[n].name for n in range(len(people)) if not any(n in panel for panel in panels)}
    assert set(found.impossible) == on_none


@given(pools())
@settings(max_examples=12)
def test_every_panel_meets_every_quota_and_probabilities_add_up_to_its_size(made):
    people, quotas, size = made
    assume(panels_of(people, quotas, size))
    found = lottery_of(pool_of(people, quotas, size))
    counts = found.pool.counts @ found.panels.T
    assert (found.panels.sum(axis=1) == size).all()
    assert (found.panels <= found.pool.sizes).all()
    assert all(q.least <= n <= q.most for q, row in zip(found.pool.quotas, counts, strict=True) for n in row)
    assert found.lots.sum() == LOTS
    assert sum(found.probabilities.values()) == pytest.approx(size)


@given(pools())
@settings(max_examples=12)
def test_where_no_panel_meets_the_quotas_what_it_says_to_change_is_enough(made):
    people, quotas, size = made
    assume(not panels_of(people, quotas, size))
    with pytest.raises(SelectionError) as refused:
        lottery_of(pool_of(people, quotas, size))
    sentence = str(refused.value).rstrip(".").partition("if you ")[2]
    changed = {quota[:2]: quota for quota in quotas}
    for change in sentence.split("; "):
        *what, feature, value, _, _, _, new = change.split()
        field = "least" if "minimum" in what else "most"
        changed[feature, value] = changed[feature, value]._replace(**{field: int(new)})
    assert panels_of(people, list(changed.values()), size)


def test_a_larger_pool_with_rare_profiles_is_certified():
    people, quotas, size = wide(200, 4, seed=3)
    found = lottery_of(pool_of(people, quotas, size))
    assert found.complete
    assert found.min_probability >= (1 - 0.01) * found.bound > 0


def test_without_quotas_all_have_the_same_chance():
    people = [person(f"p{n}", language="e") for n in range(10)]
    found = lottery_of(pool_of(people, [], 3))
    assert list(found.probabilities.values()) == pytest.approx([0.3] * 10)


def test_leximin_gives_the_others_what_the_smallest_leaves():
    """One of a and b must go, and two of the other four: 1/2 for two, 1/2 for four; then c, d is full."""
    people = [person(name, side="l" if name in "ab" else "r") for name in "abcdef"]
    quotas = [Quota("side", "l", 1, 1), Quota("side", "r", 0, 6)]
    found = lottery_of(pool_of(people, quotas, 4)).probabilities
    assert found == {**dict.fromkeys("ab", pytest.approx(0.5)), **dict.fromkeys("cdef", pytest.approx(0.75))}


def test_where_parts_of_people_could_do_what_whole_ones_cannot_the_bound_is_the_whole_ones():
    """Three features pairwise shared: by parts each of three people could be half on the panel."""
    pairs = {"a": "x;y", "b": "y;z", "c": "x;z"}
    people = [person(name, v=values) for name, values in pairs.items()] + [person("d", v="w")]
    quotas = [Quota("v", value, 0, 1) for value in "xyz"]
    found = lottery_of(pool_of(people, quotas, 2))
    panels = panels_of(people, quotas, 2)
    assert found.min_probability == pytest.approx(maximin(panels, 4), abs=2 / LOTS)
    assert found.bound == pytest.approx(1 / 3, abs=1e-6)


@pytest.mark.parametrize("limit", ["MOST_ROUNDS", "MOST_COLUMNS"])
def test_a_search_that_is_cut_short_says_how_near_it_came(monkeypatch, limit):
    monkeypatch.setattr(searching, limit, 0)
    monkeypatch.setattr(searching, "MOST_BATCHES", 1)
    monkeypatch.setattr(searching, "BATCH", 1)
    people, quotas, size = wide(60, 3, seed=1)
    found = lottery_of(pool_of(people, quotas, size))
    assert found.min_probability <= found.bound + 2 / LOTS


def test_ten_thousand_draws_reproduce_the_stated_probabilities():
    people = [person(f"p{n}", language="e" if n % 3 else "e;f", region="ns"[n % 2]) for n in range(12)]
    quotas = [Quota("language", "f", 2, 2), Quota("region", "n", 1, 2)]
    lottery = lottery_of(pool_of(people, quotas, 4))
    panels, people_ = np.zeros(len(lottery.panels)), dict.fromkeys(lottery.probabilities, 0)
    ends = lottery.lots.cumsum()
    for seed in range(10_000):
        drawn = draw(lottery, str(seed))
        panels[ends.searchsorted(drawn.lot, side="right")] += 1
        for name in drawn.chosen:
            people_[name] += 1
    assert chisquare(panels, lottery.lots / LOTS * 10_000).pvalue > 0.001
    stated = lottery.probabilities
    for name, count in people_.items():  # five standard errors, of twelve people
        chance = stated[name]
        assert abs(count / 10_000 - chance) < 5 * np.sqrt(chance * (1 - chance) / 10_000) + 1e-9


def test_whoever_has_the_lottery_and_the_seed_draws_the_same_panel():
    made = [lottery_of(pool_of(*wide(100, 3, seed=2))) for _ in range(2)]
    first, second = (draw(lottery, "two dice and a coin") for lottery in made)
    assert first == second
    assert first.commitment == commitment("two dice and a coin")
    assert first.fingerprint == fingerprint(made[1])
    assert draw(made[0], "another").lot != first.lot


@given(st.permutations(range(8)))
@settings(max_examples=4)
def test_the_order_of_the_pool_does_not_matter(order):
    people = [person(f"p{n}", language="e" if n % 3 else "e;f", region="ns"[n % 2]) for n in range(8)]
    quotas = [Quota("language", "f", 1, 2), Quota("region", "n", 1, 2)]
    plain, mixed = (lottery_of(pool_of(its, quotas, 3)) for its in (people, [people[n] for n in order]))
    assert fingerprint(plain) == fingerprint(mixed)


@pytest.mark.parametrize(
    ("names", "quotas", "size", "said"),
    [
        ("aab", [], 2, "a is in the pool twice"),
        ("ab", [], 3, "A panel of 3 cannot be drawn from 2 people"),
        ("ab", [], 0, "A panel of 0 cannot be drawn"),
        ("ab", [Quota("l", "e", 2, 1)], 1, "must be 0 ≤ min ≤ max"),
        ("ab", [Quota("l", "e", 0, 1)] * 2, 1, "has two quotas"),
    ],
)
def test_what_can_be_meant_by_nobody_is_refused_in_a_sentence(names, quotas, size, said):
    with pytest.raises(SelectionError, match=said):
        pool_of([person(name, l="e") for name in names], quotas, size)


def test_targets_that_are_cut_short_say_so_and_keep_the_smallest_chance(monkeypatch):
    monkeypatch.setattr(relaxation, "MOST_ROUNDS", 1)
    people = [person(name, side="l" if name in "ab" else "r") for name in "abcdef"]
    found = lottery_of(pool_of(people, [Quota("side", "l", 1, 1)], 4))
    assert not found.complete
    assert found.min_probability == pytest.approx(0.5, rel=0.01)


def test_panels_that_do_not_keep_up_in_time_are_followed_by_those_that_prices_show(monkeypatch):
    monkeypatch.setattr(searching, "MOST_BATCHES", 1)
    monkeypatch.setattr(searching, "MOST_COLUMNS", 0)
    people, quotas, size = wide(200, 4, seed=3)
    found = lottery_of(pool_of(people, quotas, size))
    assert 0.5 * found.bound < found.min_probability <= found.bound
