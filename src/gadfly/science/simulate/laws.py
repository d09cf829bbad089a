"""The law of the scores in each cell: piecewise flat densities that meet every published figure.

What is known of a cell (mean, 5 % quantile, mean below it) and of all cells together (quantiles,
spread) is linear in the mass of narrow bins. Of the masses that meet it, the smoothest are taken.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from gadfly.science.simulate.published import Cell, Quantiles, published

Floats = NDArray[np.float64]
TAIL = 0.05
STEP = 0.5
FIRM, SMOOTH = 1e3, 0.05
"""Weights of what must hold, and of what is only wished."""


class Law(NamedTuple):
    """A distribution by its quantile function: `values` at the cumulative `chances`, straight between."""

    values: Floats
    chances: Floats

    def at(self, chance: Floats) -> Floats:
        """Return the quantiles."""
        return np.interp(chance, self.chances, self.values)


def law_through(quantiles: Quantiles, ends: tuple[float, float]) -> Law:
    """Return the law with these quantiles between its `ends`."""
    chances, values = zip((0.0, ends[0]), *quantiles, (1.0, ends[1]), strict=True)
    return Law(np.array(values), np.array(chances))


@cache
def score_laws() -> tuple[Law, ...]:
    """Return the law of the lowest score in each published cell, in their order."""
    found = published()
    knots = np.array([*found.score_range, *(value for _, value in found.score)])
    grid = np.union1d(knots, np.arange(np.ceil(knots.min()), knots.max(), STEP))
    edges = [np.union1d(grid, [cell.q05]) for cell in found.cells]
    masses = _masses(edges)
    return tuple(
        Law(edge, np.minimum(np.concatenate([[0], np.cumsum(mass) / mass.sum()]), 1))
        for edge, mass in zip(edges, masses, strict=True)
    )


def _masses(edges: list[Floats]) -> list[Floats]:
    """Return the mass of each bin in each cell, by non-negative least squares."""
    ends = np.cumsum([0, *(len(edge) - 1 for edge in edges)])
    firm: list[tuple[Floats, float]] = []
    smooth: list[Floats] = []
    for start, edge, cell in zip(ends, edges, published().cells, strict=False):
        for part, value in _known_of(cell, edge):
            firm.append((_placed(part, start, ends[-1]), value))
        smooth += [_placed(part, start, ends[-1]) for part in _bends(edge)]
    firm += _known_of_all(edges)
    left = np.array([FIRM * part for part, _ in firm] + [SMOOTH * part for part in smooth])
    right = np.array([FIRM * value for _, value in firm] + [0.0] * len(smooth))
    found, _ = nnls(left, right, maxiter=20 * left.shape[1])
    return list(np.split(found, ends[1:-1]))


def _known_of(cell: Cell, edge: Floats) -> list[tuple[Floats, float]]:
    middle, low = _middle(edge), np.where(edge[1:] <= cell.q05, 1.0, 0.0)
    return [
        (np.ones(len(middle)), 1.0),
        (middle, cell.mean),
        (low, TAIL),
        (low * middle, TAIL * cell.cvar05),
    ]


def _known_of_all(edges: list[Floats]) -> list[tuple[Floats, float]]:
    found = published()
    total = sum(cell.n for cell in found.cells)
    shares = [cell.n / total for cell in found.cells]
    mean = sum(share * cell.mean for share, cell in zip(shares, found.cells, strict=True))
    known = [
        (
            np.concatenate(
                [
                    share * np.where(edge[1:] <= value, 1.0, 0.0)
                    for share, edge in zip(shares, edges, strict=True)
                ]
            ),
            chance,
        )
        for chance, value in found.score
    ]
    squares = np.concatenate(
        [
            share * (_middle(edge) ** 2 + np.diff(edge) ** 2 / 12)
            for share, edge in zip(shares, edges, strict=True)
        ]
    )
    return [*known, (squares, found.score_sd**2 + mean**2)]


def _bends(edge: Floats) -> list[Floats]:
    """Return the second differences of the density as rows."""
    width = np.diff(edge)
    rows = []
    for place in range(1, len(width) - 1):
        row = np.zeros(len(width))
        row[place - 1 : place + 2] = 1 / width[place - 1], -2 / width[place], 1 / width[place + 1]
        rows.append(row)
    return rows


def _placed(part: Floats, start: int, length: int) -> Floats:
    row = np.zeros(length)
    row[start : start + len(part)] = part
    return row


def _middle(edge: Floats) -> Floats:
    return (edge[1:] + edge[:-1]) / 2


def matched_scores(cell: Cell, law: Law, n: int) -> Floats:
    """Return `n` scores, sorted, whose mean, 5 % quantile and mean below it are the published ones.

    Quantiles at mid-ranks come close; the rest is a stretch of each side about the 5 % quantile
    (linear between ranks, Hyndman and Fan 1996, type 7). With too few for a tail, close is all.
    """
    scores = law.at((np.arange(n) + 0.5) / n)
    place = TAIL * (n - 1)
    low = int(place)
    if low < 1 or n - low < 2 * low:
        return scores
    at = scores[low] + (place - low) * (scores[low + 1] - scores[low])
    scores[low : low + 2] += cell.q05 - at
    scores[:low] = _stretched(scores[:low], scores[low], (low + 1) * cell.cvar05 - scores[low])
    scores[low + 2 :] = _stretched(
        scores[low + 2 :], scores[low + 1], n * cell.mean - scores[: low + 2].sum()
    )
    return np.sort(scores)


def _stretched(scores: Floats, about: float, total: float) -> Floats:
    """Return `scores` stretched about a point so that they add up to `total`."""
    found: Floats = about + (scores - about) * (total - len(scores) * about) / (scores - about).sum()
    return found
