"""The ordinal mixed model against OrderedModel, brute-force quadrature, and what was planted."""

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import spearmanr
from statsmodels.miscmodels.ordinal_model import OrderedModel

from gadfly.science.outcomes.crossed import Crossing, System
from gadfly.science.outcomes.laplace import Ordinal, evaluate
from gadfly.science.outcomes.link import link
from gadfly.science.outcomes.ordinal import ordinal

CUTS = np.array([-0.5, 0.2, 0.8, 1.6])


def rated(rng, *, members, items, attacks, deviations=(0.8, 0.5), beta=(0.7, -0.4)):
    """Ratings 0–4 with crossed effects: y, x, member, item, both effects."""
    member, item = rng.integers(0, members, attacks), rng.integers(0, items, attacks)
    x = rng.normal(size=(attacks, len(beta)))
    skill, ease = (rng.normal(0, spread, n) for spread, n in zip(deviations, (members, items), strict=True))
    latent = x @ np.array(beta) + skill[member] + ease[item] + rng.logistic(size=attacks)
    return np.searchsorted(CUTS, latent).astype(float), x, member, item, (skill, ease)


def model_of(y, x, *codes):
    levels = tuple(int(code.max()) + 1 for code in codes)
    return Ordinal(y.astype(np.int64), x, Crossing(codes, levels, np.ones(len(y))), int(y.max()))


def test_derivatives_of_the_link_are_those_of_its_likelihood():
    y, step = np.arange(5), 1e-6
    at = link(np.full(5, 0.3), y, CUTS)
    ahead, behind = link(np.full(5, 0.3 + step), y, CUTS), link(np.full(5, 0.3 - step), y, CUTS)
    assert at.slope == pytest.approx((ahead.loglikelihood - behind.loglikelihood) / (2 * step), abs=1e-8)
    assert at.w == pytest.approx((behind.slope - ahead.slope) / (2 * step), abs=1e-8)
    assert -at.bend_a - at.bend_b == pytest.approx((ahead.w - behind.w) / (2 * step), abs=1e-8)
    assert np.exp(at.loglikelihood).sum() == pytest.approx(1)


@pytest.mark.parametrize("factors", [1, 2, 3])
def test_the_crossed_system_is_the_dense_one(factors):
    rng = np.random.default_rng(factors)
    levels = (7, 4, 3)[:factors]
    crossing = Crossing(tuple(rng.integers(0, n, 50) for n in levels), levels, np.ones(50))
    w, precision = rng.random(50), rng.random(factors) + 0.5
    z = np.hstack([np.eye(n)[code] for n, code in zip(levels, crossing.codes, strict=True)])
    dense = z.T @ (z * w[:, None]) + np.diag(np.repeat(precision, levels))
    system = System(crossing, w, precision)
    right = rng.random((sum(levels), 2))
    assert system.logdet == pytest.approx(np.linalg.slogdet(dense)[1])
    assert system.solve(right) == pytest.approx(np.linalg.solve(dense, right))
    assert system.diagonal() == pytest.approx(np.diag(np.linalg.inv(dense)))
    assert system.row_variance() == pytest.approx(np.einsum("ni,ij,nj->n", z, np.linalg.inv(dense), z))


def test_the_gradient_is_that_of_the_likelihood():
    y, x, member, item, _ = rated(np.random.default_rng(1), members=12, items=6, attacks=200)
    model = model_of(y, x, member, item)
    at = np.array([-0.4, -0.5, -0.3, 0.1, 0.3, -0.2, -0.3, -0.8])
    point = evaluate(model, at, np.zeros(18))
    steps = 1e-3 * np.eye(8)
    values = [[evaluate(model, at + way * step, point.effects).value for way in (1, -1)] for step in steps]
    known = [(ahead - behind) / 2e-3 for ahead, behind in values]
    assert point.gradient == pytest.approx(known, abs=1e-3)


def test_the_top_is_found_from_far_away_and_nonsense_is_refused():
    y, x, member, item, _ = rated(np.random.default_rng(1), members=12, items=6, attacks=200)
    model, at = model_of(y, x, member, item), np.array([-0.4, -0.5, -0.3, 0.1, 0.3, -0.2, -0.3, -0.8])
    near, far = (evaluate(model, at, np.full(18, start)) for start in (0.0, 30.0))
    assert far.value == pytest.approx(near.value, abs=1e-6)
    with np.errstate(invalid="ignore"), pytest.raises(ArithmeticError, match="did not settle"):
        evaluate(model, at * np.nan, np.zeros(18))


