"""What a campaign's attacks show, and how sure that is: pure functions over arrays.

`y` is one number for each attack, NaN where it is missing; `member` is a code from 0 for who made it,
below 0 where that is not known. Attacks of one member are not independent, so every interval
here is taken over members. It does not know what the numbers mean, nor who the members are.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Figure(NamedTuple):
    """A number with its 95 % interval and what it rests on.

    None where it is not defined. `n` values of `groups` members were used; `excluded` were missing.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    groups: int
    excluded: int


class Labels(NamedTuple):
    """A factor: for each row a code from 0, below 0 where it is missing, and a name for each code."""

    codes: Whole
    names: tuple[str, ...]


def compact(codes: Whole) -> tuple[Whole, Whole]:
    """Return codes from 0 without gaps, and which code each stood for."""
    kept, index = np.unique(codes, return_inverse=True)
    return index.astype(np.int64), kept.astype(np.int64)
