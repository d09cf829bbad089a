"""Islands of the map: HDBSCAN on the two coordinates (Campello et al. 2013), the largest first.

A template that many used is an island of its own, so islands are not topics: they are what lies
together. Points between islands belong to none (-1).
"""

import numpy as np
from numpy.typing import NDArray

from gadfly.science.atlas.extra import needed

NONE = -1
SAMPLE = 60_000
"""Points on which islands are sought; of a larger map a seeded sample, whose others follow their nearest."""


def least_size(count: int) -> int:
    """Return the points an island takes: 25, or one in 800; of a small map one in 65, 5 at least.

    With 25 at 1,000 real prompts there were two islands, with 15 there were 11 (decision 17).
    """
    return max(5, min(25, count // 65), count // 800)


def islands_of(
    xy: NDArray[np.float32], *, seed: int, threads: int = 2, sample: int = SAMPLE
) -> NDArray[np.int32]:
    """Return each point's island, numbered from 0 by falling size, or -1."""
    count = len(xy)
    if count <= sample:
        return by_size(_found(xy, threads))
    chosen = np.sort(np.random.default_rng(seed).choice(count, sample, replace=False))
    labels = _found(xy[chosen], threads)
    tree = needed("sklearn.neighbors").KDTree(xy[chosen])
    return by_size(labels[tree.query(xy, k=1, return_distance=False)[:, 0]])


def _found(xy: NDArray[np.float32], threads: int) -> NDArray[np.int64]:
    """Return HDBSCAN's labels; too few points for two islands are none at all."""
    least = least_size(len(xy))
    if len(xy) < 2 * least:
        return np.full(len(xy), NONE, np.int64)
    hdbscan = needed("sklearn.cluster").HDBSCAN(
        min_cluster_size=least, min_samples=5, n_jobs=threads, copy=True
    )
    return np.asarray(hdbscan.fit_predict(xy.astype(np.float64)), np.int64)


def by_size(labels: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return the labels renumbered from 0 by falling size; what is below 0 stays none."""
    inside = labels >= 0
    found, inverse, sizes = np.unique(labels[inside], return_inverse=True, return_counts=True)
    rank = np.empty(len(found), np.int32)
    rank[np.argsort(-sizes, kind="stable")] = np.arange(len(found))
    numbered = np.full(len(labels), NONE, np.int32)
    numbered[inside] = rank[inverse]
    return numbered
