"""What an island is called: the words and pairs of words that set it apart (class-based tf-idf).

The weight of a term in an island is tf/size · log(1 + A/f): tf and f count the texts that hold it,
in the island and in all; A is the mean count of terms in an island (Grootendorst 2022, BERTopic,
eq. 2–3, with counts of texts for counts of words). Of copies only one speaks.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from gadfly.science.atlas.extra import needed
from gadfly.science.atlas.words import Runs, Words, each_once

TERMS = 4
MOST = 0.2
"""Share of all texts above which a term says nothing."""
CONSIDERED = 40
"""Terms of an island, by weight, among which those are chosen that do not repeat each other."""
_CLIPPED = frozenset(["don", "doesn", "didn", "isn", "wasn", "won", "ve", "ll", "re", "im", "dont"])
"""What is left of the commonest English words where an apostrophe cuts them."""


@dataclass(frozen=True, slots=True)
class _Terms:
    """Which text holds which terms, as ones, and each term's words."""

    held: sp.csr_matrix
    words: tuple[tuple[str, ...], ...]


def names_of(
    words: Words, islands: NDArray[np.int32], speaks: NDArray[np.bool_], *, terms: int = TERMS
) -> tuple[tuple[str, ...], ...]:
    """Return for each island its terms, the weightiest first; () where nothing sets it apart.

    `islands` (n,) numbers each text's island, -1 for none; `speaks` (n,) says which texts count.
    """
    count = int(islands.max(initial=-1)) + 1
    inside = np.flatnonzero(speaks & (islands >= 0))
    if not len(inside):
        return ((),) * count
    found = _terms(words, speaks)
    places = (islands[inside], np.arange(len(inside)))
    belongs = sp.csr_matrix((np.ones(len(inside)), places), shape=(count, len(inside)))
    within = (belongs @ found.held[inside]).tocsr()
    return tuple(_chosen(row, found.words, terms) for row in _weights(within))


def _terms(words: Words, speaks: NDArray[np.bool_]) -> _Terms:
    """Return the words and pairs of words that neither too few nor too many of the texts hold."""
    pairs = words.runs(2)
    codes = np.concatenate([words.ids, len(words.names) + pairs.codes])
    texts = np.concatenate([words.texts, pairs.texts])
    tells = np.array([_tells(name) for name in words.names], np.bool_)
    good = np.concatenate([tells[words.ids], tells[words.ids[pairs.at]] & tells[words.ids[pairs.at + 1]]])
    spoken = good & speaks[texts]
    text, held = each_once(texts[spoken], codes[spoken])
    known, place, counts = np.unique(held, return_inverse=True, return_counts=True)
    voices = int(speaks.sum())
    useful = (counts >= max(2, min(10, voices // 100))) & (counts <= max(MOST * voices, 2))
    kept = useful[place]
    column = (np.cumsum(useful) - 1)[place[kept]]
    shape = (words.count, int(useful.sum()))
    matrix = sp.csr_matrix((np.ones(kept.sum()), (text[kept], column)), shape=shape)
    return _Terms(matrix, _spelt(words, pairs, known[useful]))


def _spelt(words: Words, pairs: Runs, codes: NDArray[np.int64]) -> tuple[tuple[str, ...], ...]:
    """Return the words of each term."""
    seen, first = np.unique(pairs.codes, return_index=True)
    singles = len(words.names)
    starts = [
        int(pairs.at[first[np.searchsorted(seen, code - singles)]]) if code >= singles else None
        for code in codes
    ]
    return tuple(
        (words.names[code],) if at is None else tuple(words.names[one] for one in words.ids[at : at + 2])
        for code, at in zip(codes, starts, strict=True)
    )


@cache
def _stop_words() -> frozenset[str]:
    """Return the commonest English words, which scikit-learn lists."""
    listed: frozenset[str] = needed("sklearn.feature_extraction.text").ENGLISH_STOP_WORDS
    return listed


def _tells(word: str) -> bool:
    """Return whether a word can name something: no number, no single letter, none of the commonest."""
    return len(word) > 1 and not word.isdigit() and word not in _stop_words() and word not in _CLIPPED


def _weights(within: sp.csr_matrix) -> sp.csr_matrix:
    """Return the weight of each term in each island, from the counts of texts that hold it."""
    sizes = np.asarray(within.sum(axis=1)).ravel()
    everywhere = np.asarray(within.sum(axis=0)).ravel()
    rarity = np.log1p(sizes.mean() / np.maximum(everywhere, 1))
    return (sp.diags(1 / np.maximum(sizes, 1)) @ within @ sp.diags(rarity)).tocsr()


def _chosen(row: sp.csr_matrix, spelt: tuple[tuple[str, ...], ...], most: int) -> tuple[str, ...]:
    """Return the weightiest terms of one island, skipping those that share a word with one chosen."""
    order = np.lexsort([row.indices, -row.data])[:CONSIDERED]
    chosen: list[tuple[str, ...]] = []
    for column in row.indices[order]:
        if len(chosen) < most and not any(set(spelt[column]) & set(other) for other in chosen):
            chosen.append(spelt[column])
    return tuple(" ".join(term) for term in chosen)
