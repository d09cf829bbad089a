"""What is planted: people, topics, targets and reviewers, each block's own people drawn from the seed."""

import json
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import norm

from gadfly.science.simulate.laws import score_laws
from gadfly.science.simulate.published import published
from gadfly.science.simulate.settings import BLOCK, Settings

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SPREAD = 1.86
"""Of the logarithm of what a member does: with it the busiest 50 of 324 make 80 % of the attacks."""
TEMPLATES = 0.12
"""Part of the members who attack by template."""
REVIEWERS = 15
SUCCESS = {"plain lm": 0.1, "context distillation": 0.1, "rlhf": -0.05, "rejection sampling": -0.6}
"""How much likelier success is against a type of model, on the latent scale; no trend with size."""


class People(NamedTuple):
    """The members of a block. Skill is standard: higher is more harm. `volumes` add up to its attacks."""

    skill: Floats
    style: Floats
    volumes: Ints
    upwork: NDArray[np.bool_]
    template: NDArray[np.bool_]


class Target(NamedTuple):
    """A cell's own figures: the mean lowest score (robustness) and the share of successes."""

    model_type: str
    size: str
    robustness: float
    success: float


class Truth(NamedTuple):
    """Everything that was planted."""

    settings: Settings
    people: tuple[People, ...]
    topics: tuple[str, ...]
    difficulty: Floats
    targets: tuple[Target, ...]
    cuts: Floats
    severity: Floats

    def document(self) -> dict[str, Any]:
        """Return it as JSON can hold it; members are named by the numbers the dataset gives them."""
        members: list[dict[str, Any]] = []
        for people in self.people:
            for skill, style, template in zip(people.skill, people.style, people.template, strict=True):
                planted = {"skill": float(skill), "style": float(style), "template": bool(template)}
                members.append({"member": len(members)} | planted)
        return {
            "attacks": self.settings.attacks,
            "seed": self.settings.seed,
            "matched": self.settings.matched,
            "members": members,
            "topics": [
                {"topic": name, "difficulty": float(value)}
                for name, value in zip(self.topics, self.difficulty, strict=True)
            ],
            "targets": [target._asdict() for target in self.targets],
            "reviewers": [
                {"reviewer": place, "severity": float(value)} for place, value in enumerate(self.severity)
            ],
            "source": published().source,
        }


@cache
def topics() -> dict[str, dict[str, list[str]]]:
    """Return the topics with their things and acts, all mild."""
    found: dict[str, dict[str, list[str]]] = json.loads(
        resources.files(__package__).joinpath("topics.json").read_text("utf-8")
    )
    return found


def truth_of(settings: Settings) -> Truth:
    """Return what the settings plant; the same settings plant the same."""
    rng = np.random.default_rng([settings.seed, 0])
    names = tuple(topics())
    difficulty = rng.permutation(norm.ppf((np.arange(len(names)) + 0.5) / len(names)))
    cuts = success_cuts()
    targets = tuple(
        Target(
            cell.model_type,
            cell.size,
            float(np.trapezoid(law.values, law.chances)),
            float(norm.sf(cuts[2] - SUCCESS[cell.model_type])),
        )
        for cell, law in zip(published().cells, score_laws(), strict=True)
    )
    people = tuple(_people(settings, block, size) for block, size in enumerate(settings.sizes))
    severity = rng.normal(scale=0.5, size=REVIEWERS)
    return Truth(settings, people, names, difficulty / difficulty.std(), targets, cuts, severity)


@cache
def success_cuts() -> Floats:
    """Return where latent success passes from one rating to the next, so that all shares are as published."""
    found = published()
    shares = np.cumsum(found.ratings) / sum(found.ratings)
    weights = np.array([cell.n for cell in found.cells]) / sum(cell.n for cell in found.cells)
    shifts = np.array([SUCCESS[cell.model_type] for cell in found.cells])
    return np.array(
        [
            brentq(lambda cut, share=share: weights @ norm.cdf(cut - shifts) - share, -9, 9)
            for share in shares[:-1]
        ]
    )


def _people(settings: Settings, block: int, size: int) -> People:
    rng = np.random.default_rng([settings.seed, 1, block])
    count = min(size, max(8, round(published().members * np.sqrt(size / BLOCK))))
    wishes = np.exp(SPREAD * norm.ppf((np.arange(count) + 0.5) / count))
    skill = rng.normal(size=count)
    upwork = np.zeros(count, bool)
    few = round(count * published().upworkers / published().members)
    likely = np.argsort(-skill) if settings.matched else rng.permutation(count)
    upwork[likely[:few]] = True
    volumes = np.ones(count, np.int64)
    wishes = rng.permutation(wishes)
    theirs = round(size * published().upworker_attacks / BLOCK) if few else 0
    for group, total in ((upwork, theirs), (~upwork, size - theirs)):
        if group.any():
            volumes[group] += shared_out(wishes[group], max(0, total - int(group.sum())))
    volumes[np.argmax(volumes)] += size - volumes.sum()
    template = rng.random(count) < TEMPLATES
    return People(skill, rng.normal(size=count), volumes, upwork, template)


def shared_out(weights: Floats, total: int) -> Ints:
    """Return whole numbers in proportion to `weights` that add up to `total` (largest remainders)."""
    exact = weights / weights.sum() * total
    parts: Ints = np.floor(exact).astype(np.int64)
    parts[np.argsort(parts - exact, kind="stable")[: total - parts.sum()]] += 1
    return parts
