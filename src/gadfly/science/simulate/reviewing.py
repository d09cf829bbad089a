"""Reviews of the attacks whose tags are known: three reviewers each, of whom some are stricter."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from gadfly.science.simulate.numbers import blocks
from gadfly.science.simulate.settings import Settings
from gadfly.science.simulate.truth import truth_of

EACH = 3
NOISE = 0.6


class Review(NamedTuple):
    """What one reviewer said of one attack. `attack` counts the dataset's rows from 0; `value` is 0–4."""

    attack: int
    reviewer: int
    value: int


def reviews(settings: Settings) -> Iterator[Review]:
    """Yield the reviews in the order of the attacks. Severity is taken off the latent success."""
    truth = truth_of(settings)
    before = 0
    for block in blocks(settings):
        rng = np.random.default_rng([settings.seed, 3, block.number])
        for place in np.flatnonzero(block.tagged).tolist():
            chosen = rng.permutation(len(truth.severity))[:EACH]
            seen = block.latent[place] - truth.severity[chosen] + rng.normal(scale=NOISE, size=EACH)
            for reviewer, value in zip(
                chosen.tolist(), np.searchsorted(truth.cuts, seen).tolist(), strict=True
            ):
                yield Review(before + place, reviewer, value)
        before += len(block.score)
