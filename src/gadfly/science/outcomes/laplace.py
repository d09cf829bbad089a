"""The marginal likelihood of an ordinal model with crossed random effects, by Laplace's method.

The effects are integrated out by the Gaussian that fits their joint posterior at its top (Tierney
and Kadane 1986, Journal of the American Statistical Association 81:82): exact as each level gathers
attacks, and too small an answer for a variance whose levels hold one or two. The gradient is
exact, by the implicit derivative of that top, as in Template Model Builder (Kristensen et al. 2016).
"""

from typing import NamedTuple

import numpy as np

from gadfly.science.outcomes import Floats, Whole
from gadfly.science.outcomes.crossed import Crossing, System
from gadfly.science.outcomes.link import Link, link

STEPS = 50
TOP = 1e-8
"""An effect is at its top when no step would move it further."""


class Ordinal(NamedTuple):
    """Rows of an ordinal model: levels `y` from 0 to `top`, columns `x`, crossed factors, weights."""

    y: Whole
    x: Floats
    crossing: Crossing
    top: int

    @property
    def fixed(self) -> int:
        """How many parameters the model has beside its variances."""
        return self.top + int(self.x.shape[1])


class Point(NamedTuple):
    """The model at some parameters: minus the log likelihood, its gradient, the effects at their top."""

    value: float
    gradient: Floats
    effects: Floats
    link: Link
    system: System


def thresholds_of(steps: Floats) -> Floats:
    """Return ascending thresholds from the first one and the logs of the gaps after it."""
    thresholds: Floats = np.cumsum(np.concatenate([steps[:1], np.exp(steps[1:])]))
    return thresholds


def chain(steps: Floats) -> Floats:
    """Return ∂threshold/∂step: thresholds × steps."""
    gaps = np.concatenate([[1.0], np.exp(steps[1:])])
    jacobian: Floats = np.tril(np.ones((len(steps), len(steps)))) * gaps
    return jacobian


def evaluate(model: Ordinal, parameters: Floats, start: Floats) -> Point:
    """Return the model at `parameters`: threshold steps, β, and the factors' log standard deviations."""
    steps, beta, deviations = np.split(parameters, [model.top, model.fixed])
    precision = np.exp(-2 * deviations)
    thresholds, cross, weight = thresholds_of(steps), model.crossing, model.crossing.weight
    base = model.x @ beta
    effects, at, system = _climb(model, base, thresholds, precision, start)
    each = cross.each(precision)
    # The likelihood: penalised at the top, and the Gaussian's volume.
    volume = system.logdet / 2 + float(np.dot(cross.levels, deviations))
    value = -float(weight @ at.loglikelihood) + float(each @ effects**2) / 2 + volume
    # How the volume changes with η: through w directly, and through where the top is.
    half = weight * system.row_variance() / 2
    bent = -half * (at.bend_a + at.bend_b)
    moved = system.solve(cross.gather(bent))
    along = cross.spread(moved)
    of_eta = -weight * at.slope + bent - weight * at.w * along
    upper = -weight * at.upper + half * at.bend_a + weight * at.dense_a * along
    lower = -weight * at.lower + half * at.bend_b + weight * at.dense_b * along
    of_threshold = np.bincount(model.y, upper, model.top + 1)[:-1]
    of_threshold += np.bincount(model.y, lower, model.top + 1)[1:]
    of_deviation = each * (-(effects**2) - system.diagonal() + 2 * moved * effects)
    ends = np.cumsum(cross.levels)[:-1]
    by_factor = [float(part.sum()) for part in np.split(of_deviation, ends)]
    gradient = np.concatenate(
        [of_threshold @ chain(steps), model.x.T @ of_eta, np.array(by_factor) + cross.levels]
    )
    return Point(value, gradient, effects, at, system)


def _climb(
    model: Ordinal, base: Floats, thresholds: Floats, precision: Floats, start: Floats
) -> tuple[Floats, Link, System]:
    """Return the effects at the top of their posterior, which is concave, by Newton's steps."""
    cross, weight = model.crossing, model.crossing.weight
    each = cross.each(precision)

    def height(effects: Floats) -> tuple[float, Link]:
        at = link(base + cross.spread(effects), model.y, thresholds)
        return float(weight @ at.loglikelihood) - float(each @ effects**2) / 2, at

    effects = start
    now, at = height(effects)
    for _ in range(STEPS):
        system = System(cross, weight * at.w, precision)
        rise = cross.gather(weight * at.slope) - each * effects
        step = system.solve(rise)
        gain = float(rise @ step)
        if gain < TOP:
            return effects, at, system
        size = 1.0
        while (reached := height(effects + size * step))[0] < now + size * gain / 10 and size > TOP:
            size /= 2
        effects, (now, at) = effects + size * step, reached
    raise ArithmeticError("The effects did not settle.")
