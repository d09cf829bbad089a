"""Scores of dialogues: one for each complete candidate, and missing is not zero."""

from dataclasses import replace
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.datasets.record import AttackRecord, Summary, TurnDetail
from gadfly.science.dialogue import Candidate, Dialogue, State, Turn
from gadfly.science.preference.light import ShorterWins
from gadfly.science.preference.score import BATCH, continued, score_dialogue, score_dialogues, scored, summary
from gadfly.science.preference.store import shipped

states = st.sampled_from(State)
candidates = st.lists(st.builds(Candidate, st.text(max_size=30), states), max_size=3).map(tuple)
turns = st.builds(
    lambda human, offered, pick: Turn(human, offered, continued=pick % len(offered) if offered else None),
    st.text(max_size=30),
    candidates,
    st.integers(0, 2),
)
dialogues = st.lists(turns, max_size=4).map(tuple).map(Dialogue)
floats = st.floats(-100, 100)


@given(dialogues)
def test_every_complete_candidate_has_a_score_and_no_other_has(dialogue):
    scores = score_dialogue(ShorterWins(), dialogue)
    assert [[value is None for value in turn] for turn in scores] == [
        [candidate.state is not State.COMPLETE for candidate in turn.candidates] for turn in dialogue.turns
    ]


@given(dialogues)
def test_the_replies_that_continue_score_as_the_messages_do(dialogue):
    whole = [turn.reply is None or turn.reply.state is State.COMPLETE for turn in dialogue.turns]
    scores = [
        score for score in continued(dialogue, score_dialogue(shipped(), dialogue)) if score is not None
    ]
    if all(whole):
        assert tuple(scores) == shipped().score(dialogue.messages())


@given(st.lists(dialogues, max_size=3))
def test_a_batch_of_dialogues_scores_like_each_alone(several):
    assert score_dialogues(shipped(), several) == [
        score_dialogue(shipped(), dialogue) for dialogue in several
    ]


@given(st.lists(dialogues, max_size=4), st.sampled_from(["", "Have it curse."]))
def test_attacks_come_back_with_scores_that_belong_to_them(several, intent):
    attacks = [
        AttackRecord(dialogue, task_description=intent, member=at) for at, dialogue in enumerate(several)
    ]
    found = list(scored(ShorterWins(), attacks))
    for before, after in zip(attacks, found, strict=True):
        scores = score_dialogue(ShorterWins(), before.dialogue)
        assert tuple(detail.scores for detail in after.details) == scores
        assert after.scores == summary(
            continued(before.dialogue, scores),
            scorer="shorter@1",
            intent=ShorterWins().score_text(intent) if intent else None,
        )
        assert replace(after, details=(), scores=Summary()) == before


def test_other_models_scores_are_replaced_and_other_details_kept():
    turn = Turn("Soup?", (Candidate("Soon."),), continued=0)
    attack = AttackRecord(Dialogue((turn, turn)), details=(TurnDetail(shown=(0,), scores=(9.0,)),))
    (found,) = scored(ShorterWins(), [attack])
    assert [(detail.shown, detail.scores) for detail in found.details] == [
        ((0,), (-1.791759,)),
        ((), (-1.791759,)),
    ]


def test_no_more_attacks_are_held_than_a_batch():
    read = []
    attacks = (AttackRecord(Dialogue(), member=read.append(at)) for at in range(10 * BATCH))
    next(scored(ShorterWins(), attacks))
    assert len(read) == BATCH


def test_an_attack_without_scores_has_no_minimum():
    assert summary(()) == summary((None, None)) == Summary()


def test_a_missing_score_is_left_out_and_a_missing_last_one_is_missing():
    assert summary((2.0, -1.0, None), scorer="light-1@0", intent=0.5) == Summary(
        scorer="light-1@0", min=-1.0, mean=0.5, max=2.0, last=None, intent=0.5
    )


@given(st.lists(floats, min_size=1, max_size=8).map(tuple))
def test_scores_come_to_their_least_mean_most_and_last(scores):
    found = summary(scores)
    assert found.mean == pytest.approx(mean(scores))
    assert (found.min, found.max, found.last) == (min(scores), max(scores), scores[-1])
