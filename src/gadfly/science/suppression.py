"""Counts of people that tell of no few of them: small cells are hidden, also from subtraction.

Hides a primary cell below a threshold, then as many more as keep the hidden ones from being
computed from the total (complementary suppression; Willenborg & de Waal 2001, chapter 6). It knows
one table at a time: what two tables taken at different times tell together it does not see.
"""

from collections.abc import Hashable, Mapping
from typing import Generic, NamedTuple, TypeVar

LEAST = 5
Name = TypeVar("Name", bound=Hashable)


class Counts(NamedTuple, Generic[Name]):
    """A table to show. None is a hidden number, which is not zero."""

    cells: dict[Name, int | None]
    total: int | None


def suppressed(counts: Mapping[Name, int], *, least: int = LEAST) -> Counts[Name]:
    """Return the counts with every number under `least` hidden, and its way back by subtraction closed.

    What is hidden consists of two cells or more and sums to `least` or more, or else the total is
    hidden too. Zero is a small number like any other. Raises ValueError for a count below zero.
    """
    if any(count < 0 for count in counts.values()):
        raise ValueError("a count is below zero")
    rising = sorted(counts, key=lambda name: counts[name])
    hidden = [name for name in rising if counts[name] < least]
    shown = rising[len(hidden) :]
    while hidden and shown and not _covers(counts, hidden, least):
        hidden.append(shown.pop(0))
    told = not hidden or _covers(counts, hidden, least)
    cells = {name: None if name in hidden else counts[name] for name in counts}
    return Counts(cells, sum(counts.values()) if told and counts else None)


def _covers(counts: Mapping[Name, int], hidden: list[Name], least: int) -> bool:
    return len(hidden) > 1 and sum(counts[name] for name in hidden) >= least
