from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random

import pytest
from django.db import connection

from gadfly.attacks.actions import end_attack, leave_open_attacks, skip_attack, start_attack
from gadfly.attacks.models import Attack
from gadfly.campaigns.actions import close_campaign
from gadfly.campaigns.models import Seat
from gadfly.people.actions import make_person
from gadfly.shared.refusal import NotValid, Refusal
from tests.factories import NOON, make_attack, make_open_campaign, make_target, make_wish


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


def bounded_campaign(lead, red_teamers, *quotas):
    """An open campaign with an arm of equal weight for each quota, in this order."""
    targets = [make_target(f"arm {number}") for number in range(len(quotas))]
    bounds = {target.pk: quota for target, quota in zip(targets, quotas, strict=True) if quota is not None}
    wish = replace(make_wish(*targets), quotas=bounds)
    campaign = make_open_campaign(lead=lead, red_teamers=red_teamers, wish=wish)
    return campaign, list(campaign.terms.arms.order_by("pk"))


def test_a_full_arm_is_drawn_no_more_and_the_chances_are_those_of_the_others(cast):
    campaign, arms = bounded_campaign(cast.ada, [cast.bo], 1, None, None)
    attacks = [make_attack(campaign=campaign, person=cast.bo, exchanges=()) for _ in range(9)]
    assert Counter(attack.arm_id for attack in attacks)[arms[0].pk] == 1
    full_after = next(place for place, attack in enumerate(attacks) if attack.arm == arms[0])
    for place, attack in enumerate(attacks):
        open_then = [] if place <= full_after else [arms[1].pk, arms[2].pk]
        assert (attack.drawn_from, attack.probability) == (open_then, 1 / 2 if open_then else 1 / 3)


def test_attacks_that_were_skipped_count_towards_the_quota(cast):
    campaign, _ = bounded_campaign(cast.ada, [cast.bo], 1)
    skip_attack(attack=begin(campaign, cast.bo), at=NOON, scoring=lambda _: None)
    with pytest.raises(Refusal, match="has all the attacks it asked for"):
        begin(campaign, cast.bo)
    assert Attack.objects.count() == 1


def test_an_attack_that_is_open_goes_on_though_everything_is_full(cast):
    campaign, _ = bounded_campaign(cast.ada, [cast.bo], 1)
    assert begin(campaign, cast.bo) == begin(campaign, cast.bo)


@pytest.mark.django_db(transaction=True)
def test_people_who_begin_at_once_do_not_overfill_an_arm():
    lead, *people = (make_person(email=f"{n}@example.org", name=f"P {n}", at=NOON)[0] for n in range(9))
    campaign, arms = bounded_campaign(lead, people, 3, 2)

    def try_to_begin(person):
        try:
            return begin(campaign, person, rng=Random(person.pk)).arm_id
        except Refusal:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        begun = Counter(pool.map(try_to_begin, people))
    assert begun == {arms[0].pk: 3, arms[1].pk: 2, None: 3}
