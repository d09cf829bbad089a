"""What pairs tell of a model that did not see them: how often it is right, on which, and how sure.

A margin is the score of the chosen reply minus that of the rejected one; zero counts as half
right. Intervals are drawn over first human messages. Beside the model stand two rules that know
nothing but length: "shorter wins", and a weight on the logarithm of the length, fitted on the
other pairs.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from gadfly.science.dialogue import STRONGEST, WEAKEST, Role
from gadfly.science.preference import PreferenceModel
from gadfly.science.preference.estimate import Estimate, estimate
from gadfly.science.preference.pairs import Kind, Pair
from gadfly.science.preference.pairs.splits import Whole, by_message, split

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

SHORT = 20
"""Characters below which a reply counts as short."""

ALIKE = 0.2
"""Part by which the lengths of two replies alike in length differ at most, of the longer one."""

EDGES = (0.5, 0.55, 0.6, 0.65, 0.7, 0.8, 1.0)
"""Where the bins of confidence begin and end."""

MOST_ARMS = 20
"""Arms that are told apart: those with the most pairs."""

PARTS = 10
"""Into which pairs are split to fit the weight of their length."""

ALL, LONGER, SHORTER_THAN, EMPTY = (
    "all pairs",
    "people preferred the longer",
    f"a reply under {SHORT} characters",
    "an empty reply",
)


class Group(NamedTuple):
    """How often the model, "shorter wins" and length alone agree with people on some of the pairs."""

    name: str
    model: Estimate
    shorter: Estimate
    length: Estimate


class Bin(NamedTuple):
    """Pairs on which the model was about equally sure: how sure, and how often right."""

    low: float
    high: float
    confidence: float | None
    right: Estimate


@dataclass(frozen=True, slots=True)
class Told:
    """What margins tell. Accuracies are shares, losses are in nats; a coin's are 0.5 and log 2.

    Pairs are `unscored`, and in no figure, where one of their replies got no score. `gain` is the
    model's accuracy minus that of "shorter wins". Margins fit best when multiplied by `slope`: 1
    is calibrated, less means too sure; `tempered` is the loss when they are.
    """

    messages: int
    unscored: int
    groups: tuple[Group, ...]
    gain: Estimate
    loss: Estimate
    length_loss: Estimate
    tempered: Estimate
    bins: tuple[Bin, ...]
    slope: float

    def group(self, name: str) -> Group:
        """Return the group of this name. Raises KeyError where there is none."""
        return {group.name: group for group in self.groups}[name]

    @property
    def overall(self) -> Group:
        """All pairs."""
        return self.group(ALL)

    @property
    def temperature(self) -> float:
        """What margins must be divided by to fit best; very large where they tell nothing."""
        return 1 / self.slope


def margins_of(model: PreferenceModel, pairs: Sequence[Pair]) -> Floats:
    """Return the score of each pair's chosen reply minus that of the rejected one."""
    scores = np.array(model.values([reply for pair in pairs for reply in pair.replies]), dtype=np.float64)
    margins: Floats = scores[::2] - scores[1::2]
    return margins


def right(margins: Floats) -> Floats:
    """Return 1 where a margin is above zero, 0 where it is below, a half where it is zero, else NaN."""
    counted: Floats = (np.sign(margins) + 1) / 2
    return counted


def losses(margins: Floats) -> Floats:
    """Return the loss of each pair, in nats, NaN where there is no margin; log 2 is what a coin gets."""
    with np.errstate(invalid="ignore"):
        return np.logaddexp(0, -margins)


def told(pairs: Sequence[Pair], margins: Floats, *, rng: Generator) -> Told:
    """Return what the margins of a model on pairs it did not see tell of it; NaN is no margin."""
    scored = ~np.isnan(margins)
    pairs, margins = [pairs[at] for at in np.flatnonzero(scored).tolist()], margins[scored]
    clusters = by_message(pairs)
    shorter = np.array([float(len(pair.rejected) - len(pair.chosen)) for pair in pairs])
    length = _length_margins(pairs, split(clusters, PARTS, rng))
    judge = _Judge(clusters, right(margins), right(shorter), right(length), rng)
    slope = _slope(margins, (0, 10))
    return Told(
        messages=len(np.unique(clusters)),
        unscored=int((~scored).sum()),
        groups=tuple(judge.group(name, keep) for name, keep in _slices(pairs)),
        gain=estimate(judge.model - judge.shorter, clusters, rng),
        loss=estimate(losses(margins), clusters, rng),
        length_loss=estimate(losses(length), clusters, rng),
        tempered=estimate(losses(slope * margins), clusters, rng),
        bins=tuple(_bins(margins, judge)),
        slope=slope,
    )


