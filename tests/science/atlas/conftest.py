"""One planted corpus and its map, drawn once for all who look at it."""

from dataclasses import dataclass

import numpy as np
import pytest

from benchmarks.planted import Planted, planted
from gadfly.science.atlas.drawing import Atlas, atlas_of
from gadfly.science.atlas.placing import embedded
from gadfly.science.embedding import wordllama


@dataclass(frozen=True)
class Drawn:
    """A corpus, its map, and the vectors of its texts."""

    corpus: Planted
    atlas: Atlas
    vectors: np.ndarray


def drawn(corpus: Planted) -> Drawn:
    atlas = atlas_of(corpus.texts, openings=corpus.openings)
    return Drawn(corpus, atlas, embedded(corpus.texts, wordllama())[1])


@pytest.fixture(scope="session")
def planted_map() -> Drawn:
    return drawn(planted(3_000))
