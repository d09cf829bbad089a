"""All arms of a campaign see as much of a dialogue as the least roomy of them."""

import pytest
from asgiref.sync import async_to_sync

from gadfly.attacks.actions import open_turn
from gadfly.attacks.live.rooms import common_room
from gadfly.attacks.models import Attack, Turn
from gadfly.campaigns.actions import set_up_endpoint, set_up_target
from gadfly.campaigns.models import Endpoint
from gadfly.science.targets.scripted import Scripted
from tests.factories import NOON, Exchange, make_attack, make_target

pytestmark = pytest.mark.django_db

LONG = "Is rice that stood out overnight fine to eat? " * 10


def target(name, *, context, recipe=()):
    endpoint = set_up_endpoint(
        name=f"{name}'s", base_url="http://127.0.0.1:9/v1", model="kitchen-1", context=context
    )
    return set_up_target(name=name, endpoint=endpoint, recipe=recipe)


def test_the_least_roomy_arm_decides():
    wide, narrow = target("wide", context=8000), target("narrow", context=2000)
    assert common_room([wide, narrow]) == common_room([narrow])
    assert common_room([narrow]) < common_room([wide]) < 8000


def test_preambles_and_what_is_read_again_take_up_room():
    plain = target("plain", context=4000)
    prompted = target("prompted", context=4000, recipe=[{"kind": "prompted"}])
    revised = target("revised", context=4000, recipe=[{"kind": "critique and revise"}])
    assert common_room([plain]) > common_room([prompted])
    assert common_room([plain]) - common_room([revised]) > 2 * revised.max_tokens


def test_where_no_context_is_known_nothing_is_left_out():
    assert common_room([make_target()]) is None
    assert common_room([]) is None


def test_an_arm_without_room_is_no_less_than_empty():
    assert common_room([target("tiny", context=10)]) == 0


def test_both_arms_leave_out_the_same_turns_and_say_how_many(campaign, cast, scripted):
    Endpoint.objects.update(context=1200)
    attack = make_attack(
        campaign=campaign, person=cast.bo, exchanges=[Exchange(LONG, (LONG, LONG))] * 6, over=False
    )
    told = [left_out(attack, arm, scripted) for arm in campaign.terms.arms.order_by("pk")]
    assert told[0] == told[1] > 0


def left_out(attack, arm, scripted):
    Attack.objects.update(arm=arm)
    Turn.objects.filter(number__gt=6).delete()
    written(scripted(Scripted()), Attack.objects.get(pk=attack.pk))
    return Turn.objects.get(number=7).account["left_out"]


def written(process, attack):
    async def run():
        opened = await process.open(lambda: open_turn(attack=attack, key="last", text="And now?", at=NOON))
        return [chunk async for chunk in process.follow(opened)]

    async_to_sync(run)()
