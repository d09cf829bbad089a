"""Hazards of first success: by hand, and planted ones with stops in between."""

import numpy as np
import pytest

from gadfly.science.outcomes import Figure, Labels
from gadfly.science.outcomes.hazard import hazards

NEVER = np.nan


def test_who_stopped_is_at_risk_until_the_stop_and_not_after():
    turns = np.array([1.0, 2, 2, 3, 3, 3])
    success = np.array([NEVER, 1, 2, NEVER, 3, 2])
    (found,) = hazards(turns, success, Labels(np.zeros(6, np.int64), ("plain",)), np.arange(6))
    assert [(figure.value, figure.n) for figure in found.hazard] == [(1 / 6, 6), (2 / 4, 4), (1 / 2, 2)]
    assert [figure.value for figure in found.succeeded] == pytest.approx(
        [1 / 6, 1 - 5 / 6 / 2, 1 - 5 / 6 / 4]
    )


def test_planted_hazards_lie_in_their_intervals_and_so_does_what_had_succeeded():
    rng, held = np.random.default_rng(1), []
    for _ in range(60):
        member, arm = rng.integers(0, 80, 2_000), rng.integers(0, 2, 2_000)
        turns, first = rng.integers(1, 6, 2_000).astype(float), rng.geometric(np.where(arm == 0, 0.1, 0.3))
        success = np.where(first <= turns, first, np.nan)
        for one, h in zip(
            hazards(turns, success, Labels(arm, ("rs", "plain")), member), (0.1, 0.3), strict=True
        ):
            held += [figure.low <= h <= figure.high for figure in one.hazard]
            by = enumerate(one.succeeded, 1)
            held += [figure.low <= 1 - (1 - h) ** turn <= figure.high for turn, figure in by]
    assert 0.92 <= np.mean(held) <= 0.975


def test_rows_that_cannot_be_are_excluded():
    turns, success = np.array([np.nan, 2, 2, 2, 2]), np.array([1, 3, 0, 1, 1])
    arm, member = Labels(np.array([0, 0, 0, -1, 0]), ("plain",)), np.array([0, 1, 2, 3, -1])
    (found,) = hazards(turns, success, arm, member)
    assert (found.hazard, found.succeeded) == ((), ())
    (found,) = hazards(turns, success, arm, np.arange(5))
    assert found.hazard[0] == Figure(1.0, None, None, 1, 1, 4)


def test_later_turns_are_left_out():
    arm = Labels(np.zeros(10, np.int64), ("plain",))
    (found,) = hazards(np.full(10, 9.0), np.full(10, 5.0), arm, np.arange(10), last=3)
    assert [figure.value for figure in found.hazard] == [0, 0, 0]
    assert found.succeeded[2][:3] == (0.0, None, None)
