"""Figures with intervals that take one person's attacks to resemble each other.

Every figure here is a function of sums over attacks. Its interval leaves out one member after the
other (the delete-one-cluster jackknife, Efron and Stein 1981), which needs the sums of each member
and no second look at the attacks. The t distribution it is read from has as many degrees of freedom
as there would be members of equal weight, less one: 324 members of whom 50 make 80 % of the attacks
count for some 30. For a tail the members are weighed in the tail. It does not know of anything else
that attacks share, such as a topic.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Figure = Callable[[Floats], Floats]
"""From sums, the last axis one for each column, to the figure they give."""
LEVEL = 0.95
TAIL = 0.05


class Estimate(NamedTuple):
    """A figure, its 95 % interval, the attacks and the members it rests on; None where not defined."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    members: int


class Spread(NamedTuple):
    """Figures (k) of all attacks, their covariance (k × k) by members, and the degrees of freedom."""

    values: Floats
    covariance: Floats
    freedom: float
    n: int
    members: int

    @property
    def reach(self) -> float:
        """How many standard errors an interval reaches to each side."""
        return float(student.ppf((1 + LEVEL) / 2, self.freedom))


def member_sums(member: Ints, *columns: Floats | Ints) -> Floats:
    """Return for each member that occurs the number of attacks and the sums of the columns."""
    found, codes = np.unique(member, return_inverse=True)
    counts = np.bincount(codes, minlength=len(found))
    return np.column_stack([counts, *(np.bincount(codes, column, len(found)) for column in columns)])


def jackknife(sums: Floats, figure: Figure) -> Spread:
    """Return what `figure` makes of all sums, and how that varies when one member is left out.

    `sums` has a row for each member, first the number of attacks. `figure` returns an array whose
    last axis counts the figures. With fewer than two members, or where leaving one out leaves the
    figure undefined, the covariance is NaN.
    """
    total = sums.sum(axis=0)
    members, n = len(sums), int(total[0]) if len(sums) else 0
    with np.errstate(divide="ignore", invalid="ignore"):
        values = figure(total)
        without = figure(total - sums)
    freedom = _freedom(sums[:, 0])
    if not freedom > 0:
        return Spread(values, np.full((len(values), len(values)), np.nan), np.nan, n, members)
    apart = without - without.mean(axis=0)
    return Spread(values, (members - 1) / members * apart.T @ apart, freedom, n, members)


def estimates(spread: Spread) -> list[Estimate]:
    """Return each figure with its interval."""
    reach = spread.reach
    errors = np.sqrt(np.diagonal(spread.covariance))
    return [
        _estimate(value, value - reach * error, value + reach * error, spread)
        for value, error in zip(spread.values.tolist(), errors.tolist(), strict=True)
    ]


def mean(member: Ints, values: Floats) -> Estimate:
    """Return the mean over attacks."""
    return estimates(jackknife(member_sums(member, values), _ratio))[0]


def share(member: Ints, holds: NDArray[np.bool_]) -> Estimate:
    """Return the share of attacks for which something holds; the interval stays between 0 and 1."""
    spread = jackknife(member_sums(member, holds.astype(np.float64)), _ratio)
    low, high = _between(spread)
    return _estimate(float(spread.values[0]), low, high, spread)


def quantile(member: Ints, values: Floats, chance: float) -> Estimate:
    """Return a quantile (type 7); its interval inverts that of the share below it (Woodruff 1952)."""
    if not len(values):
        return Estimate(None, None, None, 0, 0)
    ordered = np.sort(values)
    at = float(np.quantile(ordered, chance))
    sums = member_sums(member, (values <= at).astype(np.float64))
    spread = jackknife(sums, _ratio)._replace(freedom=_freedom(sums[:, 1]))
    low, high = _between(spread)
    ends = np.quantile(ordered, [low, high]) if np.isfinite(low) else np.array([np.nan, np.nan])
    return _estimate(at, float(ends[0]), float(ends[1]), spread)


def worst_mean(member: Ints, values: Floats, chance: float = TAIL) -> Estimate:
    """Return the mean of the values up to their `chance` quantile: the conditional value at risk.

    Its interval is that of the mean of q + min(v − q, 0) / chance, in which an error of q counts
    for nothing at first order (Rockafellar and Uryasev 2000, theorem 1).
    """
    if not len(values):
        return Estimate(None, None, None, 0, 0)
    at = np.quantile(values, chance)
    below = (values <= at).astype(np.float64)
    sums = member_sums(member, at + np.minimum(values - at, 0) / chance, below)
    spread = jackknife(sums[:, :2], _ratio)._replace(freedom=_freedom(sums[:, 2]))
    reach = spread.reach * np.sqrt(spread.covariance[0, 0])
    value = float(values[values <= at].mean())
    return _estimate(value, value - reach, value + reach, spread)


def naive_mean(values: Floats) -> Estimate:
    """Return the mean as if no two attacks had anything in common: what the paper's intervals are."""
    return mean(np.arange(len(values)), values)


def _freedom(weights: Floats) -> float:
    """Return how many members of equal weight would weigh as these do, less one; NaN for none."""
    return float(weights.sum() ** 2 / (weights**2).sum() - 1) if weights.any() else np.nan


def _ratio(sums: Floats) -> Floats:
    return sums[..., 1:] / sums[..., :1]


def _between(spread: Spread) -> tuple[float, float]:
    """Return the ends of a share's interval, symmetric on the logit scale."""
    value, error = float(spread.values[0]), float(np.sqrt(spread.covariance[0, 0]))
    if not 0 < value < 1:
        return np.nan, np.nan
    reach = spread.reach * error / (value * (1 - value))
    odds = value / (1 - value) * np.exp(np.clip([-reach, reach], -700, 700))
    low, high = odds / (1 + odds)
    return float(low), float(high)


def _estimate(value: float, low: float, high: float, spread: Spread) -> Estimate:
    at, start, end = (float(each) if np.isfinite(each) else None for each in (value, low, high))
    return Estimate(at, start, end, spread.n, spread.members)
