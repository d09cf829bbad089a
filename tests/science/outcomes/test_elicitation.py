"""Repeated samples: by hand, against scipy, and in planted worlds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, betabinom

from gadfly.science.outcomes.elicitation import at_least_once, elicitation


def tried(rng, prompts=400, samples=20, a=0.5, b=3.0):
    chance = rng.beta(a, b, prompts)
    return chance, rng.binomial(samples, chance).astype(float), np.full(prompts, float(samples))


@given(st.integers(1, 10), st.integers(1, 10))
def test_at_least_once_counts_the_draws_that_miss(n, m):
    k = np.arange(n + 1.0)
    found = [at_least_once(np.array([one]), np.array([float(n)]), m, np.array([0])).value for one in k]
    if m > n:
        assert found == [None] * (n + 1)
    else:
        missed = [np.prod([max(n - one - i, 0) / (n - i) for i in range(m)]) for one in k]
        assert found == pytest.approx([1 - part for part in missed])


def test_the_fit_is_the_maximum_of_scipys_likelihood():
    _, k, n = tried(np.random.default_rng(1))
    fit = elicitation(k, n)

    def likelihood(a, b):
        return betabinom.logpmf(k, n, a, b).sum()

    best = likelihood(fit.alpha, fit.beta)
    assert all(
        best >= likelihood(fit.alpha * one, fit.beta * two) for one in (0.99, 1.01) for two in (0.99, 1, 1.01)
    )
    assert fit.converged


def test_forecasts_hold_where_prompts_are_as_assumed_and_say_when_they_reach_beyond():
    rng, held = np.random.default_rng(2), []
    for _ in range(100):
        _, k, n = tried(rng)
        fit = elicitation(k, n)
        known = [1 - np.prod([(3.0 + i) / (3.5 + i) for i in range(m)]) for m in (5, 200)]
        forecasts = [fit.once_in(5), fit.once_in(200), fit.worst_of(1_000)]
        known.append(beta.ppf(0.999, 0.5, 3.0))
        assert [forecast.extrapolates for forecast in forecasts] == [False, True, True]
        held += [f.figure.low <= truth <= f.figure.high for f, truth in zip(forecasts, known, strict=True)]
    assert 0.91 <= np.mean(held) <= 0.98


def test_a_prompt_that_succeeded_is_likelier_to_do_so_again():
    _, k, n = tried(np.random.default_rng(3))
    fit = elicitation(k, n)
    low, high = fit.posterior(np.array([0.0, 5]), np.array([20.0, 20]), 10)
    assert 0 < low < high < 1
    assert low == pytest.approx(1 - beta_survives(fit.alpha, fit.beta + 20, 10))


def beta_survives(a, b, m):
    return np.prod([(b + i) / (a + b + i) for i in range(m)])


def test_where_nothing_ever_succeeds_the_fit_says_that_it_found_no_end():
    fit = elicitation(np.zeros(50), np.full(50, 10.0))
    assert (fit.converged, fit.covariance) == (False, None)
    assert fit.once_in(10).figure.value < 1e-3
    assert fit.once_in(10).figure.low is None


def test_impossible_counts_are_excluded():
    fit = elicitation(np.array([1.0, 3, np.nan, 2, 0]), np.array([4.0, 2, 4, 4, 0]))
    assert (fit.prompts, fit.excluded, fit.most) == (2, 3, 4)
    with pytest.raises(ValueError, match="a prompt that was sampled"):
        elicitation(np.array([2.0]), np.array([1.0]))
