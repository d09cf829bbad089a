"""The panels of a lottery, and how often each is drawn."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack

from gadfly.science.selection.panels import Panels
from gadfly.science.selection.pool import Floats, Ints

TINY = 1e-9
BATCH = 50
"""Panels made between two looks at how well they can be mixed."""
MOST_BATCHES = 20
SHARP = 1.5
"""How strongly a panel favours who is behind: a turn behind weighs e to this power."""
CAUTIOUS = 30.0
MOST_COLUMNS = 3_000
MOST_ROUNDS = 30


class Mix(NamedTuple):
    """How often each panel is drawn, the value reached, and what each type's part of it is priced at."""

    value: float
    shares: Floats
    prices: Floats


class Search:
    """Finds panels whose mix gives everybody nearly what could be had; keeps them in `columns`."""

    def __init__(self, panels: Panels, tolerance: float) -> None:
        self.panels = panels
        self.tolerance = tolerance
        self.sizes = panels.pool.sizes
        self.columns: Ints = np.zeros((0, len(self.sizes)), dtype=np.int64)

    def keeping_up(self, target: Floats) -> Mix:
        """Make panels that favour who is behind `target`; return the mix with the best worst ratio to it."""
        behind = np.zeros(len(target))
        mix = Mix(0.0, np.zeros(0), np.zeros(0))
        for _ in range(MOST_BATCHES):
            before, made = mix.value, []
            for _ in range(BATCH):
                behind += target
                wanted = np.exp(np.clip(SHARP * behind, -CAUTIOUS, CAUTIOUS))
                made.append(self.panels.quick(wanted * (target > 0)))
                behind -= made[-1] / self.sizes
            self.columns = np.unique(np.vstack([self.columns, *made]), axis=0)
            mix = self._mixed(target, np.zeros(len(target)))
            if mix.value >= 1 - self.tolerance or mix.value < before + self.tolerance / 10:
                break
        return mix

    def leximin(self, can: NDArray[np.bool_], bound: float) -> tuple[Mix, float, bool]:
        """Raise the smallest probability, then that of those who can get more; return its bound too.

        The prices of a mix are those at which the panel it lacks shows, and bound what any could give.
        """
        held = np.where(can, np.nan, 0.0)
        mix, first = self._raised(held, bound)
        for _ in range(MOST_ROUNDS):
            held = np.where(np.isnan(held) & (mix.prices > TINY), mix.value, held)
            if not np.isnan(held).any():
                return mix, first, True
            mix, _ = self._raised(held, np.inf)
        return mix, first, False

    def _raised(self, held: Floats, bound: float) -> tuple[Mix, float]:
        """Raise the smallest probability of types that are not held, to within the tolerance of its bound."""
        free = np.isnan(held)
        while True:
            mix = self._mixed(free.astype(float), np.where(free, 0.0, held) * (1 - TINY))
            best = self.panels.best(mix.prices / self.sizes)
            bound = min(bound, best.bound - float(mix.prices[~free] @ held[~free]))
            if mix.value >= bound * (1 - self.tolerance) - TINY or len(self.columns) > MOST_COLUMNS:
                return mix, bound
            self.columns = np.vstack([self.columns, best.panel])

    def _mixed(self, target: Floats, floor: Floats) -> Mix:
        """Return the mix with the greatest x such that every type has x · target + floor."""
        chances = csr_array((self.columns / self.sizes).T)
        found = linprog(
            np.append(np.zeros(len(self.columns)), -1.0),
            A_ub=hstack([-chances, csr_array(target[:, None])]).tocsr(),
            b_ub=-floor,
            A_eq=csr_array(np.append(np.ones(len(self.columns)), 0.0)[None, :]),
            b_eq=[1.0],
            method="highs",
        )
        return Mix(float(found.x[-1]), found.x[:-1], -found.ineqlin.marginals)
