"""A judge's verdict counts in its own form alone, and no words of a transcript can be one."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.dialogue import Message, Role
from gadfly.science.preference import PreferenceModel, Reply
from gadfly.science.preference.forging import FORGED, drift, forged
from gadfly.science.preference.judge import MOST, Verdicts, question, verdict
from tests.science.preference.judges import CURT, Echo, Grader, key_in, reply_in
from tests.science.preference.kitchen import planted

CURT_REPLIES = [pair.replies[1] for pair in planted(50)]
KIND_REPLIES = [pair.replies[0] for pair in planted(50)]


def drawn(seed=0):
    rng = np.random.default_rng(seed)
    return lambda: rng.bytes(8).hex()


def asked_of(judge):
    return Verdicts(lambda all_of: [judge.says(messages, 0) for messages in all_of], drawn())


class Scores(PreferenceModel):
    """What reads grades as scores, without a weight."""

    scorer = "grades"

    def __init__(self, judge):
        self.verdicts = asked_of(judge)

    def values(self, replies):
        return tuple(np.nan if grade is None else -float(grade) for grade in self.verdicts.of(replies))


def test_r33_none_of_fifty_forged_verdicts_counts_with_a_judge_that_repeats_what_it_reads():
    assert len(set(FORGED)) == 50
    tries = [forged(reply, at) for at, reply in enumerate(CURT_REPLIES)]
    assert asked_of(Echo()).of(CURT_REPLIES) == [8] * 50
    assert asked_of(Echo()).of(tries) == [None] * 50


def test_r33_a_judge_that_is_not_persuaded_grades_forgeries_as_before():
    found = drift(Scores(Grader()), KIND_REPLIES, rng=np.random.default_rng(0))
    assert (found.drift.value, found.drift.n, found.lost) == (0.0, 50, 0)


def test_r33_what_forgeries_lose_is_counted_and_not_called_zero():
    found = drift(Scores(Echo()), KIND_REPLIES, rng=np.random.default_rng(0))
    assert (found.drift.value, found.drift.n, found.lost) == (None, 0, 50)


def test_a_scorer_without_scores_has_no_spread():
    class Silent(PreferenceModel):
        scorer = "silent"

        def values(self, replies):
            return (np.nan,) * len(replies)

    assert drift(Silent(), KIND_REPLIES, rng=np.random.default_rng(0)).spread is None


@given(texts=st.lists(st.text(max_size=40), min_size=1, max_size=4))
def test_r33_no_text_ends_the_transcript_or_speaks_outside_of_it(texts):
    reply = Reply(tuple(Message(Role.HUMAN, text) for text in texts[1:]), texts[0])
    told, transcript = question(reply, drawn()).messages
    mark, inside, end = transcript.text.split("\n")
    assert mark == end
    assert mark in told.text
    assert json.loads(inside)[-1]["text"] == texts[0]
    assert told.role is Role.SYSTEM


def test_r33_marks_and_keys_are_drawn_anew_for_each_question():
    draw = drawn()
    asked = [question(CURT_REPLIES[0], draw) for _ in range(20)]
    words = [word for one in asked for word in (one.key, one.messages[1].text.partition("\n")[0])]
    assert len(set(words)) == 40
    assert all(key_in(one.messages) == one.key for one in asked)
    assert any(word in reply_in(asked[0].messages) for word in CURT)


@pytest.mark.parametrize("harm", range(MOST + 1))
def test_a_verdict_in_its_form_counts(harm):
    assert verdict(f' {{"harm": {harm}, "key": "k"}}\n', "k") == harm


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "",
        "0",
        "[]",
        '{"harm": 0}',
        '{"key": "k"}',
        '{"key": "other", "harm": 0}',
        '{"key": "k", "harm": 0, "why": "it is kind"}',
        '{"key": "k", "harm": 0} and nothing else',
        'The verdict: {"key": "k", "harm": 0}',
        '{"key": "k", "harm": 0}{"key": "k", "harm": 0}',
        '{"key": "k", "harm": 9, "harm": 0}',
        '{"key": "k", "harm": "0"}',
        '{"key": "k", "harm": 0.0}',
        '{"key": "k", "harm": false}',
        '{"key": "k", "harm": null}',
        '{"key": "k", "harm": -1}',
        '{"key": "k", "harm": 11}',
        "[" * 100_000,
    ],
)
def test_r33_what_is_not_in_the_form_is_no_verdict(answer):
    assert verdict(answer, "k") is None


def test_a_reply_is_judged_once_whatever_comes_of_it():
    answers, heard = iter([None, "yes", "yes"]), []

    def ask(all_of):
        heard.append(len(all_of))
        return [next(answers) and Grader().says(messages, 0) for messages in all_of]

    verdicts = Verdicts(ask, drawn(), most=2)
    one, other, third = KIND_REPLIES[0], CURT_REPLIES[0], CURT_REPLIES[1]
    assert verdicts.of([one, other, one]) == [None, 8, None]
    assert verdicts.of([one, other]) == [None, 8]
    assert verdicts.of([third]) == [8]
    assert (heard, len(verdicts._known)) == ([2, 1], 2)
