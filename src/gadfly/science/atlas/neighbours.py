"""Who is nearest to whom: the k most similar others of every vector, exact up to a bound.

Similarity is the cosine, so vectors are brought to unit length first. Where vectors are equal, which
of them comes first is decided by the index; a point is never its own neighbour.
"""

from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gadfly.science.atlas.extra import needed

K = 15
"""Neighbours of a point: those the map keeps near, and among which copies are sought."""
EXACT = 60_000
"""Vectors up to which all are compared with all: n² · dimensions multiplications, 10 s on two cores."""
PROBES = 16
"""Cells of an approximate index that are searched; of the true 15 neighbours some 97 % are found."""


class Neighbours(NamedTuple):
    """For each of n points its k nearest others: row numbers and cosines, (n, k) each, nearest first."""

    rows: NDArray[np.int64]
    similarity: NDArray[np.float32]


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the vectors at length 1. Raises ValueError for one that is zero or not finite."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not (np.isfinite(lengths).all() and (lengths > 0).all()):
        raise ValueError("A vector without a direction cannot be placed: leave texts without words out.")
    return np.ascontiguousarray(vectors / lengths, dtype=np.float32)


def distinct(vectors: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first row of each different vector, (m,), and for every row which of those it equals."""
    seen: dict[bytes, int] = {}
    same = [seen.setdefault(blake2b(row, digest_size=16).digest(), len(seen)) for row in vectors]
    inverse = np.array(same, np.int64)
    return np.unique(inverse, return_index=True)[1], inverse


def index_of(vectors: NDArray[np.float32], *, threads: int, exact: int = EXACT) -> Any:  # noqa: ANN401 -- faiss has no types
    """Return an index of unit vectors: exact up to `exact` of them, above with 4·√n cells."""
    faiss = needed("faiss")
    faiss.omp_set_num_threads(threads)
    count, dimensions = vectors.shape
    index = faiss.IndexFlatIP(dimensions)
    if count > exact:
        index = faiss.IndexIVFFlat(
            index, dimensions, min(count, int(4 * count**0.5)), faiss.METRIC_INNER_PRODUCT
        )
        index.nprobe = PROBES
        index.train(vectors)  # draws from a generator of its own with a fixed seed
    index.add(vectors)
    return index


def nearest(vectors: NDArray[np.float32], k: int = K, *, threads: int = 2, exact: int = EXACT) -> Neighbours:
    """Return the neighbours of every unit vector among the others; with n ≤ k of them, all n - 1."""
    count = len(vectors)
    k = min(k, max(count - 1, 0))
    if not k:
        return Neighbours(np.empty((count, 0), np.int64), np.empty((count, 0), np.float32))
    similarity, rows = index_of(vectors, threads=threads, exact=exact).search(vectors, k + 1)
    keep = rows != np.arange(count)[:, None]
    keep[keep.all(axis=1), -1] = False  # among copies the point itself may not be found: drop the last
    rows, similarity = rows[keep].reshape(count, k), similarity[keep].reshape(count, k)
    return Neighbours(rows, np.where(rows < 0, -1, similarity).astype(np.float32))
