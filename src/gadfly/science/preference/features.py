"""A reply as numbers: where it points, how it opens, its words, its length, how close to the asking.

Each block earned its place by held-out likelihood (docs/decisions/0003 and 0010). Embeddings are scaled
to unit length, because the length of an average shrinks with the number of words averaged and
would smuggle the reply's length into every one of its numbers.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gadfly.science.dialogue import Role
from gadfly.science.embedding import Embedder
from gadfly.science.preference import Reply
from gadfly.science.preference.bag import NO_WORDS, Bag

Floats = NDArray[np.float64]

_SENTENCE_END = re.compile(r"(?<=[.!?])\s|\n")


@dataclass(frozen=True, slots=True)
class Frame:
    """What is fixed at training and used unchanged ever after.

    Lengths are in characters; a reply shorter or longer than the bounds counts as the bound, so
    the model is not asked about lengths it never saw. `closeness` stands in where there is
    nothing to compare: an empty reply, or no human words before it. Without a `bag` no words are known.
    """

    shortest: int
    longest: int
    closeness: float
    bag: Bag = NO_WORDS


def width(dimensions: int, frame: Frame) -> int:
    """Return how many features a reply has: reply, opening, words, length, closeness."""
    return 2 * dimensions + len(frame.bag.words) + 2


def features(replies: Sequence[Reply], embedder: Embedder, frame: Frame) -> Floats:
    """Return one row of `width(embedder.dimensions, frame)` finite numbers for each reply."""
    vectors = _Vectors(replies, embedder)
    said = vectors.of(_said(reply) for reply in replies)
    opening = vectors.of(opening_of(_said(reply)) for reply in replies)
    near = _closeness(said, vectors.asked(replies), frame.closeness)
    words = frame.bag.rows([_said(reply) for reply in replies])
    return np.column_stack([said, opening, words, _lengths(replies, frame), near])


def closeness(replies: Sequence[Reply], embedder: Embedder) -> Floats:
    """Return the cosine between each reply and the human words before it; NaN where undefined."""
    vectors = _Vectors(replies, embedder)
    said = vectors.of(_said(reply) for reply in replies)
    return _closeness(said, vectors.asked(replies), float("nan"))


def opening_of(text: str) -> str:
    """Return the first sentence of a reply, or its first line where that ends earlier."""
    return _SENTENCE_END.split(text, maxsplit=1)[0]


class _Vectors:
    """The unit vectors of all texts in a batch; each text is embedded once."""

    def __init__(self, replies: Sequence[Reply], embedder: Embedder) -> None:
        texts = dict.fromkeys(
            text for reply in replies for text in (_said(reply), opening_of(_said(reply)), *_asked(reply))
        )
        self._row = {text: row for row, text in enumerate(texts)}
        self._unit = _unit(embedder.embed(tuple(texts)).astype(np.float64))

    def of(self, texts: Iterable[str]) -> Floats:
        """Return the unit vector of each text, one a row."""
        return self._unit[np.array([self._row[text] for text in texts], dtype=np.intp)]

    def asked(self, replies: Sequence[Reply]) -> Floats:
        """Return where the human words before each reply point; every message counts alike."""
        sums = [self.of(_asked(reply)).sum(axis=0) for reply in replies]
        return _unit(np.array(sums).reshape(len(replies), self._unit.shape[1]))


def _said(reply: Reply) -> str:
    return reply.text.strip()


def _asked(reply: Reply) -> list[str]:
    return [said.text for said in reply.before if said.role is Role.HUMAN]


def _lengths(replies: Sequence[Reply], frame: Frame) -> Floats:
    characters = np.array([len(_said(reply)) for reply in replies], dtype=np.float64)
    return np.log1p(np.clip(characters, frame.shortest, frame.longest))


def _closeness(said: Floats, asked: Floats, otherwise: float) -> Floats:
    there = said.any(axis=1) & asked.any(axis=1)
    return np.where(there, (said * asked).sum(axis=1), otherwise)


def _unit(vectors: Floats) -> Floats:
    """Return `vectors` scaled to length 1; zeros stay zeros."""
    norms = np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
    scaled: Floats = vectors / np.where(norms > 0, norms, 1.0)
    return scaled
