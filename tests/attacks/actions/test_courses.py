from collections import Counter
from random import Random

import pytest

from gadfly.attacks.actions import end_attack, leave_open_attacks, skip_attack, start_attack
from gadfly.attacks.models import Attack
from gadfly.campaigns.actions import close_campaign
from gadfly.campaigns.models import Seat
from gadfly.shared.refusal import NotValid, Refusal
from tests.factories import NOON, make_attack, make_open_campaign


def begin(campaign, person, intent="Get a curt answer", rng=None):
    return start_attack(person=person, campaign=campaign, intent=intent, at=NOON, rng=rng or Random(1))


def test_an_attack_stores_what_it_was_drawn_with(campaign, cast):
    attack = begin(campaign, cast.bo)
    assert (attack.terms, attack.position, attack.probability) == (campaign.terms, 0, 0.5)
    assert attack.arm in campaign.terms.arms.all()
    assert attack.started_at == NOON


def test_beginning_again_goes_on_with_the_open_one(campaign, cast):
    assert begin(campaign, cast.bo) == begin(campaign, cast.bo, intent="Something else")
    assert Attack.objects.count() == 1


def test_each_block_of_attacks_visits_each_arm_by_its_weight(campaign, cast):
    attacks = [make_attack(campaign=campaign, person=cast.bo, exchanges=()) for _ in range(6)]
    assert [attack.position for attack in attacks] == list(range(6))
    assert Counter(attack.arm_id for attack in attacks).most_common() == [
        (arm, 3) for arm, _ in Counter(attack.arm_id for attack in attacks).most_common()
    ]


def test_the_plan_can_be_made_again_from_the_seed(campaign, cast):
    first = [make_attack(campaign=campaign, person=cast.bo, exchanges=()) for _ in range(4)]
    drawn = [(attack.arm_id, attack.seed) for attack in first]
    Attack.objects.all().delete()
    again = [make_attack(campaign=campaign, person=cast.bo, exchanges=()) for _ in range(4)]
    assert [(attack.arm_id, attack.seed) for attack in again] == drawn


def test_the_member_number_is_drawn_once_and_kept(campaign, cast):
    first = make_attack(campaign=campaign, person=cast.bo, exchanges=())
    second = make_attack(campaign=campaign, person=cast.bo, exchanges=())
    seat = Seat.objects.get(campaign=campaign, person=cast.bo)
    assert first.member == second.member == seat.pseudonym
    assert first.member != cast.bo.pk


@pytest.mark.parametrize("intent", ["", "   ", "x" * 2001])
def test_an_intent_that_says_nothing_or_too_much_is_refused(campaign, cast, intent):
    with pytest.raises(NotValid, match="Describe the attack"):
        begin(campaign, cast.bo, intent=intent)


def test_nobody_attacks_before_agreeing(cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], agreed=False)
    with pytest.raises(Refusal, match="agree"):
        begin(campaign, cast.bo)


def test_nobody_attacks_in_a_closed_campaign(campaign, cast):
    close_campaign(campaign=campaign)
    with pytest.raises(Refusal, match="takes no attacks"):
        begin(campaign, cast.bo)


def test_ending_asks_once_for_scores(campaign, cast):
    asked = []
    attack = begin(campaign, cast.bo)
    for _ in range(2):
        end_attack(attack=attack, at=NOON, scoring=asked.append)
    assert (attack.state, attack.ended_at, asked) == ("ended", NOON, [attack.pk])


def test_a_skipped_attack_is_kept_and_stays_skipped(campaign, cast):
    asked = []
    attack = begin(campaign, cast.bo)
    skip_attack(attack=attack, at=NOON, scoring=asked.append)
    end_attack(attack=attack, at=NOON, scoring=asked.append)
    assert Attack.objects.get().state == "skipped"
    assert asked == [attack.pk]


def test_what_is_open_when_a_campaign_closes_is_left(campaign, cast):
    asked = []
    attack = begin(campaign, cast.bo)
    assert leave_open_attacks(campaign=campaign, at=NOON, scoring=asked.append) == 1
    assert (Attack.objects.get().state, asked) == ("left", [attack.pk])
