"""Skill of red teamers, robustness of targets, difficulty of topics, on one logistic scale.

    logit P(success) = base + skill[member] − robustness[target] − difficulty[topic]

Each of the three is shrunk towards its mean by as much as the data say (crossed normal effects,
`laplace`). This is Elo extended by topics, and the Rasch model of item response theory with
items made of a target and a topic. It knows one scale: a member who is good against one target and
not against another widens the intervals of targets and topics, and is not otherwise seen.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from gadfly.science.outcomes import Figure, Floats, Whole, compact
from gadfly.science.outcomes.clusters import quantile_of_t
from gadfly.science.outcomes.crossed import Crossing, System
from gadfly.science.outcomes.laplace import thresholds_of
from gadfly.science.outcomes.link import link
from gadfly.science.outcomes.ordinal import Effects, ordinal, whole

ELO = 400 / np.log(10)
"""Points of Elo in a logit."""
Z = 1.959963984540054


class Rated(NamedTuple):
    """Somebody or something on the scale: its code, its place in logits with a 95 % interval, attacks."""

    code: int
    value: float
    low: float
    high: float
    n: int

    @property
    def elo(self) -> float:
        """The place in points of Elo."""
        return float(self.value * ELO)


class Ratings(NamedTuple):
    """All on one scale. `base` is the logit of success where member, target and topic are at 0.

    Members and topics average 0, and so do targets unless anchored. The deviations tell how far
    members, targets and topics differ among themselves.
    """

    members: tuple[Rated, ...]
    targets: tuple[Rated, ...]
    topics: tuple[Rated, ...]
    base: float
    deviations: tuple[Figure, Figure, Figure]
    n: int
    excluded: int
    converged: bool


def extended_elo(
    success: Floats,
    member: Whole,
    target: Whole,
    topic: Whole,
    *,
    anchors: Mapping[int, float] | None = None,
) -> Ratings:
    """Rate by attacks that did (1) or did not (0) succeed; NaN is missing.

    `anchors` give some targets' codes a robustness known from elsewhere, so that campaigns that share
    targets share a scale: targets are then shifted, base with them, so that anchors meet it on average.
    Raises ValueError where all succeeded or none, or where there is one member, target or topic only.
    """
    keep = whole(success, np.empty((len(success), 0)), (member, target, topic))
    rows, weight = _alike(success[keep], member[keep], target[keep], topic[keep])
    y, *codes = rows
    fit = ordinal(y.astype(np.float64), np.empty((len(y), 0)), codes, weight)
    people, things, subjects = fit.effects
    reaches = _squared_reaches(fit.effects, fit.thresholds[0].value, y, codes, weight)
    ends = np.cumsum([0, len(things.codes), len(subjects.codes)])
    known = anchors or {}
    anchored = np.isin(things.codes, list(known))
    even = np.full(len(things.codes), 1 / len(things.codes))
    held = anchored / anchored.sum() if anchored.any() else even
    shift = (
        float(np.mean([known[code] for code in things.codes[anchored].tolist()])) if anchored.any() else 0.0
    )
    own, of_topic = ([reach[one:two, one:two] for reach in reaches] for one, two in pairwise(ends))
    topics_even = np.full(len(subjects.codes), 1 / len(subjects.codes))
    means = (float(people.values.mean()), float(held @ things.values), float(topics_even @ subjects.values))
    return Ratings(
        members=_rated(people, people.values - means[0], Z * people.errors),
        targets=_rated(things, means[1] - things.values + shift, _reach(own, held)),
        topics=_rated(subjects, means[2] - subjects.values, _reach(of_topic, topics_even)),
        base=sum(means) - fit.thresholds[0].value + shift,
        deviations=(people.deviation, things.deviation, subjects.deviation),
        n=fit.n,
        excluded=int((~keep).sum()),
        converged=fit.converged,
    )


def _alike(success: Floats, *codes: Whole) -> tuple[list[Whole], Floats]:
    """Return rows that differ, and how many attacks each stands for."""
    columns = [compact(column) for column in (success.astype(np.int64), *codes)]
    key = np.zeros(len(success), np.int64)
    for index, names in columns:
        key = key * len(names) + index
    _, first, counts = np.unique(key, return_index=True, return_counts=True)
    return [names[index[first]] for index, names in columns], counts.astype(np.float64)


def _squared_reaches(
    effects: tuple[Effects, ...], threshold: float, y: Whole, codes: list[Whole], weight: Floats
) -> list[Floats]:
    """Return the covariances of targets and topics, times the square of how far 95 % reach.

    One is the model's. One is how members pull at each, left out in turn, and the prior's pull: it
    counts what a member brings to one target alone. The base stands among the effects as a factor
    of one level without a prior; a member's own effect at its top leaves no pull, so it is profiled out.
    """
    coded = [compact(code)[0] for code in codes]
    levels = tuple(len(effect.codes) for effect in effects)
    everyone = np.zeros(len(y), np.int64)
    crossing = Crossing((*coded, everyone), (*levels, 1), weight)
    eta = sum((effect.values[code] for effect, code in zip(effects, coded, strict=True)), np.zeros(len(y)))
    at = link(eta, y, thresholds_of(np.array([threshold])))
    spreads = np.array([effect.deviation.value or np.exp(-6.0) for effect in effects])
    precision = np.append(1 / spreads**2, 0.0)
    inverse = System(crossing, weight * at.w, precision).inner
    pull = weight * at.slope
    people = levels[0]
    columns = zip((*coded[1:], everyone), (*levels[1:], 1), strict=True)
    pulls = [
        np.bincount(coded[0] * many + code, pull, people * many).reshape(people, many)
        for code, many in columns
    ]
    said = np.bincount(coded[0], weight * at.w)
    away = (np.hstack(pulls) @ inverse) / (1 - said / said.sum())[:, None]
    prior = (inverse * np.repeat(precision[1:], (*levels[1:], 1))) @ inverse
    clustered = quantile_of_t(effects[0].n) ** 2 * (away.T @ away + prior)
    return [Z**2 * inverse, clustered]


def _reach(reaches: Sequence[Floats], held: Floats) -> Floats:
    """Return how far 95 % reach, by the wider of two ways, about differences from the mean held at 0."""
    contrasts = np.eye(len(held)) - held
    found: Floats = np.sqrt([np.einsum("ki,ij,kj->k", contrasts, one, contrasts) for one in reaches]).max(
        axis=0
    )
    return found


def _rated(effects: Effects, values: Floats, reaches: Floats) -> tuple[Rated, ...]:
    rows = zip(effects.codes, values, reaches, effects.n, strict=True)
    return tuple(
        Rated(int(code), float(value), float(value - reach), float(value + reach), int(n))
        for code, value, reach, n in rows
    )
