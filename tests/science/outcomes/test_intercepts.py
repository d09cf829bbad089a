"""The random-intercept model agrees with statsmodels, with dense algebra, and with what was planted."""

import warnings

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.stats import spearmanr

from gadfly.science.outcomes.intercepts import random_intercept
from tests.science.outcomes.planted import study


@pytest.mark.parametrize("reml", [True, False])
def test_it_agrees_with_statsmodels_to_five_digits(reml):
    made = study(np.random.default_rng(1), members=40, attacks=800)
    fit = random_intercept(made.y, made.design.x, made.member, reml=reml)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of its own search, which we refine
        model = sm.MixedLM(made.y, made.design.x, made.member)
        start = sm.regression.mixed_linear_model.MixedLMParams.from_components(
            fe_params=[one.value for one in fit.coefficients], cov_re=np.array([[fit.between / fit.within]])
        )
        known = model.fit(reml=reml, start_params=start, method="powell", ftol=1e-14, xtol=1e-10)
    assert [one.value for one in fit.coefficients] == pytest.approx(known.fe_params, abs=1e-5)
    assert (fit.between, fit.within) == pytest.approx((known.cov_re[0, 0], known.scale), abs=1e-5)
    assert fit.loglikelihood == pytest.approx(known.llf, abs=1e-5)
    effects = [known.random_effects[skill.member].iloc[0] for skill in fit.skills]
    assert [skill.value for skill in fit.skills] == pytest.approx(effects, abs=1e-5)
    assert fit.converged


def test_its_errors_are_those_of_the_whole_covariance_written_out():
    """Generalised least squares, and Henderson's equations for the members (1975)."""
    made = study(np.random.default_rng(2), members=15, attacks=200)
    fit = random_intercept(made.y, made.design.x, made.member)
    z, x = np.eye(15)[made.member], made.design.x
    v = fit.between * z @ z.T + fit.within * np.eye(200)
    covariance = np.linalg.inv(x.T @ np.linalg.solve(v, x))
    assert fit.covariance == pytest.approx(covariance, abs=1e-10)
    together = np.hstack([x, z])
    henderson = together.T @ together / fit.within
    henderson[-15:, -15:] += np.eye(15) / fit.between
    errors = np.sqrt(np.diag(np.linalg.inv(henderson))[-15:])
    assert [(one.high - one.low) / 3.92 for one in fit.skills] == pytest.approx(errors, abs=1e-9)


def test_members_intervals_hold_and_coefficients_do():
    rng, skills, betas = np.random.default_rng(3), [], []
    for _ in range(40):
        made = study(rng, members=60, attacks=1_000)
        fit = random_intercept(made.y, made.design.x, made.member)
        skills += [one.low <= made.skill[one.member] <= one.high for one in fit.skills]
        betas += [one.low <= beta <= one.high for one, beta in zip(fit.coefficients, made.beta, strict=True)]
    assert 0.93 <= np.mean(skills) <= 0.97
    assert 0.92 <= np.mean(betas) <= 0.98


def test_skill_is_recovered_in_rank():
    made = study(np.random.default_rng(4), members=100, attacks=6_000, skew=0.5)
    fit = random_intercept(made.y, made.design.x, made.member)
    assert spearmanr([one.value for one in fit.skills], made.skill).statistic > 0.9
    assert fit.icc.low < 0.36 < fit.icc.high


def test_members_who_are_all_alike_have_no_variance_and_no_skill():
    y, member = np.tile([1.0, 2, 3, 4], 10), np.repeat(np.arange(10), 4)
    fit = random_intercept(y, np.ones((40, 1)), member)
    assert (fit.between, fit.icc.value, fit.icc.low) == (0.0, 0.0, 0.0)
    assert {one.value for one in fit.skills} == {0.0}


def test_members_who_are_all_that_matters_are_reported_as_not_converged():
    member = np.repeat(np.arange(10), 4)
    fit = random_intercept(member + 1e-9 * np.tile([1.0, -1, 1, -1], 10), np.ones((40, 1)), member)
    assert not fit.converged
    assert fit.icc.high > 0.9999


def test_rows_with_anything_missing_are_excluded():
    made = study(np.random.default_rng(5), members=20, attacks=300)
    y, x, member = made.y.copy(), made.design.x.copy(), made.member.copy()
    y[-1], x[-2, 2], member[-3] = np.nan, np.nan, -1
    fit = random_intercept(y, x, member)
    assert (fit.n, fit.excluded, fit.groups) == (297, 3, len(np.unique(made.member[:-3])))


@pytest.mark.parametrize("member", [np.zeros(6, np.int64), np.arange(6), np.full(6, -1)])
def test_without_members_who_repeat_it_says_what_it_takes(member):
    with pytest.raises(ValueError, match="two attacks"):
        random_intercept(np.arange(6.0), np.ones((6, 1)), member)
