"""Intervals over members are checked against textbooks, by resampling, and by how often they hold."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from gadfly.science.outcomes import Figure
from gadfly.science.outcomes.clusters import (
    bootstrap,
    difference,
    mean,
    paired,
    rate,
    share,
    spread,
)
from gadfly.science.outcomes.tails import cvar, quantile
from tests.science.outcomes.planted import diligence

ALONE = np.arange(40)
LOW, HIGH = 0.92, 0.985
"""What 200 runs of intervals that cover 92 to 97 % may come to."""


def values(seed=1, n=40):
    return np.random.default_rng(seed).normal(2, 1, n)


def holds(figure, truth):
    return figure.low <= truth <= figure.high


def test_where_everybody_attacks_once_it_is_the_t_interval():
    y = values()
    known = sm.stats.DescrStatsW(y).tconfint_mean()
    assert mean(y, ALONE)[:3] == pytest.approx((y.mean(), *known))


def test_missing_values_and_strangers_are_excluded_and_counted():
    y, member = np.append(values(), [np.nan, 7.0]), np.append(ALONE, [0, -1])
    assert mean(y, member) == mean(values(), ALONE)._replace(excluded=2)


@pytest.mark.parametrize("of", [mean, share, quantile, cvar])
def test_of_nothing_nothing_is_defined(of):
    assert of(np.array([np.nan]), np.array([0])) == Figure(None, None, None, 0, 0, 1)


@pytest.mark.parametrize(("of", "value"), [(mean, 0.5), (share, 0.5), (quantile, 0.0), (cvar, 0.0)])
def test_few_members_have_no_interval(of, value):
    y = np.array([0.0, 1.0] * 20)
    assert of(y, np.arange(40) % 4) == Figure(value, None, None, 40, 4, 0)


def test_a_share_of_nobody_has_an_interval_that_counts_members():
    """With 40 members, each attacking ten times, nought of 400 is nought of 40."""
    ten_times, once = (share(np.zeros(len(m)), m) for m in (np.repeat(ALONE, 10), ALONE))
    assert ten_times[1:3] == pytest.approx((0.0, once.high))
    assert once.high == pytest.approx(0.0928, abs=1e-3)


def test_where_everybody_attacks_once_a_share_has_wilsons_interval_but_for_students_t():
    y = np.arange(2_000) % 4 == 0
    known = sm.stats.proportion_confint(500, 2_000, method="wilson")
    assert share(y.astype(float), np.arange(2_000))[1:3] == pytest.approx(known, abs=1e-4)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 5)), min_size=5, max_size=30))
def test_a_rate_lies_in_its_interval_and_that_within_0_and_1(cells):
    above = np.array([min(hits, tries) for hits, tries in cells], float)
    figure = rate(above, np.array([tries for _, tries in cells], float))
    assert 0 <= figure.low <= figure.value + 1e-12 <= figure.high + 2e-12 <= 1 + 2e-12


def test_intervals_over_members_hold_and_those_over_attacks_do_not():
    rng, held = np.random.default_rng(3), np.zeros(5)
    tail = norm.ppf(0.05)
    for _ in range(200):
        member = diligence(rng, 100, 3_000)
        y = rng.normal(0, 0.6, 100)[member] + rng.normal(0, 0.8, 3_000)
        naive = abs(y.mean()) <= 1.96 * y.std() / np.sqrt(len(y))
        success = (y > 1).astype(float)
        held += [
            naive,
            holds(mean(y, member), 0),
            holds(share(success, member), norm.sf(1)),
            holds(quantile(y, member), tail),
            holds(cvar(y, member), -norm.pdf(tail) / 0.05),
        ]
    naive, *ours = held / 200
    assert naive < 0.5
    assert all(LOW - 0.015 <= part <= HIGH for part in ours)


def test_the_mean_of_the_worst_is_the_mean_of_the_worst():
    y = np.arange(100.0)
    assert cvar(y, np.arange(100), 0.1).value == pytest.approx(np.mean(y[:10]), abs=0.1)
    assert quantile(y, np.arange(100), 0.1).value == pytest.approx(9.9)


def test_what_one_member_brings_to_both_sides_cancels_out_of_a_difference():
    rng = np.random.default_rng(0)
    member = np.repeat(np.arange(30), 20)
    first = np.arange(600) % 2 == 0
    y = 5 * rng.normal(size=30)[member] + rng.normal(0, 0.1, 600) + first
    same, strangers = (
        difference(y, codes, first) for codes in (member, np.where(first, member, member + 30))
    )
    assert same.value == strangers.value == pytest.approx(1, abs=0.05)
    assert same.high - same.low < 0.1
    assert strangers.high - strangers.low > 2


@pytest.mark.parametrize(
    ("first", "known"),
    [(np.ones(40, bool), (None, None, None)), (ALONE < 3, (1.0, None, None))],
)
def test_a_difference_from_nobody_or_from_a_few_has_no_interval(first, known):
    assert difference(first.astype(float), ALONE, first)[:3] == known


def test_pairs_count_alike_however_often_they_were_tried():
    pair = np.array([*range(6), *range(6), 0, 0, 9])
    first = np.array([True] * 6 + [False] * 6 + [True, True, True])
    y = np.array([3.0, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 3, 3, 50])
    figure = paired(y, pair, first)
    assert figure[:1] + figure[3:] == (1.0, 14, 6, 1)
    known = sm.stats.DescrStatsW(np.array([2.0, 1, 1, 1, 1, 0])).tconfint_mean()
    assert figure[1:3] == pytest.approx(known)


def test_no_pair_no_difference():
    assert paired(np.ones(2), np.array([0, 1]), np.array([True, False])) == Figure(None, None, None, 0, 0, 2)


def test_effective_numbers_of_a_study_known_beforehand():
    """30 members of ten attacks and an ICC of ½: a design effect of 1 + 9 / 2."""
    rng = np.random.default_rng(8)
    member = np.repeat(np.arange(300), 10)
    found = spread(rng.normal(size=300)[member] + rng.normal(size=3_000), member)
    assert (found.n, found.groups, found.members) == (3_000, 300, 300)
    assert found.icc == pytest.approx(0.5, abs=0.05)
    assert found.effective == pytest.approx(3_000 / 5.5, rel=0.1)


@pytest.mark.parametrize(
    ("y", "member", "members"),
    [([], [], 0), ([1.0, 2], [0, 1], 2), ([1.0, 1, 1], [0, 0, 1], 1.8), ([1.0, 2], [0, 0], 1)],
)
def test_without_repetition_or_difference_no_icc(y, member, members):
    found = spread(np.array(y), np.array(member, np.int64))
    assert (found.icc, found.effective, found.members) == (None, None, pytest.approx(members))


def test_an_icc_of_few_members_comes_without_an_effective_number():
    assert spread(np.array([1.0, 2, 5, 6]), np.array([0, 0, 1, 1])).effective is None


def test_resampled_members_agree_with_the_jackknife():
    rng = np.random.default_rng(4)
    member = np.repeat(np.arange(200), 5)
    y = rng.normal(size=200)[member] + rng.normal(size=1_000)
    drawn = bootstrap(
        lambda weights: np.average(y[:, None], axis=0, weights=weights), member, rng=rng, draws=2_000
    )
    figure = mean(y, member)
    assert np.percentile(drawn, [2.5, 97.5]) == pytest.approx(figure[1:3], abs=0.015)
