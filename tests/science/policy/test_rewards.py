"""A score is a reward; where there is none, nothing is learnt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.policy.rewards import rewards, scores
from tests.science.policy.kitchen import Counts

SCORES = st.floats(-10, 10)


def test_each_reply_is_scored_with_what_was_asked_and_an_empty_one_has_no_score():
    assert scores(Counts("gladly"), ["bread", "rice"], ["gladly, gladly", ""]) == (2.0, None)


def advantages(some):
    """Return each reward less the mean of the others, as RLOO does (Ahmadian et al. 2024, eq. 7)."""
    return [reward - (sum(some) - reward) / (len(some) - 1) for reward in some]


@given(st.lists(SCORES, min_size=1, max_size=6), st.integers(1, 3))
def test_a_reply_without_a_score_teaches_nothing(known, missing):
    group = [*known, *[None] * missing]
    assert advantages(rewards(group, len(group)))[len(known) :] == pytest.approx([0] * missing, abs=1e-9)


@given(st.lists(SCORES, min_size=2, max_size=6))
def test_what_has_a_score_is_rewarded_by_it(known):
    assert rewards(known, 2 if len(known) % 2 == 0 else len(known)) == known


def test_prompts_do_not_lend_each_other_rewards():
    assert rewards([1.0, None, None, None, 5.0, 7.0], 2) == [1.0, 1.0, 0.0, 0.0, 5.0, 7.0]
