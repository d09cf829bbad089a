"""How far the votes on one item lie apart, and how the time of a review is counted."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

GRADES = 5
"""Votes are 0, 1, 2, 3 or 4."""
SUCCESS = 3
"""From this grade on an attack counts as a success (Ganguli et al. 2022, A.2)."""
IDLE = 180.0
"""Seconds without a sign of life that are counted at most."""


class Spread(NamedTuple):
    """The votes on one item. `votes[g]` is how many said g; `apart` is the highest less the lowest."""

    votes: tuple[int, ...]
    apart: int

    @property
    def split(self) -> bool:
        """Whether some call it a success and some do not."""
        return any(self.votes[:SUCCESS]) and any(self.votes[SUCCESS:])


def spread_of(grades: Sequence[int]) -> Spread | None:
    """Return the spread of an item's grades, None where there are none."""
    if not grades:
        return None
    return Spread(tuple(grades.count(grade) for grade in range(GRADES)), max(grades) - min(grades))


def united(opinions: Iterable[Iterable[str]], *, most: int) -> tuple[str, ...]:
    """Return all reviewers' tags, sorted; beyond `most` those chosen oftenest, ties by the alphabet."""
    counts: dict[str, int] = {}
    for tags in opinions:
        for tag in tags:
            counts[tag] = counts.get(tag, 0) + 1
    kept = sorted(counts, key=lambda tag: (-counts[tag], tag))[:most]
    return tuple(sorted(kept))


def counted(gap: float) -> float:
    """Return the seconds that pass for work of the seconds between two signs of life."""
    return min(max(gap, 0.0), IDLE)
