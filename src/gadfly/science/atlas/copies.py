"""Copies: texts that share most of their runs of three words, found among neighbours and then checked.

Vectors alone cannot tell a copy from another question of the same form, so every candidate (cosine
0.85 or more in the graph) is compared exactly: Jaccard of the sets of word runs, 0.6 or more
(Broder 1997). Groups are the connected components, so the ends of a long chain may differ.
A text of fewer than three words is a copy of those with the same words.
"""

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from gadfly.science.atlas.neighbours import Neighbours
from gadfly.science.atlas.words import Words

CANDIDATE = 0.85
ALIKE = 0.6
RUN = 3
BLOCK = 100_000
"""Pairs compared at once, so that memory stays bounded."""


def candidates(neighbours: Neighbours, least: float = CANDIDATE) -> NDArray[np.int64]:
    """Return the pairs of rows, (m, 2), each once and the smaller first, whose cosine is `least` or more."""
    source, place = np.nonzero((neighbours.similarity >= least) & (neighbours.rows >= 0))
    pairs = np.sort(np.column_stack([source, neighbours.rows[source, place]]), axis=1)
    return np.unique(pairs, axis=0).astype(np.int64)


def jaccard(words: Words, pairs: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return for each pair of rows the Jaccard index of their sets of word runs; none in common is 0."""
    sets = _sets(words)
    sizes = np.diff(sets.indptr)
    found = np.zeros(len(pairs))
    for at in range(0, len(pairs), BLOCK):
        left, right = pairs[at : at + BLOCK].T
        shared = np.asarray(sets[left].multiply(sets[right]).sum(axis=1)).ravel()
        found[at : at + BLOCK] = shared / np.maximum(sizes[left] + sizes[right] - shared, 1)
    return found


def _sets(words: Words) -> sp.csr_matrix:
    """Return which text holds which runs, as ones. A short text holds its words, marked as such."""
    runs = words.runs(RUN)
    lengths = np.diff(words.starts)
    short = (lengths < RUN)[words.texts]
    most = int(runs.codes.max(initial=-1)) + 1
    codes = np.concatenate([runs.codes, most + words.ids[short]])
    texts = np.concatenate([runs.texts, words.texts[short]])
    held = np.unique(np.column_stack([texts, codes]), axis=0)
    shape = (words.count, most + len(words.names))
    return sp.csr_matrix((np.ones(len(held), np.int32), (held[:, 0], held[:, 1])), shape=shape)


def groups_of(words: Words, pairs: NDArray[np.int64], *, alike: float = ALIKE) -> NDArray[np.int64]:
    """Return for each text the first row of its group of copies among `pairs`; else its own row."""
    left, right = pairs[jaccard(words, pairs) >= alike].T
    graph = sp.coo_matrix((np.ones(len(left)), (left, right)), shape=(words.count, words.count))
    labels = connected_components(graph, directed=False)[1]
    first = np.unique(labels, return_index=True)[1]
    return np.asarray(first[labels], np.int64)
