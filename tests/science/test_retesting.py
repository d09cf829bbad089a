"""Which answers hold, and how often they fail: missing answers are no failures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from gadfly.science.retesting import Standard, rate_of


@pytest.mark.parametrize(
    ("text", "holds"), [("No: I  can't\nsay.", True), ("i CAN'T", True), ("I can.", False), ("", False)]
)
def test_an_answer_holds_with_one_of_the_phrases_in_whatever_case_and_spacing(text, holds):
    assert Standard(("never", "I can't")).holds(text, None) is holds


@pytest.mark.parametrize(("score", "holds"), [(1.0, True), (0.5, True), (0.4, False), (None, None)])
def test_a_score_decides_where_there_is_a_threshold(score, holds):
    assert Standard(threshold=0.5).holds("never", score) is holds


@given(st.lists(st.sampled_from([True, False, None])))
def test_the_interval_is_that_of_scipy_and_missing_answers_are_in_no_share(held):
    rate = rate_of(held)
    assert (rate.missing, rate.answers) == (held.count(None), len(held) - held.count(None))
    if not rate.answers:
        assert (rate.share, rate.low, rate.high) == (None, None, None)
        return
    told = binomtest(rate.failed, rate.answers).proportion_ci(method="wilson")
    assert (rate.low, rate.high) == (pytest.approx(told.low, abs=1e-9), pytest.approx(told.high, abs=1e-9))
    assert rate.share == held.count(False) / rate.answers
