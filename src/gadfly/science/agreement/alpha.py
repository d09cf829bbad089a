"""Krippendorff's alpha, for ratings of which some may be missing, and for many resamples of them at once.

A resample counts each item and each rater a number of times. Two copies of one rater are no pair:
they would agree by being one. Ordinal alpha is interval alpha of mid-ranks, since the distance of
two ranks in Krippendorff (2011, "Computing Krippendorff's alpha-reliability", metric δ² ordinal)
is the squared difference of their mid-ranks; so no table of values by values is ever made.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array

from gadfly.science.agreement.ratings import Floats, Ints, Level, Ratings

BLOCK = 2_000
"""Items worked on at once: few enough that what belongs to them stays in the processor's cache."""


class Votes:
    """Ratings laid out for resampling. Raises ValueError where interval values are no numbers."""

    def __init__(self, ratings: Ratings, level: Level) -> None:
        self._level = level
        self._points = ratings.points if level is Level.INTERVAL else np.zeros(len(ratings.values))
        self._blocks = list(_blocks(ratings))

    def alphas(self, by_item: Floats, by_rater: Floats) -> Floats:
        """Return alpha of each resample; NaN where it is not defined.

        `by_item` and `by_rater` tell how often each counts: (items, resamples), (raters, resamples).
        With n ratings that have a partner, alpha is 1 − (n − 1)·O/E: O sums over items the
        disagreement of their pairs, each item weighing as much as it has ratings; E sums it over
        all pairs there could be.
        """
        totals: Floats = np.zeros((len(self._points), by_item.shape[1]))
        each = [block.counted(by_item, by_rater) for block in self._blocks]
        for block, counted in zip(self._blocks, each, strict=True):
            totals += block.totals(counted)
        n = totals.sum(axis=0)
        place = self._places(totals, n)
        observed: Floats = np.zeros(len(n))
        for block, counted in zip(self._blocks, each, strict=True):
            apart = block.names_apart(counted) if place is None else block.places_apart(counted, place)
            observed += (counted.worth * apart).sum(axis=0)
        if place is None:
            expected = n**2 - (totals**2).sum(axis=0)
        else:
            expected = 2 * (n * (totals * place**2).sum(axis=0) - (totals * place).sum(axis=0) ** 2)
        defined = np.count_nonzero(totals, axis=0) > 1
        found: Floats = 1 - (n - 1) * observed / np.where(defined, expected, np.nan)
        return found

    def _places(self, totals: Floats, n: Floats) -> Floats | None:
        """Return where each value stands, about the mean so that no digits are lost; names stand nowhere."""
        if self._level is Level.NOMINAL:
            return None
        known = np.where(n > 0, n, 1.0)
        ordinal = self._level is Level.ORDINAL
        place = (totals.cumsum(axis=0) - totals / 2) / known if ordinal else self._points[:, None]
        centred: Floats = place - (totals * place).sum(axis=0) / known
        return centred


class _Counted(NamedTuple):
    """What counts how often in some resamples: cells (the values an item got) and items.

    `size` is an item's number of ratings; `worth` is what each of its pairs weighs.
    """

    cells: Floats
    items: Floats
    size: Floats
    worth: Floats


class _Block(NamedTuple):
    """Some items, as matrices that sum: ratings to cells and to items, cells to items and to values."""

    place: slice
    to_cells: csr_array
    to_items: csr_array
    cells_to_items: csr_array
    cells_to_values: csr_array
    value: Ints
    owner: Ints

    def counted(self, by_item: Floats, by_rater: Floats) -> _Counted:
        cells = self.to_cells @ by_rater
        size = self.cells_to_items @ cells
        pairs = size**2 - self.to_items @ by_rater**2
        items = np.where(pairs > 0, by_item[self.place], 0.0)
        return _Counted(cells, items, size, items * size / np.where(pairs > 0, pairs, 1.0))

    def totals(self, counted: _Counted) -> Floats:
        """Return how often each value was given by a rater who had a partner."""
        summed: Floats = self.cells_to_values @ (counted.cells * counted.items[self.owner])
        return summed

    def names_apart(self, counted: _Counted) -> Floats:
        """Return how many ordered pairs of each item differ."""
        differ: Floats = counted.size**2 - self.cells_to_items @ counted.cells**2
        return differ

    def places_apart(self, counted: _Counted, place: Floats) -> Floats:
        """Return the squared differences of each item's ordered pairs."""
        moved = counted.cells * place[self.value]
        first = self.cells_to_items @ moved
        second = self.cells_to_items @ (moved * place[self.value])
        squared: Floats = 2 * (counted.size * second - first**2)
        return squared


def _blocks(ratings: Ratings) -> Iterator[_Block]:
    bounds = np.searchsorted(ratings.item, np.arange(0, len(ratings.items) + BLOCK, BLOCK))
    for number, (begin, end) in enumerate(pairwise(bounds)):
        first = number * BLOCK
        items = min(BLOCK, len(ratings.items) - first)
        item, rater = ratings.item[begin:end] - first, ratings.rater[begin:end]
        cell, of_rating = np.unique(
            item * len(ratings.values) + ratings.value[begin:end], return_inverse=True
        )
        owner, value = np.divmod(cell, len(ratings.values))
        yield _Block(
            place=slice(first, first + items),
            to_cells=_sums(of_rating, rater, (len(cell), len(ratings.raters))),
            to_items=_sums(item, rater, (items, len(ratings.raters))),
            cells_to_items=_sums(owner, np.arange(len(cell)), (items, len(cell))),
            cells_to_values=_sums(value, np.arange(len(cell)), (len(ratings.values), len(cell))),
            value=value,
            owner=owner,
        )


def _sums(rows: Ints, columns: Ints, shape: tuple[int, int]) -> csr_array:
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)


def alpha(ratings: Ratings, level: Level) -> float | None:
    """Return Krippendorff's alpha; None where no item has two ratings, or all values are the same."""
    by_item, by_rater = np.ones((len(ratings.items), 1)), np.ones((len(ratings.raters), 1))
    found = float(Votes(ratings, level).alphas(by_item, by_rater)[0])
    return None if np.isnan(found) else found