@dataclass(frozen=True, slots=True)
class _Judge:
    clusters: Whole
    model: Floats
    shorter: Floats
    length: Floats
    rng: Generator

    def share(self, counted: Floats, keep: Mask) -> Estimate:
        return estimate(counted[keep], self.clusters[keep], self.rng)

    def group(self, name: str, keep: Mask) -> Group:
        return Group(name, *(self.share(each, keep) for each in (self.model, self.shorter, self.length)))


def _slices(pairs: Sequence[Pair]) -> Iterator[tuple[str, Mask]]:
    turns = np.array([sum(said.role is Role.HUMAN for said in pair.prompt) for pair in pairs], dtype=np.int64)
    lengths = np.array([(len(pair.chosen), len(pair.rejected)) for pair in pairs]).reshape(-1, 2)
    least, most = lengths.min(axis=1), lengths.max(axis=1)
    yield ALL, turns >= 0
    yield from _of_source(pairs)
    for count in range(1, 5):
        yield f"{count} human message{'s'[: count > 1]} before", turns == count
    yield "5 or more human messages before", turns > 4  # noqa: PLR2004 -- as the name says
    yield f"lengths within {ALIKE:.0%} of each other", most - least <= ALIKE * most
    yield "people preferred the shorter", lengths[:, 0] < lengths[:, 1]
    yield LONGER, lengths[:, 0] > lengths[:, 1]
    yield SHORTER_THAN, least < SHORT
    yield EMPTY, least == 0


def _of_source(pairs: Sequence[Pair]) -> Iterator[tuple[str, Mask]]:
    """Yield the groups that only some sources tell of: kinds, grades of a pick, arms."""
    kinds = np.array([pair.kind for pair in pairs])
    if Kind.HELPFUL in kinds:
        yield from ((f"{kind} pairs", kinds == kind) for kind in Kind)
    strengths = np.array([pair.strength or 0 for pair in pairs])
    if strengths.any():
        yield from ((f"sure: {grade} of {STRONGEST}", strengths == grade) for grade in _GRADES)
    arms = np.array([pair.arm or "" for pair in pairs])
    for arm, _ in Counter(arm for arm in arms.tolist() if arm).most_common(MOST_ARMS):
        yield f"arm {arm}", arms == arm


_GRADES = range(WEAKEST, STRONGEST + 1)


def _bins(margins: Floats, judge: _Judge) -> Iterator[Bin]:
    from scipy.special import expit  # noqa: PLC0415 -- a second and 40 MB that scoring does without

    sure = expit(np.abs(margins))
    for low, high in pairwise(EDGES):
        keep = (sure >= low) & ((sure < high) | (high == EDGES[-1]))
        yield Bin(low, high, float(sure[keep].mean()) if keep.any() else None, judge.share(judge.model, keep))


def _slope(margins: Floats, bounds: tuple[float, float]) -> float:
    """Return what margins must be multiplied with to fit best."""
    from scipy.optimize import minimize_scalar  # noqa: PLC0415 -- a second and 40 MB that scoring does without

    found = minimize_scalar(lambda by: float(losses(by * margins).sum()), bounds=bounds, method="bounded")
    return float(found.x)


def _length_margins(pairs: Sequence[Pair], parts: Whole) -> Floats:
    """Return margins by length alone, each from a weight that was fitted on the other parts."""
    lengths = np.array([[len(reply.text.strip()) for reply in pair.replies] for pair in pairs]).reshape(-1, 2)
    apart = np.log1p(lengths[:, 0]) - np.log1p(lengths[:, 1])
    margins = np.zeros(len(pairs))
    for part in np.unique(parts):
        margins[parts == part] = _slope(apart[parts != part], (-5, 5)) * apart[parts == part]
    return margins
