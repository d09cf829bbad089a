"""Elo by maximum likelihood: known cases, planted values, and what cannot be told."""

import numpy as np
import pytest
from scipy.special import expit

from gadfly.science.outcomes.elo import elo


def test_three_wins_of_four_are_191_points():
    """400 · log₁₀ 3."""
    picks = np.repeat([0, 0, 0, 1], 25), np.repeat([1, 1, 1, 0], 25)
    found = elo(*picks, np.arange(100))
    assert found.players[0].value - found.players[1].value == pytest.approx(190.8485)
    error = 2 * np.sqrt(1 / (100 * 0.75 * 0.25)) * 400 / np.log(10) * 1.96 / 2
    assert (found.players[0].high - found.players[1].low) - 190.8485 == pytest.approx(error, rel=0.05)
    assert found.converged


def test_intervals_over_members_hold():
    rng, held, truth = np.random.default_rng(1), [], np.array([0.8, 0.1, -0.3, -0.6])
    for _ in range(100):
        one = rng.integers(0, 4, 800)
        two = (one + rng.integers(1, 4, 800)) % 4
        member, taste = rng.integers(0, 40, 800), rng.normal(0, 0.4, (40, 4))
        margin = truth[one] - truth[two] + taste[member, one] - taste[member, two]
        won = rng.random(800) < expit(margin)
        players = elo(np.where(won, one, two), np.where(won, two, one), member).players
        held += [f.low <= r <= f.high for f, r in zip(players, truth * 400 / np.log(10), strict=True)]
    assert 0.9 <= np.mean(held) <= 0.985  # a taste shrinks margins a little: so does the truth


def test_who_never_lost_has_no_rating_and_nor_has_anybody_else():
    found = elo(np.array([0, 0, 1, 2]), np.array([1, 2, 2, 1]), np.arange(4))
    assert [figure.value for figure in found.players] == [None] * 3
    assert [figure.n for figure in found.players] == [2, 3, 3]
    assert not found.converged


def test_one_member_alone_gives_values_without_intervals():
    found = elo(np.array([0, 1, 0]), np.array([1, 0, 1]), np.zeros(3, np.int64))
    assert found.players[0].value == pytest.approx(200 * np.log10(2))
    assert found.players[0].low is None


def test_a_far_better_player_is_found_without_overshooting():
    wins = np.repeat([0, 1], [9_999, 1])
    found = elo(wins, 1 - wins, np.arange(10_000))
    assert found.players[0].value - found.players[1].value == pytest.approx(400 * np.log10(9_999))


def test_picks_by_nobody_are_excluded_and_no_picks_are_no_players():
    found = elo(np.array([0, -1]), np.array([1, 0]), np.array([-1, 0]))
    assert (found.codes.tolist(), found.players) == ([], ())


def test_a_pick_against_oneself_is_refused():
    with pytest.raises(ValueError, match="compared with itself"):
        elo(np.array([0]), np.array([0]), np.array([0]))
