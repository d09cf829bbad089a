"""Figures with intervals by members."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.insights.clustered import (
    Estimate,
    jackknife,
    mean,
    member_sums,
    naive_mean,
    quantile,
    share,
    worst_mean,
)
from gadfly.science.simulate import Settings, blocks, truth_of

NOTHING = np.array([]), np.array([])
attacks = st.lists(st.tuples(st.integers(0, 5), st.floats(-5, 5, width=16)), min_size=2, max_size=40)


@given(attacks)
def test_the_jackknife_by_sums_is_the_one_that_leaves_members_out(rows):
    member, values = map(np.array, zip(*rows, strict=True))
    spread = jackknife(member_sums(member, values), lambda sums: sums[..., 1:] / sums[..., :1])
    people = np.unique(member)
    assert spread.values[0] == pytest.approx(values.mean())
    if len(people) < 2:
        assert np.isnan(spread.covariance).all()
        return
    without = np.array([values[member != person].mean() for person in people])
    apart = ((without - without.mean()) ** 2).sum() * (len(people) - 1) / len(people)
    assert spread.covariance[0, 0] == pytest.approx(apart, abs=1e-9)


def test_the_mean_of_the_worst_is_that_of_the_scores_up_to_the_quantile():
    values = np.arange(100.0)
    member = np.arange(100) % 10
    assert quantile(member, values, 0.05).value == np.quantile(values, 0.05)
    found = worst_mean(member, values)
    assert (found.value, found.n, found.members) == (2.0, 100, 10)
    assert found.low < 2 < found.high


def test_nothing_gives_nothing():
    for found in (quantile(*NOTHING, 0.5), worst_mean(*NOTHING), mean(*NOTHING), share(*NOTHING)):
        assert found == Estimate(None, None, None, 0, 0)


def test_one_member_has_a_figure_and_no_interval():
    one, values = np.zeros(9, int), np.arange(9.0)
    for found in (mean(one, values), quantile(one, values, 0.5), share(one, values > 3)):
        assert found.value is not None
        assert (found.low, found.high, found.members) == (None, None, 1)


def test_shares_stay_between_none_and_all():
    member = np.arange(30) % 6
    some = share(member, np.arange(30) == 7)
    assert 0 < some.low < some.value < some.high < 1
    assert share(member, np.ones(30, bool)) == Estimate(1.0, None, None, 30, 6)


def test_intervals_cover_and_those_that_forget_members_do_not():
    """A small form of `benchmarks.insights`, which does it 500 times with all figures."""
    hits = {"by member": 0, "naive": 0}
    runs, cell = 60, 0
    robust = truth_of(Settings(3_000, matched=False)).targets[cell].robustness
    for seed in range(runs):
        (block,) = blocks(Settings(3_000, seed=seed, matched=False))
        here = block.cell == cell
        for name, found in (
            ("by member", mean(block.member[here], block.score[here])),
            ("naive", naive_mean(block.score[here])),
        ):
            hits[name] += found.low <= robust <= found.high
    assert hits["by member"] / runs > 0.87
    assert hits["naive"] / runs < 0.7
