"""Design matrices: numbers and two crossed factors, as in `y ~ a + b + C(f) * C(g)`.

Treatment contrasts: the first name of each factor is the reference. What the data cannot tell apart
(a cell nobody attacked, a number that never varies) is dropped and named, not guessed.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from gadfly.science.outcomes import Floats, Labels

TINY = 1e-9
"""The part of a column's square that must be left when the columns before it are taken out."""


class Design(NamedTuple):
    """Columns of a regression (`x`, rows × names; NaN where missing), and those that had to be dropped."""

    names: tuple[str, ...]
    x: Floats
    dropped: tuple[str, ...]


def crossing(numbers: Mapping[str, Floats], first: Labels, second: Labels) -> Design:
    """Return the design of an intercept, `numbers`, and `first` × `second` with their interaction."""
    rows = len(first.codes)
    columns = {"intercept": np.ones(rows)} | {name: y.astype(np.float64) for name, y in numbers.items()}
    mains = [
        {name: (label.codes == code).astype(np.float64) for code, name in enumerate(label.names)}
        for label in (first, second)
    ]
    left, right = ({name: main[name] for name in list(main)[1:]} for main in mains)
    columns |= left | right
    columns |= {f"{one} × {two}": left[one] * right[two] for one in left for two in right}
    x = np.column_stack(list(columns.values()))
    x[(first.codes < 0) | (second.codes < 0)] = np.nan
    return without_collinear(tuple(columns), x)


def without_collinear(names: tuple[str, ...], x: Floats) -> Design:
    """Return the columns in their order, less those that the ones before them tell."""
    whole = x[np.isfinite(x).all(axis=1)]
    square = whole.T @ whole
    kept: list[int] = []
    for column in range(len(names)):
        before = square[np.ix_(kept, kept)]
        across = square[kept, column]
        left = square[column, column] - across @ np.linalg.solve(before, across)
        if left > TINY * square[column, column]:
            kept.append(column)
    dropped = tuple(name for column, name in enumerate(names) if column not in kept)
    return Design(tuple(names[column] for column in kept), x[:, kept], dropped)