def test_with_one_factor_of_full_levels_it_is_the_integral_by_quadrature():
    """Gauss and Hermite's rule with 60 nodes integrates each member's effect out by brute force."""
    rng = np.random.default_rng(2)
    y, x, member, _, _ = rated(rng, members=10, items=1, attacks=500)
    value = evaluate(
        model_of(y, x, member), np.array([-0.5, -0.4, -0.5, -0.2, 0.7, -0.4, -0.2]), np.zeros(10)
    ).value
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    cuts = -0.5 + np.concatenate([[0], np.cumsum(np.exp([-0.4, -0.5, -0.2]))])
    padded = np.concatenate([[-np.inf], cuts, [np.inf]])
    eta = (x @ [0.7, -0.4])[:, None] + np.exp(-0.2) * nodes
    level = y.astype(int)
    logs = np.log(expit(padded[level + 1][:, None] - eta) - expit(padded[level][:, None] - eta))
    by_member = np.array([logs[member == one].sum(axis=0) for one in range(10)])
    known = -np.log(np.exp(by_member) @ weights / weights.sum()).sum()
    assert value == pytest.approx(known, abs=0.03)


def test_without_differences_between_members_it_is_the_ordered_model_of_statsmodels():
    y, x, member, item, _ = rated(
        np.random.default_rng(5), members=30, items=5, attacks=2_000, deviations=(0.0, 0.0)
    )
    fit = ordinal(y, x, [member, item])
    known = OrderedModel(y, x, distr="logit").fit(method="bfgs", disp=False)
    small = [effects.deviation.value for effects in fit.effects]
    assert max(small) < 0.15
    assert [one.value for one in fit.coefficients] == pytest.approx(known.params[:2], abs=0.01)
    assert [one.error for one in fit.coefficients] == pytest.approx(known.bse[:2], rel=0.02)
    assert [one.value for one in fit.thresholds] == pytest.approx(
        known.model.transform_threshold_params(known.params)[1:-1], abs=0.02
    )


def test_a_factor_that_explains_nothing_has_a_deviation_of_0_without_an_interval():
    y, member = np.tile([0.0, 1, 2, 2], 20), np.repeat(np.arange(20), 4)
    x = np.random.default_rng(1).normal(size=(80, 1))
    fit = ordinal(y, x, [member])
    assert (fit.effects[0].deviation[:3], fit.converged) == ((0.0, None, None), True)
    known = OrderedModel(y, x, distr="logit").fit(method="bfgs", disp=False)
    assert fit.coefficients[0].value == pytest.approx(known.params[0], abs=1e-3)
    assert fit.loglikelihood == pytest.approx(known.llf, abs=1e-3)


def test_planted_values_are_recovered_and_intervals_hold():
    rng, held, deviations = np.random.default_rng(6), [], []
    for _ in range(12):
        y, x, member, item, truth = rated(rng, members=60, items=12, attacks=2_000)
        fit = ordinal(y, x, [member, item])
        held += [
            one.low <= known <= one.high for one, known in zip(fit.coefficients, (0.7, -0.4), strict=True)
        ]
        effects = fit.effects[0]
        held += (abs(effects.values - truth[0]) <= 1.96 * effects.errors).tolist()
        deviations.append([one.deviation.value - t.std() for one, t in zip(fit.effects, truth, strict=True)])
        assert spearmanr(effects.values, truth[0]).statistic > 0.85
    assert 0.92 <= np.mean(held) <= 0.98
    assert np.mean(deviations, axis=0) == pytest.approx([0, 0], abs=0.05)


def test_the_larger_factor_may_come_second_and_weights_count_rows():
    y, x, member, item, _ = rated(np.random.default_rng(7), members=20, items=6, attacks=300)
    one = ordinal(y, x, [member, item])
    two = ordinal(y, x, [item, member], np.full(300, 1.0))
    assert one.loglikelihood == pytest.approx(two.loglikelihood, abs=1e-4)
    assert one.effects[1].values == pytest.approx(two.effects[0].values, abs=1e-3)
    twice = ordinal(y, x, [member, item], np.full(300, 2.0))
    assert twice.n == 600
    again = ordinal(np.tile(y, 2), np.tile(x, (2, 1)), [np.tile(member, 2), np.tile(item, 2)])
    assert twice.loglikelihood == pytest.approx(again.loglikelihood, abs=1e-4)


def test_rows_with_anything_missing_are_excluded_and_levels_that_never_occur_left_out():
    y, x, member, item, _ = rated(np.random.default_rng(8), members=10, items=4, attacks=200)
    y[y == 3], member[0], x[1, 0] = 4, -1, np.nan
    fit = ordinal(y, x, [member, item])
    assert (fit.levels, fit.n, fit.excluded) == ((0, 1, 2, 4), 198, 2)
    assert len(fit.thresholds) == 3


@pytest.mark.parametrize(("y", "member"), [([1.0, 1], [0, 1]), ([0.0, 1], [0, 0])])
def test_without_two_ratings_and_two_members_it_says_what_it_takes(y, member):
    with pytest.raises(ValueError, match="two different ratings"):
        ordinal(np.array(y), np.empty((2, 0)), [np.array(member)])
