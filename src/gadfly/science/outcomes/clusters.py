"""Means, shares and differences whose intervals are taken over members, not over attacks.

The variance is the cluster jackknife, CV3 (MacKinnon, Nielsen and Webb 2023, Journal of Applied
Econometrics 38:671): leave out one member after the other. A few members make most attacks, so
the quantile is Student's, its degrees of freedom those of Satterthwaite for members of unequal
say (Carter, Schnepel and Steigerwald 2017, Review of Economics and Statistics 99:698).
It knows nothing of items: where a few prompts come again and again, they too hang together.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from scipy.special import stdtrit

from gadfly.science.outcomes import Figure, Floats, Mask, Whole, compact

DRAWS = 1_000
FEWEST = 5
"""Members below which an interval would be a pretence."""
EVEN, MIXED, WORST = 1.0, 1.25, 2.0
"""A member's n attacks bring n^power to the variance: 1 if members were all alike, 2 if the attacks of one
were. Differences within members take 1, means and shares lie between, tails take 2: measured, decision 12."""


class Spread(NamedTuple):
    """How unevenly values lie on members, and how much members matter.

    `effective` is how many independent values would tell the mean as well (n / design effect), None
    where that is not defined; `members` is how many members of equal weight these are worth.
    """

    n: int
    groups: int
    effective: float | None
    members: float
    icc: float | None


def known(y: Floats, member: Whole) -> Mask:
    """Tell which values are there and belong to somebody."""
    return np.isfinite(y) & (member >= 0)


def mean(y: Floats, member: Whole, *, power: float = MIXED) -> Figure:
    """Return the mean over attacks."""
    keep = known(y, member)
    code, groups = compact(member[keep])
    return ratio(
        np.bincount(code, y[keep], len(groups)).astype(np.float64, copy=False),
        np.bincount(code, minlength=len(groups)).astype(np.float64),
        excluded=int((~keep).sum()),
        power=power,
    )


def ratio(above: Floats, below: Floats, *, excluded: int = 0, power: float = MIXED) -> Figure:
    """Return Σ above / Σ below, both summed by member."""
    n, groups = round(float(below.sum())), len(below)
    if not n:
        return Figure(None, None, None, 0, 0, excluded)
    value = float(above.sum() / below.sum())
    error = _error(above, below)
    if error is None:
        return Figure(value, None, None, n, groups, excluded)
    reach = quantile_of_t(below, power) * error
    return Figure(value, value - reach, value + reach, n, groups, excluded)


def share(y: Floats, member: Whole, *, power: float = MIXED) -> Figure:
    """Return the share of ones among zeros and ones, by `rate`."""
    keep = known(y, member)
    code, groups = compact(member[keep])
    sizes = np.bincount(code, minlength=len(groups)).astype(np.float64)
    return rate(
        np.bincount(code, y[keep], len(groups)).astype(np.float64, copy=False),
        sizes,
        excluded=int((~keep).sum()),
        power=power,
    )


def rate(above: Floats, below: Floats, *, excluded: int = 0, power: float = MIXED) -> Figure:
    """Return a share by member sums with Wilson's interval on the effective number of values.

    After Korn and Graubard (1998, Survey Methodology 24:193), whose interval is Clopper and Pearson's.
    Where all agree, no design effect can be seen, and members count instead of values.
    """
    figure = ratio(above, below, excluded=excluded)
    if figure.value is None or figure.low is None:
        return figure
    p, variance = figure.value, (_error(above, below) or 0.0) ** 2
    effective = min(p * (1 - p) / variance, below.sum()) if variance else float(len(below))
    squared = quantile_of_t(below, power) ** 2
    centre = (p + squared / (2 * effective)) / (1 + squared / effective)
    reach = np.sqrt(squared * p * (1 - p) / effective + (squared / (2 * effective)) ** 2)
    reach /= 1 + squared / effective
    return figure._replace(low=float(max(centre - reach, 0.0)), high=float(min(centre + reach, 1.0)))


def difference(y: Floats, member: Whole, first: Mask) -> Figure:
    """Return the mean where `first` less the mean elsewhere: of two campaigns, arms or versions.

    `member` names the same person alike on both sides: what one person brings to both then
    cancels, as far as it was brought to both.
    """
    keep = known(y, member)
    code, groups = compact(member[keep])
    sides = [first[keep], ~first[keep]]
    sums = np.array([np.bincount(code, y[keep] * side, len(groups)) for side in sides])
    sizes = np.array([np.bincount(code, side, len(groups)) for side in sides])
    n, excluded = int(keep.sum()), int((~keep).sum())
    if not sizes.sum(axis=1).all():
        return Figure(None, None, None, n, len(groups), excluded)
    totals = sums.sum(axis=1) / sizes.sum(axis=1)
    value = float(totals[0] - totals[1])
    if (sizes > 0).sum(axis=1).min() < FEWEST:
        return Figure(value, None, None, n, len(groups), excluded)
    without = (sums.sum(axis=1)[:, None] - sums) / (sizes.sum(axis=1)[:, None] - sizes)
    error = np.sqrt(jackknife(value, without[0] - without[1])[0, 0])
    reach = quantile_of_t((sizes / sizes.sum(axis=1)[:, None]).max(axis=0), EVEN) * error
    return Figure(value, value - reach, value + reach, n, len(groups), excluded)


def paired(y: Floats, pair: Whole, first: Mask) -> Figure:
    """Return the mean difference within pairs: items that were put to both sides count alike.

    `pair` names the item (a prompt, a topic, a seed, or the member). `groups` counts the pairs;
    values of items that stand on one side only are excluded.
    """
    keep = known(y, pair)
    code, groups = compact(pair[keep])
    sides = [first[keep], ~first[keep]]
    sizes = np.array([np.bincount(code, side, len(groups)) for side in sides])
    both = (sizes > 0).all(axis=0)
    sums = np.array([np.bincount(code, y[keep] * side, len(groups)) for side in sides])
    means = sums[:, both] / sizes[:, both]
    figure = ratio(means[0] - means[1], np.ones(int(both.sum())))
    n = int(sizes[:, both].sum())
    return figure._replace(n=n, excluded=len(y) - n)


def spread(y: Floats, member: Whole) -> Spread:
    """Return the effective numbers of values and members, and the ICC by analysis of variance."""
    keep = known(y, member)
    code, groups = compact(member[keep])
    n, count = int(keep.sum()), len(groups)
    sizes, values = np.bincount(code, minlength=count).astype(np.float64), y[keep]
    members = float(n**2 / (sizes**2).sum()) if n else 0.0
    if not 1 < count < n or values.var() <= 0:
        return Spread(n, count, None, members, None)
    means = np.bincount(code, values) / sizes
    within = ((values - means[code]) ** 2).sum() / (n - count)
    between = (sizes * (means - values.mean()) ** 2).sum() / (count - 1)
    usual = (n - (sizes**2).sum() / n) / (count - 1)
    icc = float((between - within) / (between + (usual - 1) * within))
    error = _error(np.bincount(code, values).astype(np.float64, copy=False), sizes)
    effective = float(values.var(ddof=1)) / error**2 if error else None
    return Spread(n, count, effective, members, icc)


def jackknife(full: Floats | float, without: Floats) -> Floats:
    """Return the covariance (k × k) of k statistics from those without each member (members × k)."""
    away = (without - full).reshape(len(without), -1)
    covariance: Floats = (len(away) - 1) / len(away) * away.T @ away
    return covariance


def quantile_of_t(sizes: Floats, power: float = MIXED) -> float:
    """Return how many standard errors reach 95 % for members of these sizes."""
    return float(stdtrit(freedom(sizes, power), 0.975))


def freedom(sizes: Floats, power: float = MIXED) -> float:
    """Return the degrees of freedom: members of equal say (Σ v)² / Σ v² with v = sizes^power, less one."""
    say = sizes**power
    return max(float(say.sum() ** 2 / (say**2).sum()) - 1, 1.0)


def bootstrap(
    statistic: Callable[[Floats], Floats], member: Whole, *, rng: Generator, draws: int = DRAWS
) -> Floats:
    """Return `statistic` of the weights (one a row) in each of `draws` draws of members.

    Members are drawn with replacement; a row's weight is how often its member came up. For what no
    formula reaches: take percentiles of it, and fewer draws where rows are many.
    """
    code, groups = compact(member)
    even = np.full(len(groups), 1 / len(groups))
    counts = rng.multinomial(len(groups), even, draws).astype(np.float64)
    return np.array([statistic(drawn[code]) for drawn in counts])


def _error(above: Floats, below: Floats) -> float | None:
    """Return the standard error of Σ above / Σ below; None where too few members have a part in it."""
    there = below > 0
    if there.sum() < FEWEST:
        return None
    above, below = above[there], below[there]
    without = (above.sum() - above) / (below.sum() - below)
    return float(np.sqrt(jackknife(above.sum() / below.sum(), without)[0, 0]))
