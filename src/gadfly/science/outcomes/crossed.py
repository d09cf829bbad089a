"""Crossed random effects: the equations that tie members, targets and topics together, solved.

The penalised information of the effects is Zᵀ W Z + T. Its first factor (the largest: members) is
diagonal, so it is eliminated, and what is left is a dense matrix over the levels of the others.
Memory and time grow with members × other levels: 10,000 × 1,000 are 80 MB. Rows are only summed.
"""

from typing import NamedTuple

import numpy as np

from gadfly.science.outcomes import Floats, Whole


class Crossing(NamedTuple):
    """Factors that cross: codes from 0 for each row, how many levels each has, a weight for each row."""

    codes: tuple[Whole, ...]
    levels: tuple[int, ...]
    weight: Floats

    def spread(self, effects: Floats) -> Floats:
        """Return Z · effects: each row's sum of its effects, which stand one factor after the other."""
        parts = np.split(effects, np.cumsum(self.levels)[:-1])
        total: Floats = sum((part[code] for part, code in zip(parts, self.codes, strict=True)), np.zeros(1))
        return total

    def gather(self, values: Floats) -> Floats:
        """Return Zᵀ · values."""
        pairs = zip(self.codes, self.levels, strict=True)
        return np.concatenate([np.bincount(code, values, levels) for code, levels in pairs])

    def each(self, by_factor: Floats) -> Floats:
        """Return one number a factor, repeated for its levels."""
        repeated: Floats = np.repeat(by_factor, self.levels)
        return repeated


class System:
    """Zᵀ W Z + T, factored: `logdet`, `solve`, its inverse's diagonal and each row's variance."""

    def __init__(self, crossing: Crossing, w: Floats, precision: Floats) -> None:
        """Take the rows' curvatures `w` (weights in them) and a precision for each factor."""
        self.crossing = crossing
        (first, *rest), (size, *others) = crossing.codes, crossing.levels
        starts = np.cumsum([0, *others])
        self._blocks = [slice(*ends) for ends in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)]
        self._own = np.bincount(first, w, size) + precision[0]
        across = np.empty((size, int(starts[-1])))
        inner = np.diag(np.repeat(precision[1:], others))
        for place, code, levels in zip(self._blocks, rest, others, strict=True):
            across[:, place] = _table(first, code, w, (size, levels))
            for where, other, many in zip(self._blocks, rest, others, strict=True):
                inner[place, where] += _table(code, other, w, (levels, many))
        self._pulled = across / self._own[:, None]
        inner -= across.T @ self._pulled
        self.logdet = float(np.log(self._own).sum() + np.linalg.slogdet(inner)[1])
        self.inner = np.linalg.inv(inner)
        """The inverse's block of all factors but the first."""

    def solve(self, right: Floats) -> Floats:
        """Return (Zᵀ W Z + T)⁻¹ · right; right may have columns."""
        own = len(self._own)
        inner = self.inner @ (right[own:] - self._pulled.T @ right[:own])
        first = (right[:own].T / self._own).T - self._pulled @ inner
        return np.concatenate([first, inner])

    def diagonal(self) -> Floats:
        """Return the inverse's diagonal: the effects' variances, the rest given."""
        first = 1 / self._own + np.einsum("gi,gi->g", self._pulled @ self.inner, self._pulled)
        return np.concatenate([first, np.diag(self.inner)])

    def row_variance(self) -> Floats:
        """Return zᵀ (Zᵀ W Z + T)⁻¹ z for each row."""
        first, *rest = self.crossing.codes
        beside = -2 * self._pulled @ self.inner
        variance: Floats = self.diagonal()[: len(self._own)][first]
        for place, code in zip(self._blocks, rest, strict=True):
            variance += beside[:, place][first, code]
            for where, other in zip(self._blocks, rest, strict=True):
                variance += self.inner[place, where][code, other]
        return variance


def _table(one: Whole, two: Whole, w: Floats, shape: tuple[int, int]) -> Floats:
    sums = np.bincount(one * shape[1] + two, w, shape[0] * shape[1])
    return sums.astype(np.float64, copy=False).reshape(shape)
