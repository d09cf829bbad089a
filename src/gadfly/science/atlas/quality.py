"""How true a map is: whether those near each other on it are near in what they say.

Trustworthiness (Venna & Kaski 2001) counts neighbours on the map that are none; recall, neighbours
that the map keeps. Both are figures of near distances only, as is the map. `agreement` says how well
islands fit labels that people gave (adjusted mutual information, Vinh et al. 2010).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gadfly.science.atlas.extra import needed
from gadfly.science.atlas.neighbours import K

BLOCK = 256


class Quality(NamedTuple):
    """Trustworthiness and recall of k neighbours, over `n` of the points; both are 1 at best."""

    trust: float
    recall: float
    n: int


def quality_of(
    vectors: NDArray[np.float32], xy: NDArray[np.float32], *, sample: int, seed: int, k: int = K
) -> Quality | None:
    """Return the quality over a seeded sample of the points; None where 3k or fewer leave it undefined."""
    count = len(vectors)
    if count <= 3 * k:
        return None
    chosen = np.sort(np.random.default_rng(seed).choice(count, min(sample, count), replace=False))
    ranks = np.concatenate(
        [_ranks(vectors, xy, rows, k) for rows in np.split(chosen, range(BLOCK, len(chosen), BLOCK))]
    )
    worst = k * (2 * count - 3 * k - 1) / 2
    return Quality(
        trust=float(1 - np.maximum(ranks - k, 0).sum(axis=1).mean() / worst),
        recall=float((ranks <= k).mean()),
        n=len(chosen),
    )


def _ranks(
    vectors: NDArray[np.float32], xy: NDArray[np.float32], rows: NDArray[np.int64], k: int
) -> NDArray[np.int64]:
    """Return for each row the ranks, from 1, that its k neighbours on the map have among the vectors."""
    similarity = vectors[rows] @ vectors.T
    similarity[np.arange(len(rows)), rows] = np.inf  # oneself has rank 0
    order = np.argsort(-similarity, axis=1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(len(vectors))[None, :], axis=1)
    near = cKDTree(xy).query(xy[rows], k + 1)[1]
    keep = near != rows[:, None]
    keep[keep.all(axis=1), -1] = False
    found: NDArray[np.int64] = np.take_along_axis(rank, near[keep].reshape(len(rows), k), axis=1)
    return found


def agreement(labels: NDArray[np.signedinteger], truth: NDArray[np.signedinteger]) -> float:
    """Return the adjusted mutual information of islands and given labels; -1, no island, is one of them."""
    return float(needed("sklearn.metrics").adjusted_mutual_info_score(truth, labels))
