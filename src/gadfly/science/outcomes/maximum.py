"""Where the Laplace likelihood is highest, and how sharply it falls off from there."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logit

from gadfly.science.outcomes import Floats
from gadfly.science.outcomes.laplace import Ordinal, Point, evaluate

ALIKE = -6.0
"""Log standard deviation of effects that are all alike: at this bound a factor explains nothing."""
WIDE = 3.0
NUDGE = 1e-3


class Maximum(NamedTuple):
    """Parameters at the maximum with their covariance, the effects there and their standard errors."""

    parameters: Floats
    covariance: Floats
    point: Point
    errors: Floats
    converged: bool


def maximise(model: Ordinal) -> Maximum:
    """Return the maximum. All levels of y must occur; columns of x must not be collinear."""
    seen = np.bincount(model.y, model.crossing.weight, model.top + 1).cumsum()
    thresholds = logit(seen[:-1] / seen[-1])
    factors = len(model.crossing.levels)
    start = np.concatenate(
        [thresholds[:1], np.log(np.diff(thresholds)), np.zeros(model.x.shape[1]), np.full(factors, -0.5)]
    )
    effects = np.zeros(sum(model.crossing.levels))
    scale = _scale(model, start, effects)

    def cost(at: Floats) -> tuple[float, Floats]:
        nonlocal effects  # each top is the start of the next climb
        point = evaluate(model, start + scale @ at, effects)
        effects = point.effects
        return point.value, scale.T @ point.gradient

    low, high = ((bound + 0.5) / np.diag(scale)[-factors:] for bound in (ALIKE, WIDE))
    free = [(None, None)] * model.fixed
    found = minimize(
        cost,
        np.zeros(len(start)),
        jac=True,
        method="L-BFGS-B",
        bounds=[*free, *zip(low, high, strict=True)],
        options={"ftol": 1e-12, "gtol": 1e-5, "maxiter": 200, "maxcor": 30},
    )
    parameters = start + scale @ found.x
    point = evaluate(model, parameters, effects)
    covariance, errors = _errors(model, parameters, point)
    return Maximum(parameters, covariance, point, errors, bool(found.success))


def _scale(model: Ordinal, start: Floats, effects: Floats) -> Floats:
    """Return a matrix whose columns are steps about as wide as the likelihood, so that it looks round.

    The deviations keep axes of their own, for they have bounds.
    """
    fixed = np.arange(model.fixed)
    curvature = _differences(model, start, effects, fixed)[0][:, fixed]
    values, vectors = np.linalg.eigh((curvature + curvature.T) / 2)
    scale = np.diag(np.concatenate([fixed * 0.0, np.sqrt(0.5 / np.array(model.crossing.levels))]))
    scale[: model.fixed, : model.fixed] = vectors / np.sqrt(np.maximum(values, values.max() * 1e-9))
    return scale


def _errors(model: Ordinal, parameters: Floats, point: Point) -> tuple[Floats, Floats]:
    """Return the parameters' covariance, and the effects' errors with what the parameters do not know.

    A deviation at its bound is taken as known: it has no variance here.
    """
    at_bound = parameters < ALIKE + NUDGE
    at_bound[: model.fixed] = False
    free = np.flatnonzero(~at_bound)
    curvature, moved = _differences(model, parameters, point.effects, free)
    covariance = np.zeros((len(parameters), len(parameters)))
    inner = curvature[:, free]
    covariance[np.ix_(free, free)] = np.linalg.inv((inner + inner.T) / 2)
    beside = np.einsum("ie,ij,je->e", moved, covariance[np.ix_(free, free)], moved)
    return covariance, np.sqrt(point.system.diagonal() + beside)


def _differences(
    model: Ordinal, parameters: Floats, effects: Floats, which: NDArray[np.intp]
) -> tuple[Floats, Floats]:
    """Return how the gradient and the effects change with each of some parameters."""
    changes = []
    for place in which:
        step = np.zeros(len(parameters))
        step[place] = NUDGE
        ahead, behind = (evaluate(model, parameters + way * step, effects) for way in (1, -1))
        changes.append((ahead.gradient - behind.gradient, ahead.effects - behind.effects))
    gradients, tops = zip(*changes, strict=True)
    return np.array(gradients) / (2 * NUDGE), np.array(tops) / (2 * NUDGE)
