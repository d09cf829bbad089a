"""A mean comes with an interval that draws whole clusters, or with none where there are too few."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gadfly.science.preference.estimate import FEWEST, Estimate, estimate

seeds = st.integers(0, 2**32 - 1)


def known(*values: float | None) -> list[float]:
    return [value for value in values if value is not None]


@given(st.lists(st.floats(0, 1), min_size=FEWEST, max_size=60), seeds)
@settings(max_examples=20)
def test_an_interval_lies_around_its_mean(values, seed):
    found = estimate(np.array(values), np.arange(len(values)), np.random.default_rng(seed))
    order = known(min(values), found.low, found.value, found.high, max(values))
    assert order == pytest.approx(sorted(order))


def test_values_that_hang_together_widen_the_interval():
    values = np.repeat(np.random.default_rng(1).integers(0, 2, 50), 20).astype(float)
    alone = estimate(values, np.arange(1000), np.random.default_rng(0))
    together = estimate(values, np.arange(1000) // 20, np.random.default_rng(0))
    assert np.ptp(known(together.low, together.high)) > 3 * np.ptp(known(alone.low, alone.high))


def test_too_few_clusters_have_a_mean_and_no_interval():
    found = estimate(np.ones(100), np.arange(100) % (FEWEST - 1), np.random.default_rng(0))
    assert (found, str(found), found.percent) == ((1.0, None, None, 100), "1.000", "100 %")
    assert found.within == "too few for an interval"


def test_nothing_has_no_mean():
    found = estimate(np.array([]), np.array([], dtype=np.int64), np.random.default_rng(0))
    assert (found, str(found), found.percent) == (
        Estimate(None, None, None, 0),
        "not defined",
        "an undefined share",
    )
