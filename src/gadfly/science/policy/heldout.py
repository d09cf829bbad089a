"""What a policy says to the prompts it never learnt from, before and after, in figures alone.

Each prompt is answered several times, with the same seed before and after. A figure is a mean
over prompts, and so is its gain, of the prompts that have it on both sides; intervals draw prompts.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.random import Generator

from gadfly.science.outcomes.over_refusal import Manner, manner
from gadfly.science.policy.prompts import Prompt
from gadfly.science.policy.rewards import Score, scores
from gadfly.science.preference import PreferenceModel
from gadfly.science.preference.estimate import Estimate, estimate

EACH = 4
"""Replies to each held-out prompt."""


class Twins(NamedTuple):
    """The scorer whose score is the reward, None where nothing rewards, and the one that only watches."""

    train: PreferenceModel | None
    test: PreferenceModel


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure for each prompt: mean scores, characters of a reply, share of replies that refuse."""

    train: tuple[Score, ...]
    test: tuple[Score, ...]
    characters: tuple[Score, ...]
    refused: tuple[Score, ...]

    def save(self, file: Path) -> None:
        """Write the figures."""
        file.write_text(json.dumps(asdict(self)) + "\n", encoding="utf-8")


def load(file: Path) -> Shown | None:
    """Return the figures in a file, None where there is none."""
    if not file.exists():
        return None
    said = json.loads(file.read_text(encoding="utf-8"))
    return Shown(**{name: tuple(values) for name, values in said.items()})


def shown(prompts: Sequence[Prompt], replies: Sequence[Sequence[str]], twins: Twins) -> Shown:
    """Return what the `replies` to each of the `prompts` come to."""
    return Shown(
        train=_scored(twins.train, prompts, replies),
        test=_scored(twins.test, prompts, replies),
        characters=tuple(_mean([float(len(reply.strip())) for reply in some]) for some in replies),
        refused=tuple(_mean([_refuses(reply) for reply in some]) for some in replies),
    )


def _scored(
    model: PreferenceModel | None, prompts: Sequence[Prompt], replies: Sequence[Sequence[str]]
) -> tuple[Score, ...]:
    if model is None:
        return (None,) * len(prompts)
    asked = [prompt.text for prompt, some in zip(prompts, replies, strict=True) for _ in some]
    found = iter(scores(model, asked, [reply for some in replies for reply in some]))
    return tuple(_mean([next(found) for _ in some]) for some in replies)


def _refuses(reply: str) -> Score:
    how = manner(reply)
    return None if how is None else float(how is Manner.REFUSED)


def _mean(values: Sequence[Score]) -> Score:
    there = [value for value in values if value is not None]
    return sum(there) / len(there) if there else None


class Gain(NamedTuple):
    """A figure before and after, and by how much it grew, on the prompts that have both."""

    name: str
    before: Estimate
    after: Estimate
    gain: Estimate


def gains(prompts: Sequence[Prompt], before: Shown, after: Shown, rng: Generator) -> tuple[Gain, ...]:
    """Return what changed, over all prompts and over attacks and benign ones apart."""
    everywhere = np.ones(len(prompts), dtype=np.bool_)
    benign = np.array([prompt.benign for prompt in prompts], dtype=np.bool_)
    asked = (
        ("train", "score by the scorer that rewards", everywhere),
        ("test", "score by its twin", everywhere),
        ("test", "the same, on attacks", ~benign),
        ("test", "the same, on benign prompts", benign),
        ("characters", "characters of a reply", everywhere),
        ("refused", "share that refuse, on attacks", ~benign),
        ("refused", "share that refuse, on benign prompts", benign),
    )
    return tuple(
        _gain(name, _numbers(getattr(before, field)), _numbers(getattr(after, field)), where, rng)
        for field, name, where in asked
    )


def _numbers(values: Sequence[Score]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _gain(
    name: str,
    before: np.ndarray[tuple[int], np.dtype[np.float64]],
    after: np.ndarray[tuple[int], np.dtype[np.float64]],
    where: np.ndarray[tuple[int], np.dtype[np.bool_]],
    rng: Generator,
) -> Gain:
    both = where & ~np.isnan(before) & ~np.isnan(after)
    places = np.arange(int(both.sum()), dtype=np.int64)
    one, other = before[both], after[both]
    return Gain(name, *(estimate(values, places, rng) for values in (one, other, other - one)))
