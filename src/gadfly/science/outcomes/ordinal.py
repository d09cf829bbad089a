"""The ordinal mixed model: a rating on a latent scale, with members and items that cross.

    logit P(rating ≤ k) = θₖ − (x β + u[member] + v[item]),   u ~ N(0, σ_u²),  v ~ N(0, σ_v²)

The better form of `intercepts` for ratings from 0 to 4, whose steps need not be equal and whose
ends are crowded. A positive coefficient means higher ratings. It takes for granted that a
coefficient shifts all thresholds alike, and that effects are normal. Fitted by `laplace`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from gadfly.science.outcomes import Figure, Floats, Mask, Whole, compact
from gadfly.science.outcomes.crossed import Crossing
from gadfly.science.outcomes.intercepts import Coefficient
from gadfly.science.outcomes.laplace import Ordinal, chain, thresholds_of
from gadfly.science.outcomes.maximum import ALIKE, NUDGE, Maximum, maximise

Z = 1.959963984540054


class Effects(NamedTuple):
    """The effects of one factor, in logits around 0: codes, values, standard errors, attacks.

    `deviation` is their standard deviation with its interval; without an interval where it is 0.
    """

    codes: Whole
    values: Floats
    errors: Floats
    n: Floats
    deviation: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdinalFit:
    """A fitted model. `levels` are the ratings that occur, `thresholds` lie between them."""

    levels: tuple[float, ...]
    thresholds: tuple[Coefficient, ...]
    coefficients: tuple[Coefficient, ...]
    covariance: Floats
    effects: tuple[Effects, ...]
    loglikelihood: float
    n: int
    excluded: int
    converged: bool


def ordinal(y: Floats, x: Floats, factors: Sequence[Whole], weight: Floats | None = None) -> OrdinalFit:
    """Fit ratings `y` to the columns of `x` (no intercept among them) and crossed factors.

    `factors` hold a code for each row (members first; below 0 is missing). `weight` counts
    rows that stand for several. Raises ValueError where fewer than two ratings or one level of a
    factor occur.
    """
    keep = whole(y, x, factors)
    levels, rating = np.unique(y[keep], return_inverse=True)
    coded = [compact(codes[keep]) for codes in factors]
    if len(levels) < 2 or min((len(kept) for _, kept in coded), default=0) < 2:  # noqa: PLR2004 -- two differ
        raise ValueError("It takes two different ratings, and two levels of each factor.")
    count = np.ones(int(keep.sum())) if weight is None else weight[keep]
    # The largest factor comes first, where it costs least.
    order = sorted(range(len(coded)), key=lambda place: -len(coded[place][1]))
    crossing = Crossing(
        tuple(coded[place][0] for place in order), tuple(len(coded[place][1]) for place in order), count
    )
    model = Ordinal(rating.astype(np.int64), x[keep], crossing, len(levels) - 1)
    top = maximise(model)
    by_factor = dict(zip(order, _effects(model, top, [coded[place][1] for place in order]), strict=True))
    steps = top.parameters[: model.top]
    jacobian = np.eye(len(top.parameters))
    jacobian[: model.top, : model.top] = chain(steps)
    covariance = (jacobian @ top.covariance @ jacobian.T)[: model.fixed, : model.fixed]
    values = np.concatenate([thresholds_of(steps), top.parameters[model.top : model.fixed]])
    found = [_coefficient(*pair) for pair in zip(values, np.sqrt(np.diag(covariance)), strict=True)]
    return OrdinalFit(
        levels=tuple(levels.tolist()),
        thresholds=tuple(found[: model.top]),
        coefficients=tuple(found[model.top :]),
        covariance=covariance,
        effects=tuple(by_factor[place] for place in range(len(factors))),
        loglikelihood=-top.point.value,
        n=round(float(count.sum())),
        excluded=int((~keep).sum()),
        converged=top.converged,
    )


def whole(y: Floats, x: Floats, factors: Sequence[Whole]) -> Mask:
    """Tell the rows in which nothing is missing."""
    keep: Mask = np.isfinite(y) & np.isfinite(x).all(axis=1)
    for codes in factors:
        keep &= codes >= 0
    return keep


def _coefficient(value: float, error: float) -> Coefficient:
    return Coefficient(float(value), float(error), float(value - Z * error), float(value + Z * error))


def _effects(model: Ordinal, top: Maximum, names: Sequence[Whole]) -> list[Effects]:
    ends = np.cumsum(model.crossing.levels)[:-1]
    logs, errors = top.parameters[model.fixed :], np.sqrt(np.diag(top.covariance)[model.fixed :])
    counts = np.split(model.crossing.gather(model.crossing.weight), ends)
    parts = zip(np.split(top.point.effects, ends), np.split(top.errors, ends), strict=True)
    return [
        Effects(codes, values, beside, n, _deviation(float(log), float(error), n))
        for codes, (values, beside), n, log, error in zip(names, parts, counts, logs, errors, strict=True)
    ]


def _deviation(log: float, error: float, n: Floats) -> Figure:
    total, groups = round(float(n.sum())), len(n)
    if log < ALIKE + NUDGE:
        return Figure(0.0, None, None, total, groups, 0)
    low, middle, high = np.exp(log + Z * error * np.array([-1.0, 0.0, 1.0])).tolist()
    return Figure(middle, low, high, total, groups, 0)
