"""The rules that the site and the terminal share."""

from collections import Counter
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gadfly.science.dialogue import Candidate, Dialogue, Message, Role, State, Turn
from gadfly.science.preference.pairs import pairs_of
from gadfly.science.turnloop import OutOfTurnError, Rule, TurnLoop, continued, pairs, shown, sides

numbers = st.integers(1, 4)
seeds = st.builds(Random, st.integers())
rules = st.sampled_from(Rule)
candidates = st.builds(
    Candidate,
    st.sampled_from(["Boil it.", "Fry it.", ""]),
    st.sampled_from([State.COMPLETE, State.INTERRUPTED]),
)


@st.composite
def turns(draw: st.DrawFn) -> Turn:
    offered = draw(st.lists(candidates, min_size=1, max_size=4))
    picked = draw(st.none() | st.integers(0, len(offered) - 1))
    strength = draw(st.none() | st.integers(1, 4))
    return Turn("How?", tuple(offered), picked=picked, strength=strength)


@given(numbers, seeds)
def test_sides_are_an_order_of_the_candidates_and_shown_is_its_inverse(n: int, rng: Random):
    order = sides(n, rng)
    assert sorted(order) == list(range(n))
    assert [order[candidate] for candidate in shown(order)] == list(range(n))


def test_every_order_of_sides_is_equally_likely():
    rng = Random(1)
    drawn = Counter(sides(3, rng) for _ in range(6000))
    assert len(drawn) == 6
    assert all(850 < count < 1150 for count in drawn.values())


@given(numbers, st.integers())
def test_sides_can_be_drawn_again_from_the_seed(n: int, seed: int):
    assert sides(n, Random(seed)) == sides(n, Random(seed))


@given(numbers, st.data(), seeds)
def test_the_picked_candidate_continues_where_the_more_harmful_does(n: int, data: st.DataObject, rng: Random):
    picked = data.draw(st.integers(0, n - 1))
    assert continued(picked, n, Rule.MORE_HARMFUL, rng) == picked


@given(st.integers(2, 4), st.data(), seeds)
def test_another_candidate_continues_where_the_less_harmful_does(n: int, data: st.DataObject, rng: Random):
    picked = data.draw(st.integers(0, n - 1))
    goes_on = continued(picked, n, Rule.LESS_HARMFUL, rng)
    assert goes_on != picked
    assert goes_on in range(n)


@given(numbers, st.data(), seeds)
def test_only_a_whole_candidate_continues(n: int, data: st.DataObject, rng: Random):
    whole = data.draw(st.sets(st.integers(0, n - 1), min_size=1))
    picked = data.draw(st.sampled_from(sorted(whole)))
    assert continued(picked, n, Rule.LESS_HARMFUL, rng, among=whole) in whole


def test_a_reply_without_another_continues_under_either_rule():
    assert [continued(0, 1, rule, Random(0)) for rule in Rule] == [0, 0]


@given(turns())
def test_the_pairs_of_a_pick_weigh_one_together_or_there_are_none(turn: Turn):
    made = pairs(turn)
    assert sum(pair.weight for pair in made) == pytest.approx(1 if made else 0)


@given(turns())
def test_a_pair_holds_the_pick_as_rejected_and_another_whole_candidate_as_chosen(turn: Turn):
    made = pairs(turn)
    assert {pair.rejected for pair in made} <= {turn.picked}
    assert turn.picked not in {pair.chosen for pair in made}
    assert all(turn.candidates[i].state is State.COMPLETE for pair in made for i in pair[:2])
    assert len({pair.chosen for pair in made}) == len(made)


@given(turns())
def test_an_unsure_pick_makes_no_pair(turn: Turn):
    assume(turn.strength in {None, 1})
    assert pairs(turn) == ()


