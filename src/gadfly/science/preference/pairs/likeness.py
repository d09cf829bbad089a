"""Texts that are nearly the same: which of many share most of their pieces of five letters.

The likeness of two texts is Jaccard's: pieces in both, as a share of pieces in either. All pairs
of texts would be too many to look at; texts that agree in one band of their MinHash signatures are
looked at, and then compared exactly. Of texts alike by 0.7 one pair in twenty-five thousand is
missed, of those more alike fewer. Nothing here is drawn: the same texts give the same answer.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

ALIKE = 0.7
"""Likeness from which two texts count as one."""

PIECE = 5
LONGEST = 4_000
"""Letters of one text that are looked at."""

BANDS, ROWS = 24, 3

_CROWD = 50
"""Texts in one band above which each is compared with its neighbour in it only."""

Hashes = NDArray[np.uint64]

_POWERS = np.uint64(1_099_511_628_211) ** np.arange(PIECE, dtype=np.uint64)
_MIXED = np.random.default_rng(5).integers(1, 2**64, (2, BANDS * ROWS), dtype=np.uint64) | np.uint64(1)


def near_duplicates(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield pairs of places in `texts` that hold texts alike by `ALIKE` or more.

    Blanks, case and what is neither letter nor digit count for nothing. A pair may come twice.
    """
    pieces = [pieces_of(text) for text in texts]
    bands = [_bands(some) for some in pieces]
    for band in range(BANDS):
        homes: dict[bytes, list[int]] = defaultdict(list)
        for place, found in enumerate(bands):
            homes[found[band]].append(place)
        for home in homes.values():
            for one, other in _couples(home):
                if likeness(pieces[one], pieces[other]) >= ALIKE:
                    yield one, other


def pieces_of(text: str) -> Hashes:
    """Return the hashes of a text's pieces, each once; a text shorter than a piece is one piece."""
    words = "".join(char if char.isalnum() else " " for char in text[:LONGEST].casefold()).split()
    letters = np.frombuffer(" ".join(words).ljust(PIECE).encode("utf-32-le", "replace"), dtype=np.uint32)
    windows = np.lib.stride_tricks.sliding_window_view(letters.astype(np.uint64), PIECE)
    found: Hashes = np.unique((windows * _POWERS).sum(axis=1, dtype=np.uint64))
    return found


def likeness(one: Hashes, other: Hashes) -> float:
    """Return which share of the pieces of either text is in both."""
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / (len(one) + len(other) - both)


def _bands(pieces: Hashes) -> list[bytes]:
    mixed = pieces[:, None] * _MIXED[0] + _MIXED[1]
    mixed ^= mixed >> np.uint64(29)
    least = (mixed * _MIXED[0]).min(axis=0).reshape(BANDS, ROWS)
    return [row.tobytes() for row in least]


def _couples(home: Sequence[int]) -> Iterator[tuple[int, int]]:
    return pairwise(home) if len(home) > _CROWD else combinations(home, 2)
