"""Intervals cover what was planted, grow with what is drawn, and need enough to draw from."""

import numpy as np
import pytest
from hypothesis import given, settings

from gadfly.science.agreement import Interval, Level, Over, alpha, interval, ratings_of
from gadfly.science.agreement.alpha import Votes
from gadfly.science.agreement.bootstrap import collapsed
from tests.science.agreement.raters_made import made, planted, tables


def drawn(ratings, over, seed=0, resamples=200, level=Level.ORDINAL, **but):
    rng = np.random.default_rng(seed)
    return interval(ratings, level, over, rng=rng, resamples=resamples, **but)


@pytest.mark.parametrize("over", Over)
def test_an_interval_lies_around_alpha_and_does_not_depend_on_threads(over):
    ratings = planted(300, 8, 3).ratings
    found = drawn(ratings, over)
    assert found.low < alpha(ratings, Level.ORDINAL) < found.high
    assert found == drawn(ratings, over, threads=1)
    assert (found.resamples, found.undefined) == (200, 0)


def test_raters_who_differ_make_the_interval_over_raters_wider_than_that_over_items():
    ratings = planted(2_000, 6, 3).ratings
    width = {over: found.high - found.low for over in Over for found in [drawn(ratings, over)]}
    assert width[Over.BOTH] > width[Over.ITEMS]
    assert width[Over.RATERS] > 2 * width[Over.ITEMS]


def test_an_interval_over_items_covers_the_alpha_of_all_items_nineteen_times_in_twenty():
    """Forty studies of sixty items out of many, by the same raters; within chance of 95 %."""
    many = planted(6_000, 5, 3).ratings
    known = alpha(many, Level.ORDINAL)
    studies = [many.where(many.item // 60 == number) for number in range(40)]
    intervals = [drawn(study, Over.ITEMS, seed=number) for number, study in enumerate(studies)]
    assert sum(found.low <= known <= found.high for found in intervals) >= 34


def test_too_few_to_draw_from_have_no_interval():
    who, grades = np.tile(np.arange(3), (20, 1)), np.random.default_rng(0).integers(0, 5, (20, 3))
    assert drawn(made(who[:9], grades[:9]), Over.ITEMS) is None
    assert drawn(made(who[:9], grades[:9]), Over.RATERS) is None
    assert drawn(made(who, grades), Over.BOTH) is None
    assert isinstance(drawn(made(who, grades), Over.ITEMS), Interval)


def test_resamples_without_an_alpha_are_counted_and_half_of_them_are_too_many():
    who, grades = np.tile(np.arange(2), (12, 1)), np.zeros((12, 2))
    assert drawn(made(who, grades), Over.ITEMS) is None
    grades[0, 0] = 1
    some = drawn(made(who, grades), Over.ITEMS)
    assert 30 < some.undefined < 120  # (11/12)^12 = 0.352 of 200


@given(tables())
@settings(max_examples=30)
@pytest.mark.parametrize("with_raters", [False, True])
def test_items_rated_alike_may_be_counted_as_one(with_raters, rows):
    ratings = ratings_of(rows)
    alike, times = collapsed(ratings, with_raters=with_raters)
    assert times.sum() == len(ratings.items)
    found = Votes(alike, Level.ORDINAL).alphas(times[:, None], np.ones((len(ratings.raters), 1)))[0]
    assert found == pytest.approx(alpha(ratings, Level.ORDINAL), abs=1e-9)


def test_many_items_of_few_kinds_and_few_of_many_are_drawn_alike():
    """Drawing kinds or items: two ways to one distribution, compared by its spread."""
    few_kinds, many_kinds = planted(4_000, 3, 3).ratings.at_least(3), planted(400, 8, 3).ratings
    assert len(collapsed(few_kinds, with_raters=False)[1]) * 16 < 4_000
    for ratings in (few_kinds, many_kinds):
        found = drawn(ratings, Over.ITEMS, level=Level.NOMINAL)
        assert found.low < alpha(ratings, Level.NOMINAL) < found.high
