"""Means with their intervals, resampled by cluster.

Pairs that share a first human message are not independent: an interval that draws pairs one by
one is too narrow. Here whole clusters are drawn, with replacement, and the middle 95 % kept.
"""

from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

DRAWS = 2_000
FEWEST = 10
"""Clusters below which an interval would be a pretence."""


class Estimate(NamedTuple):
    """A mean over `n` values; None where it is not defined, and missing is not zero."""

    value: float | None
    low: float | None
    high: float | None
    n: int

    def __str__(self) -> str:
        """Return the mean to three decimals and, where there is one, its interval."""
        if self.value is None:
            return "not defined"
        if self.low is None:
            return f"{self.value:.3f}"
        return f"{self.value:.3f} ({self.low:.3f}–{self.high:.3f})"

    @property
    def percent(self) -> str:
        """The mean as a share, in words for a sentence."""
        return "an undefined share" if self.value is None else f"{100 * self.value:.0f} %"

    @property
    def within(self) -> str:
        """The interval as shares, in words for a sentence."""
        if self.low is None or self.high is None:
            return "too few for an interval"
        return f"95 % interval {100 * self.low:.0f} to {100 * self.high:.0f} %"


def estimate(values: NDArray[np.float64], clusters: NDArray[np.int64], rng: Generator) -> Estimate:
    """Return the mean of `values` and its 95 % interval by a bootstrap over `clusters`."""
    if not len(values):
        return Estimate(None, None, None, 0)
    names, index = np.unique(clusters, return_inverse=True)
    mean = float(values.mean())
    if len(names) < FEWEST:
        return Estimate(mean, None, None, len(values))
    sums, sizes = np.bincount(index, values), np.bincount(index).astype(np.float64)
    means = []
    for _ in range(DRAWS):
        drawn = rng.integers(0, len(names), len(names))
        means.append(sums[drawn].sum() / sizes[drawn].sum())
    low, high = np.percentile(means, [2.5, 97.5])
    return Estimate(mean, float(low), float(high), len(values))
