"""Texts as numbered words, and their runs of n words: what names, copies and templates count.

Words are runs of letters and digits in lower case. Scripts that put no blank between words (Chinese,
Thai) come out as one long word, so that copies are found there only when whole phrases agree.
"""

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

LONGEST = 500
"""Words of one text that are read."""
TRIO = 3
"""Words in the runs by which copies are told."""
_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Words:
    """The words of texts: `ids` in order, `texts[i]` the row that word i stands in, `names` of the ids."""

    ids: NDArray[np.int32]
    texts: NDArray[np.int32]
    count: int
    names: tuple[str, ...]

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Where each text begins in `ids`, and at last where all end, (count + 1,)."""
        return np.searchsorted(self.texts, np.arange(self.count + 1, dtype=np.int32))

    @cached_property
    def trios(self) -> sp.csr_matrix:
        """Which text holds which runs of three words, as ones; a short text its words, marked as such."""
        runs = self.runs(TRIO)
        short = (np.diff(self.starts) < TRIO)[self.texts]
        most = int(runs.codes.max(initial=-1)) + 1
        texts, codes = each_once(
            np.concatenate([runs.texts, self.texts[short]]),
            np.concatenate([runs.codes, most + self.ids[short]]),
        )
        shape = (self.count, most + len(self.names))
        return sp.csr_matrix((np.ones(len(codes), np.int32), (texts, codes)), shape=shape)

    def runs(self, n: int) -> "Runs":
        """Return the runs of n words, each within its text, numbered exactly: equal runs, equal numbers."""
        codes = self.ids
        for step in range(1, n):
            follower = self.ids[step:]
            pairs = codes[: len(follower)].astype(np.int64) * max(len(self.names), 1) + follower
            codes = np.unique(pairs, return_inverse=True)[1].astype(
                np.int32
            )  # so no product outgrows 64 bits
        at = np.flatnonzero(self.texts[n - 1 :] == self.texts[: max(len(self.ids) - n + 1, 0)])
        return Runs(codes[at], self.texts[at], at.astype(np.int32))


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs of words: their numbers, the texts and the positions (of the first word) they stand at."""

    codes: NDArray[np.int32]
    texts: NDArray[np.int32]
    at: NDArray[np.int32]


def each_once(first: NDArray[Any], second: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the different pairs of two columns of numbers from 0, in order."""
    width = int(second.max(initial=0)) + 1
    found = first.astype(np.int64) * width + second
    found.sort()  # np.unique would put them into a table of hashes, many times as large
    found = found[np.diff(found, prepend=-1) > 0]
    return found // width, found % width


def words_of(texts: Sequence[str], *, digits: bool = True, longest: int = LONGEST) -> Words:
    """Return the words of the texts; without `digits` every digit counts as the same."""
    known: dict[str, int] = {}
    ids = array("i")
    lengths = np.empty(len(texts), np.int64)
    for row, text in enumerate(texts):
        found = _WORD.findall(text.lower() if digits else _DIGIT.sub("0", text.lower()))[:longest]
        ids.extend([known.setdefault(word, len(known)) for word in found])
        lengths[row] = len(found)
    rows = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)
    return Words(np.array(ids, np.int32), rows, len(texts), tuple(known))
