"""Counts of people tell of no few of them, by themselves or by subtraction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.suppression import LEAST, suppressed

tables = st.dictionaries(st.text(max_size=3), st.integers(0, 30), max_size=8)


@pytest.mark.parametrize(
    ("counts", "cells", "total"),
    [
        ({}, {}, None),
        ({"a": 5, "b": 9}, {"a": 5, "b": 9}, 14),
        ({"a": 4, "b": 9, "c": 30}, {"a": None, "b": None, "c": 30}, 43),
        ({"a": 1, "b": 2, "c": 30, "d": 7}, {"a": None, "b": None, "c": 30, "d": None}, 40),
        ({"a": 4, "b": 4, "c": 30}, {"a": None, "b": None, "c": 30}, 38),
        ({"a": 4}, {"a": None}, None),
        ({"a": 0, "b": 4}, {"a": None, "b": None}, None),
        ({"a": 30}, {"a": 30}, 30),
    ],
)
def test_small_cells_are_hidden_with_as_many_as_it_takes(counts, cells, total):
    assert suppressed(counts) == (cells, total)


@given(tables)
def test_no_number_under_the_threshold_is_shown_or_follows_from_the_others(counts):
    shown = suppressed(counts)
    seen = [count for count in shown.cells.values() if count is not None]
    assert all(count >= LEAST for count in seen)
    hidden = [name for name, count in shown.cells.items() if count is None]
    if hidden and shown.total is not None:
        assert len(hidden) >= 2
        assert shown.total - sum(seen) >= LEAST


@given(tables)
def test_what_is_shown_is_true(counts):
    shown = suppressed(counts)
    assert shown.total in {None, sum(counts.values())}
    assert all(count in {None, counts[name]} for name, count in shown.cells.items())
    assert set(shown.cells) == set(counts)


def test_nobody_counts_less_than_nobody():
    with pytest.raises(ValueError, match="below zero"):
        suppressed({"a": -1})
