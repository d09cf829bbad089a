"""Which words a reply uses: the rarer, the more they count, however often they stand there.

Words are known by their CRC-32 alone: a model's file tells of its training texts no more than it
must, and quotes nothing. Two words of one number, or a strange word with the number of a known
one, are taken for each other; among a thousand known words that happens to one in four million.
"""

import re
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

FEWEST = 5
"""Replies that a word must stand in to be known."""

LONGEST = 16_384
"""Characters of one reply that are read."""

DECIMALS = 4
"""Of a stored rarity."""

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|[?!.,]")


def words_of(text: str) -> set[int]:
    """Return the numbers of the words and marks in a text."""
    return {zlib.crc32(word.encode()) for word in _WORD.findall(text[:LONGEST].casefold())}


@dataclass(frozen=True)
class Bag:
    """The words that are known, and how much each counts: log(replies / replies with the word)."""

    words: tuple[int, ...] = ()
    rarities: tuple[float, ...] = ()

    @cached_property
    def _place(self) -> dict[int, int]:
        return {word: place for place, word in enumerate(self.words)}

    def rows(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return one row for each text, of length 1, or zeros where it has no known word."""
        found = np.zeros((len(texts), len(self.words)))
        for row, text in zip(found, texts, strict=True):
            places = [self._place[word] for word in words_of(text) if word in self._place]
            row[places] = [self.rarities[place] for place in places]
        norms = np.sqrt((found * found).sum(axis=1, keepdims=True))
        scaled: NDArray[np.float64] = found / np.where(norms > 0, norms, 1.0)
        return scaled


NO_WORDS = Bag()
"""What knows no word."""


def bag_of(texts: Sequence[str]) -> Bag:
    """Return the words that stand in `FEWEST` of the texts or more, by number."""
    counts = Counter(word for text in texts for word in words_of(text))
    known = sorted((word, count) for word, count in counts.items() if count >= FEWEST)
    rare = (round(float(np.log(len(texts) / count)), DECIMALS) for _, count in known)
    return Bag(tuple(word for word, _ in known), tuple(rare))
