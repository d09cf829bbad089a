"""How far a trained model can be trusted, measured on pairs it did not see.

Every margin here is a held-out one: the model that gave it saw no pair with the same first human
message, and its penalty was chosen without it. A margin of zero counts as half right.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import expit

from gadfly.science.dialogue import Role
from gadfly.science.embedding import Embedder
from gadfly.science.preference.estimate import Estimate, estimate
from gadfly.science.preference.features import Floats
from gadfly.science.preference.light import LightModel
from gadfly.science.preference.pairs import Pair
from gadfly.science.preference.train import (
    FOLDS,
    Table,
    Whole,
    choose,
    held_out,
    losses,
    prepare,
    solve,
    split,
)

SHORT = 20
"""Characters below which a reply counts as short."""

ALIKE = 0.2
"""Part by which the lengths of two replies alike in length differ at most, of the longer one."""

EDGES = (0.5, 0.55, 0.6, 0.65, 0.7, 0.8, 1.0)
"""Where the bins of confidence begin and end."""

LONGER, SHORTER_THAN, EMPTY = (
    "people preferred the longer",
    f"a reply under {SHORT} characters",
    "an empty reply",
)

Mask = NDArray[np.bool_]


class Group(NamedTuple):
    """How often the model and the rule "shorter wins" agree with people on some of the pairs."""

    name: str
    model: Estimate
    shorter: Estimate


class Bin(NamedTuple):
    """Pairs on which the model was about equally sure: how sure, and how often right."""

    low: float
    high: float
    confidence: float | None
    right: Estimate


class Scale(NamedTuple):
    """How the scores of the reference replies are spread."""

    deviation: float
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Measures:
    """All that is known of a model's worth. Accuracies are shares, losses are in nats."""

    messages: int
    groups: tuple[Group, ...]
    gain: Estimate
    loss: Estimate
    length_loss: Estimate
    bins: tuple[Bin, ...]
    slope: float
    agreement: float
    scale: Scale

    @property
    def overall(self) -> Group:
        """All pairs."""
        return self.groups[0]

    @property
    def against_length(self) -> Group:
        """The pairs where people preferred the longer reply."""
        return self.groups[-3]

    @property
    def short(self) -> Group:
        """The pairs where a reply has fewer than `SHORT` characters."""
        return self.groups[-2]

    @property
    def empty(self) -> Group:
        """The pairs where a reply is empty."""
        return self.groups[-1]


def measure(pairs: Sequence[Pair], model: LightModel, *, embedder: Embedder, rng: Generator) -> Measures:
    """Return what is known of `model`, trained on `pairs`, from models trained on parts of them."""
    _, table = prepare(pairs, embedder)
    parts = split(table.clusters, FOLDS, rng)
    margins = held_out(table, parts, lambda seen: choose(seen, rng))
    length = held_out(table.columns(slice(-2, -1)), parts, lambda _: 1.0)
    shorter = np.array([float(len(pair.rejected) - len(pair.chosen)) for pair in pairs])
    judge = _Judge(table.clusters, _right(margins), _right(shorter), rng)
    return Measures(
        messages=len(np.unique(table.clusters)),
        groups=tuple(judge.group(name, keep) for name, keep in _slices(pairs)),
        gain=estimate(judge.model - judge.shorter, table.clusters, rng),
        loss=estimate(losses(margins), table.clusters, rng),
        length_loss=estimate(losses(length), table.clusters, rng),
        bins=tuple(_bins(margins, judge)),
        slope=_slope(margins),
        agreement=_agreement(table, model.penalty, rng),
        scale=_scale(pairs, model),
    )


@dataclass(frozen=True, slots=True)
class _Judge:
    clusters: Whole
    model: Floats
    shorter: Floats
    rng: Generator

    def share(self, right: Floats, keep: Mask) -> Estimate:
        return estimate(right[keep], self.clusters[keep], self.rng)

    def group(self, name: str, keep: Mask) -> Group:
        return Group(name, self.share(self.model, keep), self.share(self.shorter, keep))


def _right(margins: Floats) -> Floats:
    right: Floats = (np.sign(margins) + 1) / 2
    return right


def _slices(pairs: Sequence[Pair]) -> Iterator[tuple[str, Mask]]:
    turns = np.array([sum(said.role is Role.HUMAN for said in pair.prompt) for pair in pairs])
    lengths = np.array([(len(pair.chosen), len(pair.rejected)) for pair in pairs])
    least, most = lengths.min(axis=1), lengths.max(axis=1)
    yield "all pairs", turns > 0
    for count in range(1, 5):
        yield f"{count} human message{'s'[: count > 1]} before", turns == count
    yield "5 or more human messages before", turns > 4  # noqa: PLR2004 -- as the name says
    yield f"lengths within {ALIKE:.0%} of each other", most - least <= ALIKE * most
    yield "people preferred the shorter", lengths[:, 0] < lengths[:, 1]
    yield "people preferred the longer", lengths[:, 0] > lengths[:, 1]
    yield f"a reply under {SHORT} characters", least < SHORT
    yield "an empty reply", least == 0


def _bins(margins: Floats, judge: _Judge) -> Iterator[Bin]:
    sure = expit(np.abs(margins))
    for low, high in pairwise(EDGES):
        keep = (sure >= low) & ((sure < high) | (high == EDGES[-1]))
        yield Bin(low, high, float(sure[keep].mean()) if keep.any() else None, judge.share(judge.model, keep))


def _slope(margins: Floats) -> float:
    """Return what margins must be multiplied with to fit best: 1 is calibrated, less is too sure."""
    found = minimize_scalar(lambda by: float(losses(by * margins).sum()), bounds=(0, 10), method="bounded")
    return float(found.x)


def _agreement(table: Table, penalty: float, rng: Generator) -> float:
    """Return how models of two thirds of the messages correlate on the third, averaged over thirds."""
    parts = split(table.clusters, 3, rng)
    weights = [solve(table.rows(parts == part), penalty) for part in range(3)]

    def on(part: int) -> float:
        seen = table.differences[parts == part]
        one, other = (np.einsum("ij,j->i", seen, weights[(part + step) % 3]) for step in (1, 2))
        return float(np.corrcoef(one, other)[0, 1])

    return sum(on(part) for part in range(3)) / 3


def _scale(pairs: Sequence[Pair], model: LightModel) -> Scale:
    scores = np.array(model.values([reply for pair in pairs for reply in pair.replies]))
    low, middle, high = (float(score) for score in np.percentile(scores, [5, 50, 95]))
    return Scale(float(scores.std()), low, middle, high)
