"""Least squares agrees with statsmodels and with members left out one by one."""

import numpy as np
import pytest
import statsmodels.api as sm

from gadfly.science.outcomes import Labels
from gadfly.science.outcomes.regression import least_squares, size_slopes, wald
from tests.science.outcomes.planted import diligence, study

BILLIONS = np.array([2.7, 13.0, 52.0])


def test_coefficients_are_those_of_statsmodels_and_the_variance_that_of_members_left_out():
    made = study(np.random.default_rng(1), members=12, attacks=400)
    fit = least_squares(made.y, made.design.x, made.member)
    assert fit.coefficients == pytest.approx(sm.OLS(made.y, made.design.x).fit().params, abs=1e-9)
    without = np.array(
        [
            sm.OLS(made.y[made.member != one], made.design.x[made.member != one]).fit().params
            for one in range(12)
        ]
    )
    away = without - fit.coefficients
    assert fit.covariance == pytest.approx(11 / 12 * away.T @ away, abs=1e-9)


def test_few_members_have_neither_interval_nor_test():
    y, x = np.array([1.0, 2, 4, 5]), np.column_stack([np.ones(4), [0.0, 1, 0, 1]])
    fit = least_squares(y, x, np.array([0, 1, 0, 1]))
    assert fit.figure(np.array([0.0, 1.0]))[:3] == (pytest.approx(1.0), None, None)
    assert wald(fit, np.array([[0.0, 1.0]])) is None


def sized(rng, slopes, members=60, attacks=1_500):
    """Attacks whose mean rises by so much with ten times the size."""
    member = diligence(rng, members, attacks, skew=0.8)
    kind, size = rng.integers(0, len(slopes), attacks), BILLIONS[rng.integers(0, 3, attacks)]
    y = (
        np.array(slopes)[kind] * np.log10(size)
        + rng.normal(0, 0.6, members)[member]
        + rng.normal(size=attacks)
    )
    return y, size, Labels(kind, tuple("abcd"[: len(slopes)])), member


def test_slopes_that_differ_are_told_apart_and_those_that_do_not_are_not():
    rng = np.random.default_rng(2)
    held, alarms = [], []
    for _ in range(100):
        found = size_slopes(*sized(rng, (0.5, 0.5)))
        held.append([figure.low <= 0.5 <= figure.high for figure in found.slopes])
        alarms.append(found.equal.p < 0.05)
    assert 0.9 <= np.mean(held) <= 0.99
    assert np.mean(alarms) <= 0.1
    assert size_slopes(*sized(rng, (0.0, 1.0))).equal.p < 0.01


def test_an_intervention_of_one_size_has_no_slope_and_no_part_in_the_test():
    y, size, kind, member = sized(np.random.default_rng(3), (0.0, 1.0))
    found = size_slopes(y, np.where(kind.codes == 1, 13.0, size), kind, member)
    assert (found.slopes[1], found.equal) == (None, None)
    assert found.slopes[0].n == (kind.codes == 0).sum()


def test_without_two_sizes_there_are_no_slopes():
    y, size, kind, member = sized(np.random.default_rng(3), (0.0, 1.0))
    assert size_slopes(y, np.full_like(size, 13.0), kind, member)[1:] == ((None, None), None)
