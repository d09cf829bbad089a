"""Concentration is what a second implementation says, and warns where few make most."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.concentration import concentration_of
from gadfly.science.insights.sections.people import gini_of

counts = st.lists(st.integers(1, 500), min_size=1, max_size=60)


@given(counts)
def test_gini_is_what_the_report_has(made):
    found = concentration_of(made)
    assert found.gini == pytest.approx(gini_of(np.array(made, dtype=float))[0])


@given(counts)
def test_shares_and_the_busiest_are_what_counting_says(made):
    found, falling = concentration_of(made), sorted(made, reverse=True)
    assert (found.people, found.attacks) == (len(made), sum(made))
    assert found.top_one == falling[0] / sum(made)
    assert found.top_five == pytest.approx(sum(falling[:5]) / sum(made))
    assert sum(falling[: found.busiest]) >= 0.8 * sum(made) > sum(falling[: found.busiest - 1])


@given(counts, st.integers(2, 9))
def test_more_of_everything_changes_no_share(made, times):
    one, many = concentration_of(made), concentration_of([times * count for count in made])
    assert (many.gini, many.busiest) == (pytest.approx(one.gini), one.busiest)


def test_without_an_attack_nothing_is_defined_and_nothing_warns():
    found = concentration_of([0, 0])
    assert (found.people, found.gini, found.busiest, found.is_high) == (0, None, 0, False)


@pytest.mark.parametrize(
    ("made", "high"),
    [
        ([80, 5, 5, 5, 5], True),
        ([40, 40, 5, 5, 5], False),
        ([20, 20, 20, 20, 20], False),
        ([15, 1, 1, 1, 1], False),
        ([90, 5, 5], False),
        ([50] * 50 + [2] * 250, True),
    ],
)
def test_it_warns_where_a_fifth_of_the_people_or_fewer_make_most(made, high):
    assert concentration_of(made).is_high is high
