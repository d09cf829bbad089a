"""The panels that meet all quotas: the best one for given worths, and what stands in the way of any."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array, hstack

from gadfly.science.selection.pool import Floats, Ints, Pool, SelectionError

GAP = 1e-4
"""Relative, between the panel found and what any could be worth."""
NEIGHBOURS = 60
"""Types that may change with those that hold a part of a person, so that whole people fit."""
WHOLE = 1e-6
Bools = NDArray[np.bool_]


class Best(NamedTuple):
    """How many of each type, and the most that any panel could be worth."""

    panel: Ints
    bound: float


class Panels:
    """The panels of a pool. Raises SelectionError where there is none, with what would have to change."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        whole = np.ones((1, len(pool.members)))
        least = [pool.size, *(quota.least for quota in pool.quotas)]
        most = [pool.size, *(quota.most for quota in pool.quotas)]
        self.rows = csc_array(np.vstack([whole, pool.counts]).astype(float))
        self.least, self.most = np.array(least, float), np.array(most, float)
        self._near = np.random.default_rng(0)
        everybody = np.ones(len(pool.members), dtype=bool)
        self._everybody = everybody
        if self._solved(np.zeros(len(pool.members)), everybody, np.zeros(len(pool.members))) is None:
            raise SelectionError(_what_to_change(pool))

    def best(self, worth: Floats) -> Best:
        """Return a panel of the greatest worth, where each person of a type is worth so much."""
        found = self._solved(worth, self._everybody, np.zeros(len(worth)))
        if found is None:  # pragma: no cover -- that there is a panel was shown in the beginning
            raise SelectionError("The solver found no panel.")
        return found

    def quick(self, worth: Floats) -> Ints:
        """Return a panel of nearly the greatest worth, some ten times as fast.

        People are let in by parts, which leaves few types with a part of a person; those and some
        others are then solved in whole people, the rest staying as they are.
        """
        parts = self._let_in_by_parts(worth)
        whole = np.round(parts)
        open_ = np.abs(parts - whole) > WHOLE
        if not open_.any():
            return whole.astype(np.int64)
        open_[self._near.permutation(len(worth))[:NEIGHBOURS]] = True
        found = self._solved(worth, open_, whole)
        return self.best(worth).panel if found is None else found.panel

    def _let_in_by_parts(self, worth: Floats) -> Floats:
        met = LinearConstraint(self.rows, self.least, self.most)
        parts: Floats = milp(-worth, constraints=met, bounds=Bounds(0, self.pool.sizes)).x
        return parts

    def _solved(self, worth: Floats, open_: Bools, whole: Floats) -> Best | None:
        """Solve for the types that are `open_`, with `whole` people of the others; None if none fits."""
        scale = float(np.abs(worth).max()) or 1.0
        taken = self.rows[:, ~open_] @ whole[~open_]
        found = milp(
            -worth[open_] / scale,
            constraints=LinearConstraint(self.rows[:, open_], self.least - taken, self.most - taken),
            integrality=np.ones(int(open_.sum())),
            bounds=Bounds(0, self.pool.sizes[open_]),
            options={"mip_rel_gap": GAP},
        )
        if found.x is None:
            return None
        panel = whole.astype(np.int64)
        panel[open_] = np.round(found.x)
        return Best(panel, -float(found.mip_dual_bound) * scale)


def _what_to_change(pool: Pool) -> str:
    """Return the fewest places by which quotas would have to give way, as a sentence."""
    quotas = len(pool.quotas)
    types = len(pool.members)
    give = csc_array(np.vstack([np.zeros((1, quotas)), np.eye(quotas)]))
    rows = hstack([csc_array(np.vstack([np.ones((1, types)), pool.counts])), give, -give])
    least = np.array([pool.size, *(quota.least for quota in pool.quotas)], float)
    most = np.array([pool.size, *(quota.most for quota in pool.quotas)], float)
    found = milp(
        np.concatenate([np.zeros(types), np.ones(2 * quotas)]),
        constraints=LinearConstraint(csc_array(rows), least, most),
        integrality=np.ones(types + 2 * quotas),
        bounds=Bounds(0, np.concatenate([pool.sizes, np.full(2 * quotas, np.inf)])),
    )
    lower, raise_ = np.round(found.x[types:]).astype(int).reshape(2, quotas)
    changes = [
        f"{what} of {quota.feature} {quota.value} from {old} to {new}"
        for quota, down, up in zip(pool.quotas, lower, raise_, strict=True)
        for what, old, new, by in (
            ("lower the minimum", quota.least, quota.least - down, down),
            ("raise the maximum", quota.most, quota.most + up, up),
        )
        if by
    ]
    return f"No panel of {pool.size} meets all quotas. One does if you {'; '.join(changes)}."
