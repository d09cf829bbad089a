"""Where there is one candidate a turn: a whole reply goes on by itself, a broken one waits."""

from dataclasses import replace

import pytest

from gadfly.attacks.actions import close_turn, open_turn
from gadfly.attacks.models import Turn
from gadfly.science.dialogue import Candidate as Reply
from gadfly.science.dialogue import State
from tests.factories import NOON, make_attack, make_open_campaign, make_target, make_wish


@pytest.fixture
def opened(cast):
    wish = replace(make_wish(make_target()), candidates=1)
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], wish=wish)
    attack = make_attack(campaign=campaign, person=cast.bo, exchanges=(), over=False)
    return open_turn(attack=attack, key="one", text="Is rice fine?", at=NOON)


@pytest.mark.parametrize(("state", "goes_on"), [(State.COMPLETE, True), (State.INTERRUPTED, False)])
def test_the_one_reply_goes_on_if_it_is_whole(opened, state, goes_on):
    [row] = opened.candidates
    close_turn(turn=opened.turn, replies={row: Reply("Yes.", state)}, at=NOON)
    turn = Turn.objects.get()
    assert (turn.continued_id, turn.picked_id) == (row if goes_on else None, None)
