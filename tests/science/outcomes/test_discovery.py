"""What is still unseen: by hand, and in worlds whose kinds are known."""

import numpy as np
import pytest

from gadfly.science.outcomes.discovery import discovery

SEVEN = np.array([0, 0, 1, 2, 0, 3, 1, -1])


def test_new_kinds_are_counted_in_order_of_time():
    found = discovery(SEVEN, np.arange(8), step=3)
    assert (found.new, found.excluded) == ((2, 2, 0), 1)


def test_chao_by_hand():
    """Four kinds, two met once and one twice: 4 + 6/7 · 2² / (2 · 1)."""
    found = discovery(SEVEN, np.arange(8)).by_attack
    assert (found.units, found.seen, found.once, found.twice) == (7, 4, 2, 1)
    assert found.kinds.value == pytest.approx(4 + 6 / 7 * 2)
    assert found.coverage.value == pytest.approx(1 - 2 / 7 * (1 - 2 / (6 * 2 + 2)))
    assert 4 <= found.kinds.low <= found.kinds.value <= found.kinds.high


def test_without_doubles_it_is_the_corrected_form():
    found = discovery(np.array([0, 0, 0, 1, 2, 3]), np.arange(6)).by_attack
    assert found.kinds.value == pytest.approx(4 + 5 / 6 * 3 * 2 / 2)


def test_where_all_was_met_again_nothing_is_missing():
    found = discovery(np.array([0, 0, 0, 1, 1, 1]), np.arange(6)).by_attack
    assert found.kinds[:3] == (2, 2, 2)
    assert (found.coverage.value, found.ahead(100)) == (1, 0)


def test_a_member_who_goes_on_and_on_is_one_unit():
    found = discovery(np.array([0, 0, 0, 1, 1, 2]), np.array([0, 0, 0, 0, 1, 2]))
    assert (found.by_attack.once, found.by_member.once) == (1, 2)
    assert (found.by_member.units, found.by_member.coverage.n) == (3, 4)


@pytest.mark.parametrize("kind", [[], [-1], [3]])
def test_of_one_attack_or_none_nothing_is_known(kind):
    found = discovery(np.array(kind, np.int64), np.zeros(len(kind), np.int64))
    assert (found.by_attack.kinds.value, found.by_attack.ahead(10)) == (None, None)


def test_in_a_world_of_known_kinds_intervals_hold_and_forecasts_come_true():
    rng, held, forecast, came = np.random.default_rng(1), [], 0.0, 0
    for _ in range(100):
        chances = rng.dirichlet(np.full(60, 5.0))
        kind, member = rng.choice(60, 300, p=chances), np.arange(200)
        found = discovery(kind[:200], member).by_attack
        covered = chances[np.unique(kind[:200])].sum()
        truths = ((found.kinds, 60), (found.coverage, covered))
        held.append([figure.low <= truth <= figure.high for figure, truth in truths])
        forecast += found.ahead(100)
        came += len(np.unique(kind)) - found.seen
    assert (np.mean(held, axis=0) >= 0.85).all()
    assert forecast == pytest.approx(came, rel=0.15)
