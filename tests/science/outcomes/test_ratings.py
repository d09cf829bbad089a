"""Planted skill, robustness and difficulty come back, with intervals that hold."""

from typing import NamedTuple

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import spearmanr

from gadfly.science.outcomes import Floats, Whole
from gadfly.science.outcomes.ratings import extended_elo


class Planted(NamedTuple):
    success: Floats
    member: Whole
    target: Whole
    topic: Whole
    truth: tuple[Floats, Floats, Floats]


def planted(seed, *, members=324, targets=12, topics=30, attacks=20_000, apart=0.0):
    """Attacks in even numbers; `apart` is what a member brings to one target alone."""
    rng = np.random.default_rng(seed)
    member, target, topic = (rng.integers(0, n, attacks) for n in (members, targets, topics))
    truth = tuple(rng.normal(0, spread, n) for spread, n in ((1, members), (1, targets), (0.7, topics)))
    own = rng.normal(0, apart, (members, targets))
    logit = truth[0][member] - truth[1][target] - truth[2][topic] + own[member, target] - 0.7
    success = (rng.random(attacks) < expit(logit)).astype(float)
    return Planted(success, member, target, topic, truth)


def test_20_000_attacks_recover_all_three_ranks():
    made = planted(1)
    found = extended_elo(*made[:4])
    for rated, truth in zip((found.members, found.targets, found.topics), made.truth, strict=True):
        assert spearmanr([one.value for one in rated], truth).statistic >= 0.9
        held = [one.low <= place <= one.high for one, place in zip(rated, truth - truth.mean(), strict=True)]
        assert np.mean(held) >= 0.8
    assert found.converged
    assert [one.value for one in found.deviations] == pytest.approx([1, 1, 0.7], abs=0.3)


def test_intervals_hold_though_members_differ_from_target_to_target():
    held = []
    for seed in range(15):
        made = planted(seed, members=50, targets=5, topics=8, attacks=1_500, apart=0.4)
        targets = extended_elo(*made[:4]).targets
        truth = made.truth[1] - made.truth[1].mean()
        held += [one.low <= place <= one.high for one, place in zip(targets, truth, strict=True)]
    assert np.mean(held) >= 0.9


def test_anchors_move_targets_and_base_and_nobody_else():
    made = planted(2, members=30, targets=4, topics=5, attacks=800)
    free, held = extended_elo(*made[:4]), extended_elo(*made[:4], anchors={2: 1.5, 99: 3.0})
    assert (held.targets[2].value, held.targets[2].low) == pytest.approx((1.5, 1.5), abs=1e-6)
    moved = [one.value - other.value for one, other in zip(held.targets, free.targets, strict=True)]
    assert moved == pytest.approx([held.base - free.base] * 4)
    assert held.members == free.members
    assert sum(one.value for one in free.targets) == pytest.approx(0)
    assert held.targets[2].elo == pytest.approx(1.5 * 173.72, abs=0.01)


def test_a_single_chance_is_told_by_base_skill_robustness_and_difficulty():
    made = planted(3, members=20, targets=3, topics=4, attacks=2_000)
    found = extended_elo(*made[:4])
    skill, robust, hard = (
        np.array([one.value for one in rated]) for rated in (found.members, found.targets, found.topics)
    )
    chance = expit(found.base + skill[made.member] - robust[made.target] - hard[made.topic])
    assert chance.mean() == pytest.approx(made.success.mean(), abs=0.003)


def test_what_is_missing_is_excluded_and_counted():
    made = planted(4, members=10, targets=3, topics=3, attacks=300)
    made.success[0], made.target[1], made.topic[2] = np.nan, -1, -1
    assert extended_elo(*made[:4])[-3:-1] == (297, 3)


def test_where_nobody_succeeds_there_is_no_scale():
    made = planted(5, members=10, targets=3, topics=3, attacks=100)
    with pytest.raises(ValueError, match="two different ratings"):
        extended_elo(np.zeros(100), *made[1:4])
