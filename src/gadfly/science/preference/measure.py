"""How far a fitted model can be trusted, measured with models that were fitted on parts of its pairs.

Every margin is a held-out one: the model that gave it saw nothing that hangs together with its
pair, and chose nothing by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.random import Generator

from gadfly.science.preference import PreferenceModel, TrainedModel
from gadfly.science.preference.estimate import Estimate, estimate
from gadfly.science.preference.forging import FORGED, Forgeries, drift
from gadfly.science.preference.pairs import Kind, Pair
from gadfly.science.preference.pairs.splits import Whole, by_message, split
from gadfly.science.preference.refusing import OWN, Prompts, Refusals, refusals
from gadfly.science.preference.told import Floats, Mask, Told, losses, margins_of, right, told

SHARES = (0.125, 0.25, 0.5, 1.0)
"""Of the pairs, where the learning curve is looked at."""

FEWEST = 20
"""Pairs below which a part of them teaches nothing worth a line."""


class Fitter(Protocol):
    """Makes models of pairs, again and again; what it works out of a reply it may keep.

    `clusters` tells which pairs hang together: whatever is chosen inside by held-out loss must
    keep them on one side.
    """

    def __call__(self, pairs: Sequence[Pair], clusters: Whole, rng: Generator) -> TrainedModel:
        """Return the model of `pairs`; the same pairs and chance give the same model."""


class Scale(NamedTuple):
    """How the scores of the training replies are spread."""

    deviation: float
    low: float
    middle: float
    high: float


class Point(NamedTuple):
    """A point of the learning curve: pairs learnt from, and how well others were told."""

    pairs: int
    accuracy: Estimate
    loss: Estimate


class Across(NamedTuple):
    """How well pairs of one kind are told by a model that saw the other kind alone."""

    learnt: Kind
    asked: Kind
    accuracy: Estimate


@dataclass(frozen=True, slots=True)
class Measures:
    """All that is known of a fitted model's worth.

    `agreement` is the correlation, on a third of the messages, of two models fitted on the two
    other thirds; None where a third holds too little. `people` tells whether no person's pairs
    stood on two sides: None where the pairs name nobody. `refused` tells whether the model itself
    likes refusals of safe questions, `moved` how far forged verdicts behind chosen replies move it.
    """

    told: Told
    agreement: float | None
    curve: tuple[Point, ...]
    across: tuple[Across, ...]
    scale: Scale
    people: bool | None
    refused: Refusals
    moved: Forgeries


def measure(
    pairs: Sequence[Pair],
    clusters: Whole,
    model: TrainedModel,
    fitter: Fitter,
    *,
    rng: Generator,
    folds: int,
    prompts: Prompts = OWN,
) -> Measures:
    """Return what is known of `model`, which `fitter` made of `pairs`; over-refusal is told by `prompts`."""
    parts = split(clusters, folds, rng)
    bench = _Bench(pairs, clusters, by_message(pairs), fitter, rng)
    margins = np.zeros(len(pairs))
    for part in np.unique(parts):
        margins[parts == part] = bench.margins(learnt=parts != part, asked=parts == part)
    return Measures(
        told=told(pairs, margins, rng=rng),
        agreement=_agreement(bench),
        curve=tuple(_curve(bench, parts)),
        across=tuple(_across(bench, parts)),
        scale=_scale(pairs, model),
        people=_held_apart(pairs, parts),
        refused=refusals(model, prompts, rng=rng),
        moved=drift(model, [pair.replies[0] for pair in pairs[: len(FORGED)]], rng=rng),
    )


@dataclass(frozen=True, slots=True)
class _Bench:
    """Pairs to fit on and to ask about, chosen by masks."""

    pairs: Sequence[Pair]
    clusters: Whole
    messages: Whole
    fitter: Fitter
    rng: Generator

    def at(self, keep: Mask) -> list[Pair]:
        return [self.pairs[place] for place in np.flatnonzero(keep).tolist()]

    def fitted(self, learnt: Mask) -> PreferenceModel:
        return self.fitter(self.at(learnt), self.clusters[learnt], self.rng)

    def margins(self, *, learnt: Mask, asked: Mask) -> Floats:
        return margins_of(self.fitted(learnt), self.at(asked))

    def mean(self, values: Floats, asked: Mask) -> Estimate:
        known = ~np.isnan(values)
        return estimate(values[known], self.messages[asked][known], self.rng)


def _agreement(bench: _Bench) -> float | None:
    """Return how models of two thirds of the messages correlate on the third."""
    parts = split(bench.clusters, 3, bench.rng)
    asked, *thirds = (parts == part for part in range(3))
    if min(part.sum() for part in (asked, *thirds)) < FEWEST:
        return None
    one, other = (bench.margins(learnt=third, asked=asked) for third in thirds)
    known = ~np.isnan(one + other)
    one, other = one[known], other[known]
    if len(one) < FEWEST or not (one.std() and other.std()):
        return None
    return float(np.corrcoef(one, other)[0, 1])


def _curve(bench: _Bench, parts: Whole) -> list[Point]:
    """Return how the pairs of the first part are told by models of more and more of the others."""
    asked = parts == 0
    order = split(bench.clusters, len(bench.pairs), bench.rng)  # a number of its own for each cluster
    points = []
    for share in SHARES:
        learnt = ~asked & (order < share * (order.max() + 1))
        if learnt.sum() >= FEWEST:
            margins = bench.margins(learnt=learnt, asked=asked)
            accuracy, loss = bench.mean(right(margins), asked), bench.mean(losses(margins), asked)
            points.append(Point(int(learnt.sum()), accuracy, loss))
    return points


def _across(bench: _Bench, parts: Whole) -> list[Across]:
    """Return how each kind is told by a model of the other alone, on the pairs of every second part."""
    kinds = np.array([pair.kind for pair in bench.pairs])
    found = []
    for learnt, asked in ((one, other) for one in Kind for other in Kind if one != other):
        seen, unseen = (kinds == learnt) & (parts % 2 == 0), (kinds == asked) & (parts % 2 == 1)
        if min(seen.sum(), unseen.sum()) >= FEWEST:
            told = right(bench.margins(learnt=seen, asked=unseen))
            found.append(Across(learnt, asked, bench.mean(told, unseen)))
    return found


def _scale(pairs: Sequence[Pair], model: PreferenceModel) -> Scale:
    scores = np.array(model.values([reply for pair in pairs for reply in pair.replies]))
    known = scores[~np.isnan(scores)]
    low, middle, high = (float(score) for score in np.percentile(known, [5, 50, 95]))
    return Scale(float(known.std()), low, middle, high)


def _held_apart(pairs: Sequence[Pair], parts: Whole) -> bool | None:
    homes = {(pair.person, part) for pair, part in zip(pairs, parts.tolist(), strict=True) if pair.person}
    return len(homes) == len({person for person, _ in homes}) if homes else None
