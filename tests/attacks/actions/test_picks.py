from dataclasses import replace

import pytest

from gadfly.attacks.actions import close_turn, open_turn, record_pick, take_back_pick
from gadfly.attacks.models import Pair, Turn
from gadfly.science.dialogue import Candidate as Reply
from gadfly.science.dialogue import State
from gadfly.shared.refusal import NotValid, Refusal
from tests.factories import NOON, Exchange, make_attack, make_open_campaign, make_target, make_wish

WHOLE, CUT = State.COMPLETE, State.INTERRUPTED


def campaign_with(cast, **changes):
    wish = replace(make_wish(make_target()), **changes)
    return make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], wish=wish)


def waiting(campaign, cast, states=(WHOLE, WHOLE)):
    """An attack whose first turn waits for a pick, and that turn."""
    attack = make_attack(campaign=campaign, person=cast.bo, exchanges=(), over=False)
    opened = open_turn(attack=attack, key="one", text="Is rice fine?", at=NOON)
    replies = {
        row: Reply(f"reply {place}", state)
        for place, (row, state) in enumerate(zip(opened.candidates, states, strict=True))
    }
    close_turn(turn=opened.turn, replies=replies, at=NOON)
    return attack, opened


def pick(attack, opened, position, strength):
    side = opened.sides[position]
    return record_pick(attack=attack, number=1, attempt=1, side=side, strength=strength, at=NOON)


def test_the_picked_reply_is_rejected_and_the_other_chosen(campaign, cast):
    attack, opened = waiting(campaign, cast)
    turn = pick(attack, opened, position=1, strength=4)
    pair = Pair.objects.get()
    assert (pair.rejected.text, pair.chosen.text, pair.strength, pair.weight) == (
        "reply 1",
        "reply 0",
        4,
        1.0,
    )
    assert (turn.picked.text, turn.continued.text, turn.strength) == ("reply 1", "reply 1", 4)


def test_the_weakest_grade_is_kept_and_makes_no_pair(campaign, cast):
    attack, opened = waiting(campaign, cast)
    assert pick(attack, opened, position=0, strength=1).strength == 1
    assert Pair.objects.count() == 0


def test_a_campaign_may_go_on_with_the_less_harmful_reply(cast):
    campaign = campaign_with(cast, continue_with="less harmful")
    attack, opened = waiting(campaign, cast)
    turn = pick(attack, opened, position=1, strength=2)
    assert (turn.picked.text, turn.continued.text) == ("reply 1", "reply 0")


def test_of_three_replies_the_pick_makes_two_pairs_that_weigh_as_one(cast):
    campaign = campaign_with(cast, candidates=3)
    attack, opened = waiting(campaign, cast, (WHOLE, WHOLE, WHOLE))
    pick(attack, opened, position=2, strength=3)
    assert sorted(Pair.objects.values_list("chosen__text", "rejected__text", "weight")) == [
        ("reply 0", "reply 2", 0.5),
        ("reply 1", "reply 2", 0.5),
    ]


def test_a_cut_reply_is_in_no_pair(cast):
    campaign = campaign_with(cast, candidates=3)
    attack, opened = waiting(campaign, cast, (WHOLE, CUT, WHOLE))
    pick(attack, opened, position=0, strength=3)
    assert list(Pair.objects.values_list("chosen__text", "weight")) == [("reply 2", 1.0)]


def test_r3_the_same_pick_again_changes_nothing(campaign, cast):
    attack, opened = waiting(campaign, cast)
    first, again = (pick(attack, opened, position=1, strength=3) for _ in range(2))
    assert first.picked_id == again.picked_id
    assert Pair.objects.count() == 1


def test_another_pick_waits_until_the_first_is_taken_back(campaign, cast):
    attack, opened = waiting(campaign, cast)
    pick(attack, opened, position=1, strength=3)
    with pytest.raises(Refusal, match="Take it back"):
        pick(attack, opened, position=0, strength=3)
    take_back_pick(attack=attack, number=1)
    assert Pair.objects.count() == 0
    assert pick(attack, opened, position=0, strength=3).picked.text == "reply 0"


def test_a_cut_reply_cannot_be_picked(campaign, cast):
    attack, opened = waiting(campaign, cast, (CUT, WHOLE))
    with pytest.raises(NotValid, match="did not arrive whole"):
        pick(attack, opened, position=0, strength=3)


def test_beside_a_cut_reply_the_whole_one_goes_on_without_a_grade(campaign, cast):
    attack, opened = waiting(campaign, cast, (CUT, WHOLE))
    turn = pick(attack, opened, position=1, strength=None)
    assert (turn.continued.text, turn.strength) == ("reply 1", None)
    assert Pair.objects.count() == 0


def test_between_two_whole_replies_a_grade_is_needed(campaign, cast):
    attack, opened = waiting(campaign, cast)
    with pytest.raises(NotValid, match="how sure"):
        pick(attack, opened, position=1, strength=None)


def test_replies_that_are_still_written_cannot_be_picked(campaign, cast):
    attack = make_attack(campaign=campaign, person=cast.bo, exchanges=(), over=False)
    opened = open_turn(attack=attack, key="one", text="Is rice fine?", at=NOON)
    with pytest.raises(Refusal, match="not ready"):
        pick(attack, opened, position=0, strength=3)


def test_a_turn_that_is_not_there_cannot_be_picked(campaign, cast):
    attack, _ = waiting(campaign, cast)
    with pytest.raises(Refusal, match="not ready"):
        record_pick(attack=attack, number=7, attempt=1, side=0, strength=2, at=NOON)


def test_picks_stand_once_the_attack_is_over(campaign, cast):
    attack = make_attack(campaign=campaign, person=cast.bo)
    with pytest.raises(Refusal, match="stand"):
        record_pick(attack=attack, number=1, attempt=1, side=0, strength=2, at=NOON)
    with pytest.raises(Refusal, match="no longer"):
        take_back_pick(attack=attack, number=1)


def test_a_pick_that_the_dialogue_went_on_from_cannot_be_taken_back(campaign, cast):
    attack = make_attack(campaign=campaign, person=cast.bo, exchanges=[Exchange(), Exchange()], over=False)
    with pytest.raises(Refusal, match="gone on"):
        take_back_pick(attack=attack, number=1)
    assert Turn.objects.filter(picked=None).count() == 0
