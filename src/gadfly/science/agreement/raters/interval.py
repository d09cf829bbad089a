"""Distances: a value is the item, plus how the rater leans, plus an error as large as the rater's own.

x = μ + item + severity + error, items and severities normal, the errors' variance by rater (a
two-way random-effects model with unequal variances, by expectation and maximisation).
"""

from typing import NamedTuple

import numpy as np

from gadfly.science.agreement.raters.fitting import Rater, RaterModel, come_to_rest, ratings_each
from gadfly.science.agreement.ratings import Floats, Ratings

PRIOR = 2.0
"""Errors as large as everybody's that each rater is taken to have made already."""
LEAST = 1e-3
"""Part of the values' variance that severities are taken to vary by at least."""


class _State(NamedTuple):
    mean: float
    between: float
    severity: Floats
    variance: Floats
    items: Floats


def fit_interval(ratings: Ratings) -> RaterModel:
    """Return each rater's severity in the values' units, and the correlation of their values with items."""
    value = ratings.points[ratings.value]
    each = np.array(ratings_each(ratings), dtype=np.float64)
    items, raters = len(ratings.items), len(ratings.raters)
    spread = float(value.var())

    def improved(state: _State) -> _State:
        weight = 1 / state.variance[ratings.rater]
        left = value - state.mean - state.severity[ratings.rater]
        sure = 1 / (1 / state.between + np.bincount(ratings.item, weight, items))
        place = sure * np.bincount(ratings.item, weight * left, items)
        between = float((place**2 + sure).mean())
        mean = float(np.average(value - place[ratings.item], weights=weight))
        bare = value - mean - place[ratings.item]
        leaning = float(state.severity.var()) + LEAST * spread
        severity = np.bincount(ratings.rater, bare, raters) / (each + state.variance / leaning)
        severity -= severity.mean()
        errors = (bare - severity[ratings.rater]) ** 2 + sure[ratings.item]
        variance = np.bincount(ratings.rater, errors, raters) + PRIOR * errors.mean()
        return _State(mean, between, severity, variance / (each + PRIOR) + LEAST**2 * spread, place)

    begin = _State(
        float(value.mean()), spread / 2, np.zeros(raters), np.full(raters, spread / 2), np.zeros(items)
    )
    state, settled = come_to_rest(begin, improved, lambda now: np.append(now.severity, now.variance) / spread)
    tells = np.sqrt(state.between / (state.between + state.variance))
    return RaterModel(
        name="two-way random effects with an error variance for each rater",
        severity_means="how far above the others' values for the same item, in the values' units",
        competence_means="the correlation of a value with the item",
        raters=tuple(
            Rater(*row)
            for row in zip(
                ratings.raters, map(int, each), state.severity.tolist(), tells.tolist(), strict=True
            )
        ),
        items=state.mean + state.items,
        settled=settled,
    )
