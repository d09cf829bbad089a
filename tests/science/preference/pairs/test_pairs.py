"""Pairs come out of picks whole, or not at all."""

import pytest

from gadfly.science.datasets import Arm, AttackRecord
from gadfly.science.dialogue import Candidate, Dialogue, Message, Role, State, Turn
from gadfly.science.preference.pairs import Pair, pairs_of, pairs_of_attack

PROMPT = (Message(Role.HUMAN, "How long do eggs boil?"),)


def turn(*texts, picked=0, strength=3, cut=()):
    candidates = tuple(
        Candidate(text, State.INTERRUPTED if index in cut else State.COMPLETE)
        for index, text in enumerate(texts)
    )
    return Turn("How long do eggs boil?", candidates, picked, strength, continued=picked)


def test_the_picked_candidate_is_the_rejected_one():
    assert pairs_of(Dialogue((turn("Go away.", "Six minutes."),))) == (
        Pair(PROMPT, "Six minutes.", "Go away.", strength=3),
    )


def test_a_later_pair_knows_what_was_said_before_it():
    first, second = pairs_of(Dialogue((turn("Go away.", "Six."), turn("No.", "Seven."))))
    assert second.prompt == (*first.prompt, Message(Role.ASSISTANT, "Go away."), *PROMPT)


def test_the_pairs_of_one_pick_share_the_weight_one():
    made = pairs_of(Dialogue((turn("a", "b", "c", "d", picked=1),)))
    assert [(pair.chosen, pair.rejected) for pair in made] == [("a", "b"), ("c", "b"), ("d", "b")]
    assert sum(pair.weight for pair in made) == pytest.approx(1)


@pytest.mark.parametrize(
    "unsure",
    [
        turn("a", "b", strength=1),
        turn("a", "b", strength=None),
        turn("a", "b", picked=None),
        turn("a", "b", cut={0}),
        turn("a", "b", cut={1}),
        turn("a"),
    ],
)
def test_an_unsure_pick_or_a_cut_reply_makes_no_pair(unsure):
    assert pairs_of(Dialogue((unsure,))) == ()


def test_openings_differ_neither_by_case_nor_by_blanks():
    one, other = (Pair((Message(Role.HUMAN, said),), "a", "b") for said in ("Soup  now?", "soup now? "))
    assert one.opening == other.opening == "soup now?"


@pytest.mark.parametrize(
    ("attack", "person", "arm"),
    [
        ({}, None, "plain lm"),
        ({"member": 7, "campaign": "kitchen", "arm": Arm("curt", "prompted")}, "kitchen/7", "curt"),
    ],
)
def test_a_pair_of_an_attack_knows_who_picked_and_what_answered(attack, person, arm):
    (pair,) = pairs_of_attack(AttackRecord(Dialogue((turn("Go away.", "Six."),)), **attack))
    assert (pair.person, pair.arm, pair.strength) == (person, arm, 3)


def test_only_a_pick_that_was_sure_can_be_learnt_from():
    assert [Pair(PROMPT, "a", "b", strength=grade).sure for grade in (None, 1, 2, 4)] == [
        True,
        False,
        True,
        True,
    ]