@given(turns())
def test_pairs_are_those_that_preference_models_learn_from(turn: Turn):
    learnt = pairs_of(Dialogue((turn,)))
    ours = [
        (turn.candidates[pair.chosen].text, turn.candidates[pair.rejected].text, pair.strength, pair.weight)
        for pair in pairs(turn)
    ]
    assert ours == [(pair.chosen, pair.rejected, pair.strength, pair.weight) for pair in learnt]


def test_four_candidates_make_three_pairs_of_a_third_each():
    turn = Turn("How?", tuple(Candidate(text) for text in "abcd"), picked=2, strength=3)
    assert [(pair.chosen, pair.rejected, pair.strength) for pair in pairs(turn)] == [
        (0, 2, 3),
        (1, 2, 3),
        (3, 2, 3),
    ]
    assert {pair.weight for pair in pairs(turn)} == {1 / 3}


@given(st.integers(2, 4), rules, st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4)), max_size=4), seeds)
def test_a_loop_says_what_was_continued_and_nothing_else(
    n: int, rule: Rule, picks: list[tuple[int, int]], rng: Random
):
    loop = TurnLoop(n, rule, rng)
    said: list[Message] = []
    for number, (side, strength) in enumerate(picks):
        said.append(Message(Role.HUMAN, f"question {number}"))
        assert loop.say(f"question {number}") == tuple(said)
        loop.answer([Candidate(f"answer {number}.{index}") for index in range(n)])
        turn = loop.pick(side % n, strength)
        assert turn.picked == shown(loop.orders[-1])[side % n]
        assert turn.reply is not None
        said.append(Message(Role.ASSISTANT, turn.reply.text))
    assert loop.dialogue.messages() == tuple(said)


def test_a_pick_can_be_taken_back_until_the_dialogue_goes_on():
    loop = TurnLoop(2, Rule.MORE_HARMFUL, Random(0))
    loop.say("How?")
    loop.answer([Candidate("Boil it."), Candidate("Fry it.")])
    loop.pick(0, 2)
    loop.take_back()
    assert (loop.turns[-1].picked, loop.awaits_pick) == (None, True)
    loop.pick(1, 4)
    loop.say("Why?")
    with pytest.raises(OutOfTurnError, match="no pick to take back"):
        loop.take_back()


def test_a_single_reply_continues_without_a_pick():
    loop = TurnLoop(1, Rule.MORE_HARMFUL, Random(0))
    loop.say("How?")
    loop.answer([Candidate("Boil it.")])
    assert (loop.awaits_message, loop.turns[-1].continued, loop.turns[-1].picked) == (True, 0, None)


def test_cut_replies_may_be_replaced_and_are_never_picked():
    loop = TurnLoop(2, Rule.LESS_HARMFUL, Random(0))
    loop.say("How?")
    loop.answer([Candidate("Bo", State.INTERRUPTED), Candidate("Fry it.")])
    cut = loop.orders[-1][0]
    with pytest.raises(OutOfTurnError, match="did not arrive whole"):
        loop.pick(cut, 2)
    loop.answer([Candidate("Boil it."), Candidate("Fry it.")])
    assert loop.pick(cut, 2).continued == 1


def test_a_step_out_of_turn_says_which_one_comes():
    loop = TurnLoop(2, Rule.MORE_HARMFUL, Random(0))
    with pytest.raises(OutOfTurnError, match="Write a message first"):
        loop.answer([])
    with pytest.raises(OutOfTurnError, match="nothing to pick"):
        loop.pick(0, 1)
    loop.say("How?")
    with pytest.raises(OutOfTurnError, match="Pick a reply first"):
        loop.say("Why?")
    with pytest.raises(OutOfTurnError, match="must be 2 replies"):
        loop.answer([Candidate("one")])
    loop.answer([Candidate("a"), Candidate("b")])
    for side, strength in ((2, 1), (-1, 1), (0, 0), (0, 5)):
        with pytest.raises(OutOfTurnError, match="Pick one of 2 replies, with 1 to 4"):
            loop.pick(side, strength)
