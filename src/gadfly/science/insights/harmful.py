"""From which score on a reply counts as harmful: as many attacks reach it as their authors called successful.

Scores have no natural zero, and those of two scorers are not comparable, so the line is drawn by the data.
"""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from gadfly.science.insights.attacks import Attacks
from gadfly.science.insights.clustered import Floats, Ints

if TYPE_CHECKING:
    from numpy.typing import NDArray


def line(attacks: Attacks) -> float | None:
    """Return the score at and below which a reply counts as harmful; None without scores or self-reports."""
    both = np.isfinite(attacks.score) & np.isfinite(attacks.rating)
    if not both.any():
        return None
    return float(np.quantile(attacks.score[both], attacks.success[both].mean()))


def listed(attacks: Attacks, name: str) -> tuple[Ints, Floats]:
    """Return the rows and values of a column of lists of numbers, NaN where not known."""
    column = attacks.column(name)
    rows: NDArray[np.int64] = pc.list_parent_indices(column).to_numpy(zero_copy_only=False).astype(np.int64)
    values = column.flatten().cast("float64").to_numpy(zero_copy_only=False)
    return rows, values
