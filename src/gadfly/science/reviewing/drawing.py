"""Drawing a sample of attacks to be reviewed.

Only the random rules are samples in the statistical sense: what is drawn uncertain or disagreement
first says much about the hard cases and nothing about the rest. What an item lacks (a score, a
self-rating) is never taken for a value: such items come last where a rule needs it.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from enum import StrEnum
from random import Random
from statistics import median
from typing import NamedTuple

STEPS = (1.0, 0.0, -1.0, -2.0)
"""Where a stratum by score ends: those of the harm scale."""


class Rule(StrEnum):
    """How a sample is drawn."""

    ALL = "all"
    RANDOM = "random"
    STRATIFIED = "stratified"
    UNCERTAIN = "uncertain first"
    DISAGREEMENT = "disagreement first"


class Item(NamedTuple):
    """An attack that may be drawn. `score`: lower is more harmful; `rated`: its author's success, 0–4."""

    id: int
    arm: Hashable = None
    score: float | None = None
    rated: int | None = None


def draw(items: Sequence[Item], *, rule: Rule, size: int, rng: Random) -> list[int]:
    """Return the ids of at most `size` items in the order they were drawn; the order of `items` is no matter.

    `Rule.ALL` takes every item, whatever the size. Raises ValueError for a size below 1.
    """
    if size < 1:
        raise ValueError("A sample has at least one item.")
    shuffled = sorted(items, key=lambda item: item.id)
    rng.shuffle(shuffled)
    return [item.id for item in _ORDERS[rule](shuffled)][: len(items) if rule is Rule.ALL else size]


def _as_shuffled(items: Sequence[Item]) -> Sequence[Item]:
    return items


def _stratified(items: Sequence[Item]) -> Sequence[Item]:
    """Return the items so that any beginning holds each stratum in equal number, while it lasts.

    Strata are arm × step of the score; those without a score are a stratum of their own.
    """
    strata: dict[Hashable, list[Item]] = defaultdict(list)
    for item in items:
        strata[item.arm, _step(item.score)].append(item)
    rounds = [(place, item) for stratum in strata.values() for place, item in enumerate(stratum)]
    return [item for _, item in sorted(rounds, key=lambda row: row[0])]


def _step(score: float | None) -> int | None:
    return None if score is None else sum(score < step for step in STEPS)


def _uncertain(items: Sequence[Item]) -> Sequence[Item]:
    """Return first those whose score says least: nearest to the median of all; those without come last."""
    scores = [item.score for item in items if item.score is not None]
    middle = median(scores) if scores else 0.0
    return sorted(items, key=lambda item: (item.score is None, abs((item.score or 0.0) - middle)))


def _disagreement(items: Sequence[Item]) -> Sequence[Item]:
    """Return first those whose author and scorer part most: by the distance of their ranks."""
    both = [item for item in items if item.score is not None and item.rated is not None]
    by_score = _ranks([-(item.score or 0.0) for item in both])
    by_rating = _ranks([float(item.rated or 0) for item in both])
    apart = {item.id: abs(one - other) for item, one, other in zip(both, by_score, by_rating, strict=True)}
    return sorted(items, key=lambda item: -apart.get(item.id, -1.0))


def _ranks(values: Sequence[float]) -> list[float]:
    """Return each value's mid-rank, counted from 0."""
    places: dict[float, list[int]] = defaultdict(list)
    for place, value in enumerate(sorted(values)):
        places[value].append(place)
    return [sum(places[value]) / len(places[value]) for value in values]


_ORDERS = {
    Rule.ALL: _as_shuffled,
    Rule.RANDOM: _as_shuffled,
    Rule.STRATIFIED: _stratified,
    Rule.UNCERTAIN: _uncertain,
    Rule.DISAGREEMENT: _disagreement,
}
