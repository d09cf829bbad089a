"""Skill of red teamers, robustness of targets, difficulty of topics, on one logistic scale.

    logit P(success) = base + skill[member] − robustness[target] − difficulty[topic]

Each of the three is shrunk towards its mean by as much as the data say (crossed normal effects,
`laplace`). This is Elo extended by topics, and the Rasch model of item response theory with
items made of a target and a topic. It knows one scale: a member who is good against one target and
not against another widens the intervals of targets and topics, and is not otherwise seen.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from gadfly.science.outcomes import Figure, Floats, Whole, compact
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
    sandwich = _over_members(fit.effects, fit.thresholds[0].value, y, codes, weight)
    ends = np.cumsum([0, len(things.codes), len(subjects.codes)])
    known = anchors or {}
    anchored = np.isin(things.codes, list(known))
    even = np.full(len(things.codes), 1 / len(things.codes))
    held = anchored / anchored.sum() if anchored.any() else even
    shift = (
        float(np.mean([known[code] for code in things.codes[anchored].tolist()])) if anchored.any() else 0.0
    )
    own, of_topic = (sandwich[one:two, one:two] for one, two in zip(ends[:-1], ends[1:], strict=True))
    topics_even = np.full(len(subjects.codes), 1 / len(subjects.codes))
    means = (float(people.values.mean()), float(held @ things.values), float(topics_even @ subjects.values))
    return Ratings(
        members=_rated(people, people.values - means[0], people.errors),
        targets=_rated(things, means[1] - things.values + shift, _contrast(own, held)),
        topics=_rated(subjects, means[2] - subjects.values, _contrast(of_topic, topics_even)),
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


def _over_members(
    effects: tuple[Effects, ...], threshold: float, y: Whole, codes: list[Whole], weight: Floats
) -> Floats:
    """Return the covariance of targets and topics from how members pull at them, beside the prior's.

    The base stands among the effects as a factor of one level without a prior. A member's own
    effect is profiled out: at the top it leaves no pull.
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
    away = np.hstack(pulls) @ inverse
    prior = (inverse * np.repeat(precision[1:], (*levels[1:], 1))) @ inverse
    covariance: Floats = people / (people - 1) * away.T @ away + prior
    return covariance


def _contrast(covariance: Floats, held: Floats) -> Floats:
    """Return the standard errors of differences from the mean that is held at 0."""
    contrasts = np.eye(len(held)) - held
    errors: Floats = np.sqrt(np.einsum("ki,ij,kj->k", contrasts, covariance, contrasts))
    return errors


def _rated(effects: Effects, values: Floats, errors: Floats) -> tuple[Rated, ...]:
    rows = zip(effects.codes, values, errors, effects.n, strict=True)
    return tuple(
        Rated(int(code), float(value), float(value - Z * error), float(value + Z * error), int(n))
        for code, value, error, n in rows
    )
