"""How far alpha can be trusted: intervals by drawing items, raters, or both, with replacement.

Drawing both at once, each rating counting as often as its item times its rater, is the pigeonhole
bootstrap (Owen 2007, Annals of Applied Statistics 1:386), on the wide side for crossed data
(McCullagh 2000, Bernoulli 6:285). Each resample has a generator of its own, so the numbers do not
depend on how many threads draw them.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.random import Generator

from gadfly.science.agreement.alpha import Votes
from gadfly.science.agreement.ratings import Floats, Ints, Level, Ratings

RESAMPLES = 1_000
FEWEST_ITEMS, FEWEST_RATERS = 10, 5
"""Below these an interval would be a pretence: there is too little to draw from."""
BATCH = 8
"""Resamples worked on at once."""
OFTEN = 16
"""Items per pattern from which drawing how often each pattern comes is quicker than drawing items."""


class Over(StrEnum):
    """What is drawn again: what the interval speaks about beyond those who were there."""

    ITEMS = "items"
    RATERS = "raters"
    BOTH = "both"


class Interval(NamedTuple):
    """The middle 95 % of the resamples; `undefined` counts those without an alpha, which are left out."""

    low: float
    high: float
    resamples: int
    undefined: int


def interval(
    ratings: Ratings,
    level: Level,
    over: Over,
    *,
    rng: Generator,
    resamples: int = RESAMPLES,
    threads: int = 2,
) -> Interval | None:
    """Return the interval of alpha; None with too few items or raters, or if half have no alpha."""
    few_items = over is not Over.RATERS and len(ratings.items) < FEWEST_ITEMS
    few_raters = over is not Over.ITEMS and len(ratings.raters) < FEWEST_RATERS
    if few_items or few_raters:
        return None
    draw = _drawer(ratings, level, over)
    generators = rng.spawn(resamples)
    batches = [generators[begin : begin + BATCH] for begin in range(0, resamples, BATCH)]
    with ThreadPoolExecutor(threads) as pool:
        found = np.concatenate(list(pool.map(draw, batches)))
    undefined = int(np.isnan(found).sum())
    if undefined * 2 > resamples:
        return None
    low, high = np.nanpercentile(found, [2.5, 97.5])
    return Interval(float(low), float(high), resamples, undefined)


def _drawer(ratings: Ratings, level: Level, over: Over) -> Callable[[Sequence[Generator]], Floats]:
    """Return what makes an alpha of each generator."""
    alike, times = collapsed(ratings, with_raters=over is not Over.ITEMS)
    votes = Votes(alike, level)
    raters = np.ones(len(ratings.raters))
    everybody = np.arange(len(raters))
    kinds = np.repeat(np.arange(len(times)), times.astype(np.int64))

    def draw(generators: Sequence[Generator]) -> Floats:
        by_rater = [raters if over is Over.ITEMS else _drawn(rng, raters, everybody) for rng in generators]
        by_item = [times if over is Over.RATERS else _drawn(rng, times, kinds) for rng in generators]
        return votes.alphas(np.array(by_item).T, np.array(by_rater).T)

    return draw


def _drawn(rng: Generator, times: Floats, kinds: Ints) -> Floats:
    """Return how often each kind comes in as many draws as there are of all kinds.

    `times` tells how many there are of each, `kinds` the kind of each one of them.
    """
    total = len(kinds)
    if len(times) * OFTEN < total:
        return rng.multinomial(total, times / total).astype(np.float64)
    one = rng.integers(total, size=total, dtype=np.int32)
    return np.bincount(one if len(times) == total else kinds[one], minlength=len(times)).astype(np.float64)


def collapsed(ratings: Ratings, *, with_raters: bool) -> tuple[Ratings, Floats]:
    """Return one item for all that were rated alike, and how many each stands for.

    Alike means the same values, and `with_raters` from the same raters.
    """
    code = ratings.value * len(ratings.raters) + ratings.rater if with_raters else ratings.value
    firsts = np.flatnonzero(np.diff(ratings.item, prepend=-1))
    sizes = np.diff(np.append(firsts, len(code)))
    kept, lengths, times = [], [], []
    for size in np.unique(sizes):
        begin = firsts[sizes == size]
        kind = np.zeros(len(begin), dtype=np.int64)
        for place in range(size):
            longer = kind * (code.max() + 1) + code[begin + place]
            kind = np.unique(longer, return_inverse=True)[1]
        _, first, count = np.unique(kind, return_index=True, return_counts=True)
        kept.append((begin[first, None] + np.arange(size)).ravel())
        lengths.append(np.full(len(first), size))
        times.append(count)
    rows, length = np.concatenate(kept), np.concatenate(lengths)
    item = np.repeat(np.arange(len(length)), length)
    names = tuple(map(str, range(len(length))))
    alike = Ratings(names, ratings.raters, ratings.values, item, ratings.rater[rows], ratings.value[rows])
    return alike, np.concatenate(times).astype(np.float64)
