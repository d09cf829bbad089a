"""The majority against what items truly are, where that is known."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from gadfly.science.agreement.ratings import Ratings
from gadfly.science.shares import wilson


class Majority(NamedTuple):
    """The share of items whose most frequent value is the true one, and its 95 % interval (Wilson 1927).

    Where k values tie, the item counts 1/k if the true one is among them: what drawing lots would
    give. `unknown` items have no true value and are left out.
    """

    accuracy: float | None
    low: float | None
    high: float | None
    items: int
    ties: int
    unknown: int


def majority(ratings: Ratings, gold: Mapping[str, str | float]) -> Majority:
    """Compare the majority with `gold`, the true value of items by name."""
    place = {value: number for number, value in enumerate(ratings.values)}
    known = np.array([item in gold for item in ratings.items], dtype=bool)
    truth = np.array([place.get(gold[item], -1) if item in gold else -1 for item in ratings.items])
    counts = ratings.counts[known]
    first = counts == counts.max(axis=1, keepdims=True)
    chosen = first[np.arange(len(first)), truth[known]] & (truth[known] >= 0)
    right = chosen / first.sum(axis=1)
    items, ties = len(right), int((first.sum(axis=1) > 1).sum())
    if not items:
        return Majority(None, None, None, 0, 0, len(ratings.items))
    low, high = wilson(float(right.mean()), items)
    return Majority(float(right.mean()), low, high, items, ties, len(ratings.items) - items)
