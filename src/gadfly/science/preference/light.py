"""The light model: one weight for each feature, and nothing else.

    score(reply) = weights · features(reply) - centre

`centre` is the mean over the reference replies, so 0 reads as "like the average reply people
compared". Scores are given to six decimals: what is stored is what was computed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gadfly.science.embedding import Embedder
from gadfly.science.preference import PreferenceModel, Reference, Reply, TrainedModel
from gadfly.science.preference.features import Floats, Frame, features

BATCH = 1024
"""Replies scored at once; some 18 MB of features."""


@dataclass(frozen=True, eq=False)
class LightModel(TrainedModel):
    """Bradley and Terry's model on the features of a reply."""

    kind: ClassVar[str] = "light"
    scorer: str
    weights: Floats
    frame: Frame
    centre: float
    reference: Reference
    penalty: float
    embedder: Embedder

    def values(self, replies: Sequence[Reply]) -> tuple[float, ...]:
        """Return one score for each reply."""
        return tuple(score for some in batches(replies) for score in self._batch(some))

    def _batch(self, replies: Sequence[Reply]) -> list[float]:
        # A product and a sum along each row: unlike a matrix product, the same to the last bit
        # whichever other rows are in the batch.
        rows = features(replies, self.embedder, self.frame) * self.weights
        return [round(float(value) - self.centre, 6) for value in rows.sum(axis=1)]


def batches(replies: Sequence[Reply]) -> Iterator[Sequence[Reply]]:
    """Yield the replies in order, an even number of them at a time, so that memory stays bounded."""
    for start in range(0, len(replies), BATCH):
        yield replies[start : start + BATCH]


class ShorterWins(PreferenceModel):
    """The baseline every model must beat: the shorter reply is the less harmful one."""

    scorer = "shorter@1"

    def values(self, replies: Sequence[Reply]) -> tuple[float, ...]:
        """Return minus the logarithm of each reply's length in characters."""
        return tuple(round(-float(np.log1p(len(reply.text.strip()))), 6) for reply in replies)
