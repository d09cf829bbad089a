"""The cumulative logit of one row: its log likelihood and what it takes to climb it.

P(y ≤ k) = F(θₖ − η), F logistic (McCullagh 1980, Journal of the Royal Statistical Society B 42:109).
With a = θ_y − η, b = θ_{y−1} − η, the probability of y splits into
F(a) · (1 − F(b)) · (1 − exp(b − a)), of which the last does not hold η: so all derivatives are short.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import expit

from gadfly.science.outcomes import Floats, Whole


class Link(NamedTuple):
    """For each row: log likelihood, its derivatives, those of its curvature `w` = −∂²ℓ/∂η².

    `upper` and `lower` are derivatives in the row's own two thresholds; `bend_*` those of w.
    `dense_*` are the densities of F at a and b, which are ∂²ℓ/∂η∂θ as well.
    """

    loglikelihood: Floats
    slope: Floats
    w: Floats
    dense_a: Floats
    dense_b: Floats
    upper: Floats
    lower: Floats
    bend_a: Floats
    bend_b: Floats


def link(eta: Floats, y: Whole, thresholds: Floats) -> Link:
    """Return the link of rows with linear predictor `eta` and level `y` (0 … len(thresholds))."""
    padded = np.concatenate([[-np.inf], thresholds, [np.inf]])
    gap = np.diff(padded)
    a, b = padded[y + 1] - eta, padded[y] - eta
    below, above = expit(a), expit(b)
    dense_a, dense_b = below * expit(-a), above * expit(-b)
    apart = (np.exp(-gap) / -np.expm1(-gap))[y]
    loglikelihood = -np.logaddexp(0, -a) - np.logaddexp(0, b) + np.log(-np.expm1(-gap))[y]
    return Link(
        loglikelihood,
        below + above - 1,
        dense_a + dense_b,
        dense_a,
        dense_b,
        1 - below + apart,
        -above - apart,
        dense_a * (1 - 2 * below),
        dense_b * (1 - 2 * above),
    )
