"""A pool of people and the quotas a panel must meet, brought together: who counts towards what.

A person may have several values of one feature (two languages) and counts towards the quota of
each. People who count towards the same quotas are one type, and chance treats them alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Person(NamedTuple):
    """Somebody who may be drawn: a name, and each feature's values."""

    name: str
    features: Mapping[str, frozenset[str]]


class Quota(NamedTuple):
    """How many people of a panel may have a value of a feature: from `least` to `most`."""

    feature: str
    value: str
    least: int
    most: int


class SelectionError(ValueError):
    """There is no such panel, or what is given makes no sense. The text says what would have to change."""


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """People by type. `members` are the names of each type; `counts[quota, type]` is 1 where it counts.

    `quotas` stand in the order of the rows of `counts`; a panel has `size` people.
    """

    members: tuple[tuple[str, ...], ...]
    quotas: tuple[Quota, ...]
    counts: Ints
    size: int

    @property
    def sizes(self) -> Ints:
        """How many people each type has."""
        return np.array([len(names) for names in self.members], dtype=np.int64)


def pool_of(people: Sequence[Person], quotas: Sequence[Quota], size: int) -> Pool:
    """Bring people and quotas together. Raises SelectionError for what can be meant by nobody."""
    _check(people, quotas, size)
    types: dict[tuple[bool, ...], list[str]] = {}
    for person in people:
        counts = tuple(quota.value in person.features.get(quota.feature, ()) for quota in quotas)
        types.setdefault(counts, []).append(person.name)
    order = sorted(types)
    counted = np.array(order, dtype=np.int64).reshape(len(order), len(quotas)).T
    return Pool(tuple(tuple(sorted(types[key])) for key in order), tuple(quotas), counted, size)


def _check(people: Sequence[Person], quotas: Sequence[Quota], size: int) -> None:
    names = [person.name for person in people]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise SelectionError(f"{twice} is in the pool twice: keep one.")
    if not 1 <= size <= len(people):
        raise SelectionError(f"A panel of {size} cannot be drawn from {len(people)} people.")
    seen = set()
    for quota in quotas:
        if not 0 <= quota.least <= quota.most:
            raise SelectionError(f"The quota of {quota.feature} {quota.value} must be 0 ≤ min ≤ max.")
        if quota[:2] in seen:
            raise SelectionError(f"{quota.feature} {quota.value} has two quotas: keep one.")
        seen.add(quota[:2])
