"""Pairs to weights: Bradley and Terry's model, held back by a penalty, chosen by held-out loss.

The loss of a pair is -log sigmoid(score(chosen) - score(rejected)), plus half the penalty times
the squared weights of the embedding. What hangs together stays together where pairs are split.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from gadfly.science.embedding import Embedder
from gadfly.science.preference.bag import bag_of
from gadfly.science.preference.features import Floats, Frame, closeness, features
from gadfly.science.preference.light import batches
from gadfly.science.preference.pairs import Pair
from gadfly.science.preference.pairs.splits import Whole, split

PENALTIES = (1.0, 2.0, 4.0, 8.0, 16.0)
"""What the weights of the embedding and the words may be held back by. The two plain features get 1."""

FOLDS = 5
"""Parts the pairs are split into to choose the penalty."""

DECIMALS = 4
"""Of a stored weight: far coarser than what machines disagree in, so that the file is the same."""


@dataclass(frozen=True, eq=False)
class Table:
    """Pairs as numbers: features of chosen minus rejected, weights, and who belongs together.

    The last `plain` features are not the embedding's, and are held back by 1 whatever its penalty.
    """

    differences: Floats
    weights: Floats
    clusters: Whole
    plain: int = 2

    def rows(self, keep: NDArray[np.bool_]) -> "Table":
        """Return the rows where `keep` is true."""
        return Table(self.differences[keep], self.weights[keep], self.clusters[keep], self.plain)


def frame_of(pairs: Sequence[Pair], embedder: Embedder) -> Frame:
    """Return the bounds of length (1st and 99th percentile), mean closeness and words of all replies."""
    replies = [reply for pair in pairs for reply in pair.replies]
    lengths = [len(reply.text.strip()) for reply in replies]
    near = np.concatenate([closeness(some, embedder) for some in batches(replies)])
    known = near[~np.isnan(near)]
    shortest, longest = np.percentile(lengths, [1, 99])
    middle = round(float(known.mean()), DECIMALS) if known.size else 0.0
    return Frame(int(shortest), int(longest), middle, bag_of([reply.text.strip() for reply in replies]))


def table_of(pairs: Sequence[Pair], clusters: Whole, embedder: Embedder, frame: Frame) -> Table:
    """Return the pairs as numbers; `clusters` tells which hang together."""
    replies = [reply for pair in pairs for reply in pair.replies]  # chosen, rejected, chosen, …
    rows = (features(some, embedder, frame) for some in batches(replies))
    differences = np.concatenate([some[::2] - some[1::2] for some in rows])
    weights = np.array([pair.weight for pair in pairs], dtype=np.float64)
    return Table(differences, weights, clusters)


def solve(table: Table, penalty: float) -> Floats:
    """Return the weights of least loss. The loss is strictly convex: there is one answer.

    By Newton's method with conjugate gradients: curvature costs no more than slope here, and what
    is left of error is far below `DECIMALS`, so that two machines round to the same file. The
    sums are einsum's, because the threads behind matrix products (and behind L-BFGS) cost more
    than they bring on matrices this small: on two busy cores a fit took five times as long.
    """
    from scipy.optimize import minimize  # noqa: PLC0415 -- a second and 40 MB that scoring does without
    from scipy.special import expit  # noqa: PLC0415 -- likewise

    held = _held(table, penalty)

    def loss(weights: Floats) -> tuple[float, Floats]:
        margins = np.einsum("ij,j->i", table.differences, weights)
        pull = table.weights * expit(-margins)
        value = (table.weights * losses(margins)).sum() + (held * weights**2).sum() / 2
        return float(value), held * weights - np.einsum("ij,i->j", table.differences, pull)

    def bend(weights: Floats, along: Floats) -> Floats:
        wrong = expit(-np.einsum("ij,j->i", table.differences, weights))
        moved = np.einsum("ij,j->i", table.differences, along) * table.weights * wrong * (1 - wrong)
        bent: Floats = held * along + np.einsum("ij,i->j", table.differences, moved)
        return bent

    start = np.zeros(len(held))
    found: Floats = minimize(loss, start, jac=True, hessp=bend, method="Newton-CG", options={"xtol": 1e-8}).x
    return found


def _held(table: Table, penalty: float) -> Floats:
    """Return the penalty of each weight: `penalty` for the embedding's, 1 for the plain ones."""
    held = np.full(table.differences.shape[1], penalty)
    held[len(held) - table.plain :] = 1.0
    return held


def losses(margins: Floats) -> Floats:
    """Return the loss of each pair, in nats; log 2 is what a coin gets."""
    return np.logaddexp(0, -margins)


def choose(table: Table, rng: Generator, penalties: Sequence[float] = PENALTIES) -> float:
    """Return the one of the `penalties` with the least held-out loss."""
    parts = split(table.clusters, FOLDS, rng)

    def cost(penalty: float) -> float:
        return float((table.weights * losses(held_out(table, parts, penalty))).sum())

    return min(penalties, key=cost)


def held_out(table: Table, parts: Whole, penalty: float) -> Floats:
    """Return each pair's margin from weights that saw no pair of its part."""
    margins = np.zeros(len(parts))
    for part in np.unique(parts):
        weights = solve(table.rows(parts != part), penalty)
        margins[parts == part] = np.einsum("ij,j->i", table.differences[parts == part], weights)
    return margins
