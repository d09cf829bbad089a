"""A lottery over panels in which whoever has the smallest chance has the greatest one that can be.

After Flanigan, Gölz, Gupta, Hennig and Procaccia (2021, Nature 596:548): panels are columns of a
linear program that maximises the smallest probability. What people could get if they were let in by
parts bounds every lottery, so the result carries its own certificate; panels are made so that
everybody keeps up with it (multiplicative weights), and mostly that is all. Where whole people make
a difference, the program's own prices find the panels it lacks, and bound it more closely.
"""

from dataclasses import dataclass

import numpy as np

from gadfly.science.selection.pool import Floats, Ints, Pool

TOLERANCE = 0.008
"""Relative: the search ends when everybody has this nearly what could be had at most."""
LOTS = 1_000_000
"""Lots that panels hold: probabilities are whole numbers of millionths, so that all can redraw."""


@dataclass(frozen=True, slots=True, eq=False)
class Lottery:
    """Panels with the lots they hold of `LOTS`; `panels[panel, type]` is how many of a type.

    `bound` is what the smallest probability cannot exceed in any lottery that meets the quotas; it
    speaks of those whom some panel can have: `impossible` are the others, whose probability is 0.
    `complete` tells whether leximin came to its end, so that nobody's chance can be raised without
    lowering that of somebody who has less (but for the tolerance).
    """

    pool: Pool
    panels: Ints
    lots: Ints
    bound: float
    impossible: tuple[str, ...]
    complete: bool

    @property
    def by_type(self) -> Floats:
        """Each type's probability, for every one of its people."""
        chances: Floats = (self.lots @ self.panels) / (LOTS * self.pool.sizes)
        return chances

    @property
    def probabilities(self) -> dict[str, float]:
        """Each person's probability to be drawn."""
        chances = zip(self.pool.members, self.by_type.tolist(), strict=True)
        return {name: chance for names, chance in chances for name in names}

    @property
    def min_probability(self) -> float:
        """The smallest probability of those whom some panel can have."""
        gone = set(self.impossible)
        return min(chance for name, chance in self.probabilities.items() if name not in gone)


def lottery_of(pool: Pool, *, tolerance: float = TOLERANCE) -> Lottery:
    """Return the lottery. Raises SelectionError where no panel meets the quotas."""
    # scipy comes with these three: half a second that choosing a cohort does without
    from gadfly.science.selection.panels import Panels  # noqa: PLC0415 -- see above
    from gadfly.science.selection.relaxation import target_of  # noqa: PLC0415 -- see above
    from gadfly.science.selection.search import TINY, Search  # noqa: PLC0415 -- see above

    panels = Panels(pool)
    target = target_of(panels)
    search = Search(panels, tolerance)
    mix = search.keeping_up(target.chances)
    bound, complete = target.bound, target.complete
    if mix.value < 1 - tolerance:
        mix, bound, complete = search.leximin(target.chances > 0, target.bound)
    kept = mix.shares > TINY
    return Lottery(
        pool=pool,
        panels=search.columns[kept],
        lots=_lots(mix.shares[kept]),
        bound=bound,
        impossible=tuple(
            name
            for names, chance in zip(pool.members, target.chances, strict=True)
            if not chance
            for name in names
        ),
        complete=complete,
    )


def _lots(shares: Floats) -> Ints:
    """Return whole lots in proportion, the largest remainders rounded up (Hamilton)."""
    exact = shares / shares.sum() * LOTS
    lots: Ints = np.floor(exact).astype(np.int64)
    lots[np.argsort(lots - exact, kind="stable")[: LOTS - int(lots.sum())]] += 1
    return lots
