"""An attack's numbers: who, against what, about what, how low the score, what success was claimed.

latent score   z = −skill·a + ease·b + chance        standard normal; score = law of the cell at Φ(z)
latent success r = −c·z + style·d + type + chance    rating by cuts

Matched, ranks stand for Φ(z) within a cell and for r in the block, so that the figures are met.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from gadfly.science.simulate.laws import law_through, matched_scores, score_laws
from gadfly.science.simulate.published import published
from gadfly.science.simulate.settings import Settings
from gadfly.science.simulate.truth import SUCCESS, Floats, Ints, Truth, shared_out, truth_of


class Block(NamedTuple):
    """Attacks in their order. `member` counts through all blocks; `latent` is success before it was rated."""

    number: int
    member: Ints
    cell: Ints
    topic: Ints
    score: Floats
    rating: Ints
    intent: Floats
    latent: Floats
    upwork: NDArray[np.bool_]
    template: NDArray[np.bool_]
    tagged: NDArray[np.bool_]


def blocks(settings: Settings) -> Iterator[Block]:
    """Yield the numbers, block by block; memory is that of one."""
    truth = truth_of(settings)
    before = 0
    for number, size in enumerate(settings.sizes):
        rng = np.random.default_rng([settings.seed, 2, number])
        yield _block(truth, number, size, before, rng)
        before += len(truth.people[number].skill)


def _block(truth: Truth, number: int, size: int, before: int, rng: np.random.Generator) -> Block:
    settings, people = truth.settings, truth.people[number]
    member = rng.permutation(np.repeat(np.arange(len(people.skill)), people.volumes))
    shares = np.array([cell.n for cell in published().cells], float)
    cell = rng.permutation(np.repeat(np.arange(len(shares)), shared_out(shares, size)))
    topic = rng.integers(len(truth.topics), size=size)
    z = settings.ease * truth.difficulty[topic] - settings.skill * people.skill[member]
    z = z + rng.normal(scale=np.sqrt(1 - settings.skill**2 - settings.ease**2), size=size)
    shift = np.array([SUCCESS[each.model_type] for each in published().cells])
    r = shift[cell] - settings.agreement * z + settings.style * people.style[member]
    r = r + rng.normal(scale=np.sqrt(1 - settings.agreement**2 - settings.style**2), size=size)
    intent = law_through(published().intent, published().intent_range)
    return Block(
        number,
        member + before,
        cell,
        topic,
        _scores(z, cell, matched=settings.matched),
        _ratings(r, truth.cuts, matched=settings.matched),
        intent.at((rng.permutation(size) + 0.5) / size if settings.matched else rng.random(size)),
        r,
        people.upwork[member],
        people.template[member] & (rng.random(size) < TEMPLATE_ATTACKS),
        _tagged(cell, size, rng),
    )


TEMPLATE_ATTACKS = 0.4
"""Part of the attacks of a member who attacks by template that are made so."""
REVIEWED = (("context distillation", "52B"), ("rlhf", "52B"))


def _scores(z: Floats, cell: Ints, *, matched: bool) -> Floats:
    scores = np.empty(len(z))
    for place, (known, law) in enumerate(zip(published().cells, score_laws(), strict=True)):
        here = np.flatnonzero(cell == place)
        if matched:
            scores[here[np.argsort(z[here], kind="stable")]] = matched_scores(known, law, len(here))
        else:
            scores[here] = law.at(norm.cdf(z[here]))
    return scores


def _ratings(r: Floats, cuts: Floats, *, matched: bool) -> Ints:
    if not matched:
        return np.searchsorted(cuts, r)
    counts = shared_out(np.array(published().ratings, float), len(r))
    ratings = np.empty(len(r), np.int64)
    ratings[np.argsort(r, kind="stable")] = np.repeat(np.arange(len(counts)), counts)
    return ratings


def _tagged(cell: Ints, size: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Choose those whose tags are known: half against the prompted, half against the fine-tuned 52B."""
    found = published()
    known = np.zeros(size, bool)
    wanted = round(size * found.tagged / sum(each.n for each in found.cells) / len(REVIEWED))
    for place, each in enumerate(found.cells):
        if (each.model_type, each.size) in REVIEWED:
            known[rng.permutation(np.flatnonzero(cell == place))[:wanted]] = True
    return known
