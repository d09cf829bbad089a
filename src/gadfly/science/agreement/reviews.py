"""Agreement on attacks: with and without those who made them, in five grades and in two, and by group.

The published study (Ganguli et al. 2022, section 3.5) pooled authors with reviewers, though they are
not alike: authors know what they were after. So the four variants stand side by side, and the
author's bias beside them.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from gadfly.science.agreement.alpha import alpha
from gadfly.science.agreement.bootstrap import RESAMPLES, Interval, Over, interval
from gadfly.science.agreement.kappa import Kappa, fleiss_kappa
from gadfly.science.agreement.ratings import Level, Ratings
from gadfly.science.agreement.report import verdict
from gadfly.science.preference.estimate import Estimate, estimate

SUCCESS = 3.0
"""From this grade on an attack counts as a success (the paper's reading of 0–4)."""


class Variant(NamedTuple):
    """One way to count: with the author's own rating or without, in grades or as success or not."""

    with_author: bool
    in_two: bool
    items: int
    ratings: int
    kappa: Kappa
    alpha: float | None
    interval: Interval | None

    @property
    def verdict(self) -> str:
        """What may be concluded, in a sentence."""
        return verdict(self.alpha, None if self.interval is None else self.interval.low)


def variants(
    ratings: Ratings,
    authors: Mapping[str, str],
    *,
    rng: Generator,
    success: float = SUCCESS,
    resamples: int = RESAMPLES,
) -> tuple[Variant, ...]:
    """Return the four variants; `authors` names the rater who made an item, where that is known.

    Intervals draw items and raters, or items alone where there are too few raters.
    """
    return tuple(_variants(ratings, authors, rng, success, resamples))


def _variants(
    ratings: Ratings, authors: Mapping[str, str], rng: Generator, success: float, resamples: int
) -> Iterator[Variant]:
    for with_author in (True, False):
        kept = ratings if with_author else ratings.where(~by_author(ratings, authors))
        for in_two in (False, True):
            counted = kept.at_least(success) if in_two else kept
            level = Level.NOMINAL if in_two else Level.ORDINAL
            intervals = (
                interval(counted, level, over, rng=rng, resamples=resamples)
                for over in (Over.BOTH, Over.ITEMS)
            )
            yield Variant(
                with_author=with_author,
                in_two=in_two,
                items=len(counted.items),
                ratings=len(counted),
                kappa=fleiss_kappa(counted.counts),
                alpha=alpha(counted, level),
                interval=next((found for found in intervals if found), None),
            )


def by_author(ratings: Ratings, authors: Mapping[str, str]) -> NDArray[np.bool_]:
    """Tell of each rating whether the item's author gave it."""
    place = {rater: number for number, rater in enumerate(ratings.raters)}
    own = np.array([place.get(authors.get(item, ""), -1) for item in ratings.items], dtype=np.int64)
    mine: NDArray[np.bool_] = own[ratings.item] == ratings.rater
    return mine


def author_bias(ratings: Ratings, authors: Mapping[str, str], *, rng: Generator) -> Estimate:
    """Return by how much authors rate above the mean of their reviewers; the interval draws authors.

    Only items with both count. The grades are taken as equally far apart.
    """
    own = by_author(ratings, authors)
    value = ratings.points[ratings.value]
    items = len(ratings.items)
    mine, others = (np.bincount(ratings.item[part], minlength=items) for part in (own, ~own))
    gave, said = (np.bincount(ratings.item[part], value[part], items) for part in (own, ~own))
    both = (mine > 0) & (others > 0)
    author = np.zeros(items, dtype=np.int64)
    author[ratings.item[own]] = ratings.rater[own]
    return estimate(gave[both] - said[both] / others[both], author[both], rng)


def votes(ratings: Ratings) -> dict[str, dict[str | float, int]]:
    """Return how many raters gave each item each value: the spread behind every majority."""
    return {
        item: dict(zip(ratings.values, row, strict=True))
        for item, row in zip(ratings.items, ratings.counts.tolist(), strict=True)
    }


def by_arm(ratings: Ratings, arms: Mapping[str, str]) -> dict[str, Ratings]:
    """Return the ratings of each arm; `arms` names an item's arm. Items without one are in none."""
    return {
        arm: ratings.on(item for item, its in arms.items() if its == arm)
        for arm in sorted(set(arms.values()))
    }


def by_group(ratings: Ratings, groups: Mapping[str, str]) -> dict[str, Ratings]:
    """Return the ratings of each group of raters among themselves."""
    return {
        group: ratings.of(rater for rater, its in groups.items() if its == group)
        for group in sorted(set(groups.values()))
    }
