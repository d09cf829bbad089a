"""Ratings as columns: parts of them, two values of many, and what they refuse."""

import pytest

from gadfly.science.agreement import Rating, ratings_of

ROWS = [Rating("a", "x", 1.0), Rating("a", "y", 3.0), Rating("b", "x", 4.0)]


def test_counts_tell_who_got_what():
    assert ratings_of(ROWS).counts.tolist() == [[1, 1, 0], [0, 0, 1]]


def test_values_keep_the_order_given():
    found = ratings_of([Rating("a", "x", "high"), Rating("a", "y", "low")], order=("low", "middle", "high"))
    assert found.counts.tolist() == [[1, 0, 1]]


def test_in_two_values_grades_are_below_or_not():
    assert ratings_of(ROWS).at_least(3).counts.tolist() == [[1, 1], [0, 1]]


def test_parts_keep_only_who_and_what_is_in_them():
    found = ratings_of(ROWS)
    assert (found.of(["x"]).items, found.of(["x"]).raters) == (("a", "b"), ("x",))
    assert (found.on(["a"]).items, found.on(["a"]).raters) == (("a",), ("x", "y"))
    assert len(found.on([])) == 0


@pytest.mark.parametrize(
    ("rows", "order", "said"),
    [([*ROWS, Rating("a", "x", 2.0)], (), "rated an item twice"), (ROWS, (1.0, 3.0), "4.0 is not in the")],
)
def test_what_makes_no_table_is_refused(rows, order, said):
    with pytest.raises(ValueError, match=said):
        ratings_of(rows, order=order)
