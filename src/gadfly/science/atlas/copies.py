"""Copies: texts that share most of their runs of three words, found among neighbours and then checked.

Vectors alone cannot tell a copy from another question of the same form, so every candidate is compared
exactly: Jaccard of the sets of word runs, 0.6 or more (Broder 1997). Candidates are neighbours with a
cosine of 0.85 or more, and texts whose sketches agree (MinHash): a text may have more copies than
neighbours. Groups are the connected components, so the ends of a long chain may differ.
A text of fewer than three words is a copy of those with the same words.
"""

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from gadfly.science.atlas.neighbours import Neighbours
from gadfly.science.atlas.words import Words, each_once

CANDIDATE = 0.85
ALIKE = 0.6
BANDS = 20
_MIX = np.uint64(0xBF58476D1CE4E5B9)
"""Spreads what it multiplies over all 64 bits (Steele et al. 2014, SplitMix)."""
BLOCK = 100_000
"""Pairs compared at once, so that memory stays bounded."""


def candidates(neighbours: Neighbours, least: float = CANDIDATE) -> NDArray[np.int64]:
    """Return the pairs of rows, (m, 2), each once and the smaller first, whose cosine is `least` or more."""
    source, place = np.nonzero((neighbours.similarity >= least) & (neighbours.rows >= 0))
    pairs = np.sort(np.column_stack([source, neighbours.rows[source, place]]), axis=1)
    return np.column_stack(each_once(*pairs.T))


def sketched(words: Words, *, seed: int) -> NDArray[np.int64]:
    """Return pairs of rows, (m, 2), whose sketches agree in one of 20 bands of three least hashes.

    So are found 99 % of the pairs with a Jaccard index of 0.6, 42 % of those with 0.3. Of those that
    agree only neighbours in the order of rows are paired: enough to join them, and linear in their number.
    """
    sets = words.trios
    rows = np.flatnonzero(np.diff(sets.indptr))
    found = [np.empty((0, 2), np.int64)]
    draw = np.random.default_rng(seed)
    for _ in range(BANDS if len(rows) else 0):
        band = np.zeros(len(rows), np.uint64)
        for odd, more in draw.integers(2**63, size=(3, 2), dtype=np.uint64):
            hashes = (sets.indices.astype(np.uint64) + more) * (odd | np.uint64(1))
            hashes = (hashes ^ (hashes >> np.uint64(29))) * _MIX
            band = band * _MIX + np.minimum.reduceat(hashes ^ (hashes >> np.uint64(32)), sets.indptr[rows])
        order = np.argsort(band, kind="stable")
        agree = band[order[1:]] == band[order[:-1]]
        found.append(np.column_stack([rows[order[:-1]][agree], rows[order[1:]][agree]]))
    return np.column_stack(each_once(*np.concatenate(found).T))


def jaccard(words: Words, pairs: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return for each pair of rows the Jaccard index of their sets of word runs; none in common is 0."""
    sets = words.trios
    sizes = np.diff(sets.indptr)
    found = np.zeros(len(pairs))
    for at in range(0, len(pairs), BLOCK):
        left, right = pairs[at : at + BLOCK].T
        shared = np.asarray(sets[left].multiply(sets[right]).sum(axis=1)).ravel()
        found[at : at + BLOCK] = shared / np.maximum(sizes[left] + sizes[right] - shared, 1)
    return found


def groups_of(words: Words, pairs: NDArray[np.int64], *, alike: float = ALIKE) -> NDArray[np.int64]:
    """Return for each text the first row of its group of copies among `pairs`; else its own row."""
    left, right = pairs[jaccard(words, pairs) >= alike].T
    graph = sp.coo_matrix((np.ones(len(left)), (left, right)), shape=(words.count, words.count))
    labels = connected_components(graph, directed=False)[1]
    first = np.unique(labels, return_index=True)[1]
    return np.asarray(first[labels], np.int64)
