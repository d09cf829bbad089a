"""What any lottery could give at most: people let in by parts, which holds every mix of panels and more.

Its smallest probability is therefore a bound. Leximin: the smallest is raised, those who can get no
more are held, then the smallest of the others is raised, and so on.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, diags_array, hstack, vstack

from gadfly.science.selection.panels import Panels
from gadfly.science.selection.pool import Floats

TINY = 1e-9
MOST_ROUNDS = 200


class Target(NamedTuple):
    """Each type's probability by parts, the smallest one above 0, and whether all rounds were gone."""

    chances: Floats
    bound: float
    complete: bool


def target_of(panels: Panels) -> Target:
    """Return the leximin probabilities of the pool, by parts."""
    sizes = panels.pool.sizes.astype(np.float64)
    held = np.where(_can_be_in(panels), np.nan, 0.0)
    rows = vstack([panels.rows, -panels.rows]).tocsr()
    rows = hstack([rows @ diags_array(sizes), csr_array((rows.shape[0], 1))])
    limits = np.append(panels.most, -panels.least)
    bound = value = 0.0
    for _ in range(MOST_ROUNDS):
        free = np.isnan(held)
        floors = hstack([diags_array(-np.ones(len(sizes))), csr_array(free.astype(float)[:, None])])
        found = linprog(
            np.append(np.zeros(len(sizes)), -1.0),
            A_ub=vstack([rows, floors]).tocsr(),
            b_ub=np.append(limits, np.where(free, 0.0, -held * (1 - TINY))),
            bounds=(0, 1),
            method="highs",
        )
        value, prices = float(found.x[-1]), -found.ineqlin.marginals[len(limits) :]
        bound = bound or value
        held = np.where(free & ((prices > TINY) | (value >= 1 - TINY)), value, held)
        if not np.isnan(held).any():
            return Target(held, bound, complete=True)
    return Target(np.where(np.isnan(held), value, held), bound, complete=False)


def _can_be_in(panels: Panels) -> NDArray[np.bool_]:
    """Tell which types a panel can have at all, in whole people."""
    can = np.zeros(len(panels.pool.members), dtype=bool)
    for type_ in range(len(can)):
        if not can[type_]:
            first = np.arange(len(can)) == type_
            worth = np.where(can, 0.0, 1.0) + first * panels.pool.size
            can |= panels.quick(worth) > 0
            can[type_] = can[type_] or panels.best(first.astype(float)).panel[type_] > 0
    return can
