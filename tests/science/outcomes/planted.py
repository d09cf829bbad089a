"""Attacks with planted truth: members of unequal diligence whose attacks hang together."""

from typing import NamedTuple

import numpy as np
from numpy.random import Generator

from gadfly.science.outcomes import Floats, Labels, Whole
from gadfly.science.outcomes.design import Design, crossing


class Study(NamedTuple):
    """Attacks made up by a Gaussian model with random intercepts."""

    y: Floats
    member: Whole
    intervention: Labels
    size: Labels
    design: Design
    beta: Floats
    skill: Floats


def diligence(rng: Generator, members: int, attacks: int, skew: float = 1.6) -> Whole:
    """Return who made each attack: at a skew of 1.6 some 50 of 324 make seven in ten; everybody makes one."""
    weights = rng.lognormal(0, skew, members)
    counts = rng.multinomial(attacks - members, weights / weights.sum()) + 1
    return np.repeat(np.arange(members), counts)


def study(rng: Generator, *, members: int, attacks: int, between: float = 0.6, skew: float = 1.6) -> Study:
    """Return attacks on four interventions in three sizes, with a deviation of 0.8 within members."""
    member = diligence(rng, members, attacks, skew)
    intervention = Labels(rng.integers(0, 4, attacks), ("plain", "prompted", "rs", "rlhf"))
    size = Labels(rng.integers(0, 3, attacks), ("2.7B", "13B", "52B"))
    upworker = (np.arange(members) % 3 == 0)[member].astype(np.float64)
    numbers = {"intent_score": rng.normal(1, 1, attacks), "is_upworker": upworker}
    design = crossing(numbers, intervention, size)
    beta = np.linspace(-0.5, 0.5, len(design.names))
    skill = rng.normal(0, between, members)
    y = design.x @ beta + skill[member] + rng.normal(0, 0.8, attacks)
    return Study(y, member, intervention, size, design, beta, skill)
