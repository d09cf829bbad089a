"""Orders: a generalised many-facet Rasch model (Linacre 1989; Uto & Ueno 2018, Behaviormetrika 45:511).

The chance of value k against k − 1 has log-odds a·(item + severity − τ_k): each rater has a
severity and a slope a, all share the steps τ, items are standard normal. Fitted by marginal
likelihood: items are summed over on a grid (Bock & Aitkin 1981, Psychometrika 46:443), rater
parameters have priors, severity normal(0, 1) and log a normal(0, 0.5).
"""

from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_array
from scipy.special import logsumexp
from scipy.stats import norm

from gadfly.science.agreement.raters.fitting import Rater, RaterModel, come_to_rest, ratings_each, said_of
from gadfly.science.agreement.ratings import Floats, Ratings

GRID = np.linspace(-4, 4, 25)
WEIGHTS = norm.pdf(GRID) / norm.pdf(GRID).sum()
SLOPE_DEVIATION = 0.5
STEPS = 8
"""Of the optimiser between two sums over items: more would chase counts that are about to change."""


class _Model(NamedTuple):
    """Parameters as one vector: severities, logarithms of slopes, steps but the first, which is 0."""

    raters: int
    vector: Floats

    @property
    def severity(self) -> Floats:
        return self.vector[: self.raters]

    @property
    def slope(self) -> Floats:
        return np.exp(self.vector[self.raters : 2 * self.raters])

    @property
    def steps(self) -> Floats:
        """The sums of steps up to each value."""
        return np.append(0.0, np.cumsum(self.vector[2 * self.raters :]))

    @property
    def likely(self) -> Floats:
        """Log chances; shape (raters, values, grid)."""
        order = np.arange(len(self.steps))
        leaned = GRID + self.severity[:, None]
        raw = self.slope[:, None, None] * (order[:, None] * leaned[:, None, :] - self.steps[:, None])
        chances: Floats = raw - logsumexp(raw, axis=1, keepdims=True)
        return chances

    def loss(self, counts: Floats) -> tuple[float, Floats]:
        """Return minus the log posterior of expected counts, shaped as `likely`, and its gradient."""
        likely = self.likely
        order = np.arange(likely.shape[1])
        off = counts - counts.sum(axis=1, keepdims=True) * np.exp(likely)
        leaned = GRID + self.severity[:, None]
        by_severity = self.slope * np.einsum("rkq,k->r", off, order)
        by_slope = self.slope * (
            np.einsum("rkq,k,rq->r", off, order, leaned) - np.einsum("rkq,k->r", off, self.steps)
        )
        by_sum = -np.einsum("r,rkq->k", self.slope, off)
        by_step = np.cumsum(by_sum[::-1])[::-1][1:]
        logs = self.vector[self.raters : 2 * self.raters]
        prior = (self.severity @ self.severity + logs @ logs / SLOPE_DEVIATION**2) / 2
        gradient = np.concatenate(
            [by_severity - self.severity, by_slope - logs / SLOPE_DEVIATION**2, by_step]
        )
        loss = float(prior) - float((counts * likely).sum())
        descent: Floats = -gradient
        return loss, descent


def fit_ordinal(ratings: Ratings) -> RaterModel:
    """Return each rater's severity in standard deviations of items, and how well values follow items."""
    raters, values = len(ratings.raters), len(ratings.values)
    said = said_of(ratings)

    def improved(model: _Model) -> _Model:
        counts = (said.T @ _where(said, model)).reshape(raters, values, -1)
        found = minimize(
            lambda vector: _Model(raters, vector).loss(counts),
            model.vector,
            jac=True,
            method="L-BFGS-B",
            options={"maxiter": STEPS},
        )
        return _Model(raters, found.x)

    begin = _Model(raters, np.zeros(2 * raters + values - 1))
    model, settled = come_to_rest(begin, improved, lambda now: now.vector)
    follows = _follows(np.exp(model.likely))
    return RaterModel(
        name="generalised many-facet Rasch model",
        severity_means="how far above the others for the same item, in standard deviations of items",
        competence_means="the correlation of a value with the item",
        raters=tuple(
            Rater(*row)
            for row in zip(
                ratings.raters,
                ratings_each(ratings),
                (model.severity - model.severity.mean()).tolist(),
                follows.tolist(),
                strict=True,
            )
        ),
        items=_where(said, model) @ GRID,
        settled=settled,
    )


def _where(said: csr_array, model: _Model) -> Floats:
    """Return how likely each item stands at each point of the grid; shape (items, grid)."""
    log = said @ model.likely.reshape(-1, len(GRID)) + np.log(WEIGHTS)
    where: Floats = np.exp(log - log.max(axis=1, keepdims=True))
    where /= where.sum(axis=1, keepdims=True)
    return where


def _follows(chances: Floats) -> Floats:
    """Return the correlation of each rater's values with the items; shape (raters,)."""
    order = np.arange(chances.shape[1])
    mean = np.einsum("rkq,k->rq", chances, order)
    square = np.einsum("rkq,k,q->r", chances, order**2, WEIGHTS)
    overall = mean @ WEIGHTS
    spread = np.sqrt(np.maximum(square - overall**2, 1e-12) * (WEIGHTS @ GRID**2))
    follows: Floats = mean @ (WEIGHTS * GRID) / spread
    return follows
