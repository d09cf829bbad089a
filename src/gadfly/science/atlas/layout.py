"""The map itself: t-SNE on the graph of neighbours, as openTSNE does it, from a start we compute.

Every neighbour pulls alike (uniform affinities: Poličar et al. 2024, openTSNE, J. Stat. Softw. 109),
so the graph that finds copies also draws the map. The start is the first two principal components;
with one seed, one machine and one count of threads the map is the same to the last bit.

UMAP, which Ganguli et al. used, is there for who has installed umap-learn; see decision 17.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from gadfly.science.atlas.extra import needed
from gadfly.science.atlas.neighbours import Neighbours

Points = NDArray[np.float32]

EARLY, LATE = 125, 250
"""Iterations with and without exaggeration; twice as many take four times as long for 2.5 % more recall."""
EXAGGERATION = 12
SPREAD = 1e-4
"""Standard deviation of the start along its longer side."""
SMALL = 10_000
"""Points up to which a sum by tree (Barnes-Hut), in one thread, is quicker than one by grid (FFT)."""
FEWEST = 4
"""Points below which there is nothing to arrange: they stand in a row."""


class Method(StrEnum):
    """How a map is arranged."""

    TSNE = "tsne"
    UMAP = "umap"


class Chance(NamedTuple):
    """What a map depends on besides the texts: the seed, and how many threads add up floats."""

    seed: int
    threads: int = 2


def start(vectors: NDArray[np.float32], *, seed: int) -> NDArray[np.float64]:
    """Return where the points begin: their first two principal components, (n, 2), hardly apart.

    A hair of seeded chance separates copies, which would otherwise never part.
    """
    centred: NDArray[np.float64] = vectors - vectors.mean(axis=0, dtype=np.float64)
    _, directions = np.linalg.eigh(centred.T @ centred)
    axes = directions[:, :-3:-1]
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), [0, 1]])  # an axis may point either way
    found = centred @ axes
    width = found[:, 0].std()
    chance = np.random.default_rng(seed).normal(size=found.shape)
    return np.asarray(SPREAD * ((found / width if width > 1e-9 else 0) + 0.01 * chance))  # noqa: PLR2004 -- rounding


def graph_of(neighbours: Neighbours) -> sp.csr_matrix:
    """Return the graph as affinities: symmetric, uniform, sum 1. Missing neighbours (-1) are none."""
    count, k = neighbours.rows.shape
    found = neighbours.rows.ravel() >= 0
    source, target = np.repeat(np.arange(count), k)[found], neighbours.rows.ravel()[found]
    graph = sp.csr_matrix((np.ones(len(source)), (source, target)), shape=(count, count))
    graph = graph + graph.T
    return sp.csr_matrix(graph / graph.sum())


def tsne(vectors: NDArray[np.float32], neighbours: Neighbours, chance: Chance) -> Points:
    """Return the map of unit vectors, (n, 2), within the unit square and in its middle."""
    count = len(vectors)
    if count < FEWEST:
        return in_square(np.column_stack([np.arange(count), np.zeros(count)]))
    affinity = needed("openTSNE.affinity").PrecomputedAffinities(graph_of(neighbours), normalize=False)
    map_ = needed("openTSNE").TSNEEmbedding(
        start(vectors, seed=chance.seed),
        affinity,
        n_jobs=1 if count <= SMALL else chance.threads,
        random_state=chance.seed,
        negative_gradient_method="bh" if count <= SMALL else "fft",
    )
    for iterations, exaggeration in ((EARLY, EXAGGERATION), (LATE, 1)):
        map_ = map_.optimize(iterations, exaggeration=exaggeration, momentum=0.8, learning_rate="auto")
    return in_square(np.asarray(map_))


def umap(vectors: NDArray[np.float32], neighbours: Neighbours, chance: Chance) -> Points:
    """Return the map that UMAP draws, as `tsne` does; one seed means one thread there."""
    del neighbours  # it makes a graph of its own
    umap_: Any = needed("umap")
    fewer = min(15, max(len(vectors) - 1, 2))
    reducer = umap_.UMAP(n_neighbors=fewer, metric="cosine", random_state=chance.seed, n_jobs=1)
    return in_square(reducer.fit_transform(vectors))


def in_square(xy: NDArray[Any]) -> Points:
    """Return the points moved and scaled, both axes alike, into [0, 1]²; a single one stands at ½, ½."""
    if not len(xy):
        return np.empty((0, 2), np.float32)
    low, high = xy.min(axis=0), xy.max(axis=0)
    size = float((high - low).max())
    size = size if size > np.finfo(np.float64).tiny else 1.0  # a half of less than that is no number any more
    return np.asarray(np.clip((xy - (low + high) / 2) / size + 0.5, 0, 1), np.float32)


LAYOUTS: dict[Method, Callable[[NDArray[np.float32], Neighbours, Chance], Points]] = {
    Method.TSNE: tsne,
    Method.UMAP: umap,
}
WHEELS = {Method.TSNE: "openTSNE", Method.UMAP: "umap-learn"}
