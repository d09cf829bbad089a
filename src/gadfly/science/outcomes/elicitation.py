"""What one try hides: how often a prompt would bring it out at least once in m tries.

Each prompt has a probability of its own; over prompts it is taken as Beta(α, β), so that k successes of
n are beta-binomial. Within the samples (m ≤ n) nothing need be assumed: `at_least_once` is exact.
Beyond them the answer rests on the beta's lower or upper end, which n samples cannot see: a prompt that
succeeds once in a million looks like one that never does. Forecasts say so in `extrapolates`.
After Jones et al. 2025 (rare behaviours at deployment), who read probabilities off the model instead.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaincinv, betaln, digamma, gammaln, polygamma

from gadfly.science.outcomes import Figure, Floats, Mask, Whole
from gadfly.science.outcomes.clusters import mean

Z = 1.959963984540054
NUDGE = 1e-4
EDGE = 12.0
"""Log α and log β are looked for within ± this: at the edge all prompts are alike, or 0 or 1."""


class Elicitation(NamedTuple):
    """Beta(α, β) over prompts with the covariance of (log α, log β); None where it is not defined."""

    alpha: float
    beta: float
    covariance: Floats | None
    most: int
    prompts: int
    excluded: int
    converged: bool

    def once_in(self, m: int) -> "Forecast":
        """Return the probability that a prompt like these succeeds at least once in m samples."""
        return self._forecast(
            lambda a, b: -np.expm1(betaln(a, b + m) - betaln(a, b)), extrapolates=m > self.most
        )

    def worst_of(self, prompts: int) -> "Forecast":
        """Return the success probability that the worst of so many prompts is about to have.

        It is the quantile 1 − 1/prompts: the upper tail, read off the beta's shape.
        """
        return self._forecast(
            lambda a, b: betaincinv(a, b, 1 - 1 / prompts), extrapolates=prompts > self.prompts
        )

    def posterior(self, successes: Floats, samples: Floats, m: int) -> Floats:
        """Return for prompts with these outcomes the probability of at least one success in m more."""
        a, b = self.alpha + successes, self.beta + samples - successes
        return np.asarray(-np.expm1(betaln(a, b + m) - betaln(a, b)), np.float64)

    def _forecast(self, of: Callable[[float, float], float], *, extrapolates: bool) -> "Forecast":
        """Return a function of (α, β) with its interval by the delta method on the logit scale."""
        figure = Figure(
            float(of(self.alpha, self.beta)), None, None, self.prompts, self.prompts, self.excluded
        )
        if self.covariance is None or not 0 < of(self.alpha, self.beta) < 1:
            return Forecast(figure, extrapolates)

        def logit(log: Floats) -> float:
            p = of(*np.exp(log))
            return float(np.log(p) - np.log1p(-p))

        at = np.log([self.alpha, self.beta])
        slope = np.array([(logit(at + step) - logit(at - step)) / (2 * NUDGE) for step in NUDGE * np.eye(2)])
        reach = Z * np.sqrt(slope @ self.covariance @ slope)
        low, high = (1 / (1 + np.exp(-(logit(at) + end))) for end in (-reach, reach))
        return Forecast(figure._replace(low=float(low), high=float(high)), extrapolates)


class Forecast(NamedTuple):
    """A probability, and whether it reaches beyond what was sampled: then it is as good as its model."""

    figure: Figure
    extrapolates: bool


def elicitation(successes: Floats, samples: Floats) -> Elicitation:
    """Fit the beta-binomial to `successes` of `samples` for each prompt, by maximum likelihood.

    The covariance is a sandwich over prompts. Raises ValueError where no prompt has samples.
    """
    keep = _sound(successes, samples)
    k, n = successes[keep], samples[keep]
    if not len(k):
        raise ValueError("It takes a prompt that was sampled, with no more successes than samples.")

    def cost(log: Floats) -> tuple[float, Floats]:
        a, b = np.exp(log)
        return -float((betaln(a + k, b + n - k) - betaln(a, b)).sum()), -_scores(log, k, n).sum(axis=0)

    start = np.log([k.sum() + 0.5, (n - k).sum() + 0.5])
    start -= np.log(n.sum() + 1)
    found = minimize(cost, start, jac=True, method="L-BFGS-B", bounds=[(-EDGE, EDGE)] * 2)
    inside = bool((np.abs(found.x) < EDGE - NUDGE).all())
    covariance = _sandwich(found.x, k, n) if inside and len(k) > 1 else None
    alpha, beta = np.exp(found.x).tolist()
    return Elicitation(
        alpha, beta, covariance, int(n.max()), len(k), int((~keep).sum()), bool(found.success) and inside
    )


def at_least_once(successes: Floats, samples: Floats, m: int, member: Whole) -> Figure:
    """Return the mean chance of at least one success in m of a prompt's n samples, over prompts.

    1 − C(n − k, m) / C(n, m), unbiased (Chen et al. 2021, eq. 1); prompts with fewer than m are excluded.
    The interval is over `member`: who wrote the prompt.
    """
    usable = _sound(successes, samples) & (samples >= m)
    k, n = np.where(usable, successes, 0), np.where(usable, samples, m)
    left = np.maximum(n - k - m, 0)
    log = gammaln(n - k + 1) - gammaln(left + 1) - gammaln(n + 1) + gammaln(n - m + 1)
    none = np.where(n - k >= m, np.exp(log), 0.0)
    return mean(np.where(usable, 1 - none, np.nan), member)


def _sound(successes: Floats, samples: Floats) -> Mask:
    return np.asarray((samples >= 1) & (successes >= 0) & (successes <= samples), np.bool_)


def _scores(log: Floats, k: Floats, n: Floats) -> Floats:
    """Return each prompt's derivative of the log likelihood in (log α, log β)."""
    a, b = np.exp(log)
    shared = digamma(a + b) - digamma(a + b + n)
    return np.column_stack(
        [a * (shared + digamma(a + k) - digamma(a)), b * (shared + digamma(b + n - k) - digamma(b))]
    )


def _sandwich(log: Floats, k: Floats, n: Floats) -> Floats:
    a, b = np.exp(log)
    scores = _scores(log, k, n)
    shared = (polygamma(1, a + b) - polygamma(1, a + b + n)).sum()
    own = [
        (polygamma(1, a + k) - polygamma(1, a)).sum() + shared,
        (polygamma(1, b + n - k) - polygamma(1, b)).sum() + shared,
    ]
    curve = np.array([[a * a * own[0], a * b * shared], [a * b * shared, b * b * own[1]]])
    curve += np.diag(scores.sum(axis=0))
    bread = np.linalg.pinv(-curve, hermitian=True)
    sandwich: Floats = bread @ (scores.T @ scores) @ bread
    return sandwich
