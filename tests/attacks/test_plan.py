"""The plan: drawn again from the seed, and compared with what is stored."""

from dataclasses import replace

import pytest

from gadfly.attacks.models import Attack
from gadfly.attacks.plan import Balance, PlannedArm, Stray, ahead, plan_of
from tests.factories import make_attack, make_open_campaign, make_target, make_wish


@pytest.fixture
def bounded(cast):
    """Three arms, the first of which takes three attacks; Bo and Cy made six each, two blocks, in turns."""
    targets = [make_target(name) for name in ("plain", "careful", "curt")]
    wish = replace(make_wish(*targets), quotas={targets[0].pk: 3})
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo, cast.cy], wish=wish)
    for _ in range(6):
        for person in (cast.bo, cast.cy):
            make_attack(campaign=campaign, person=person, exchanges=())
    return campaign


def test_a_design_with_a_quota_is_drawn_again_without_a_stray(bounded):
    plan = plan_of(bounded.terms)
    assert (plan.campaign, plan.terms, plan.seed) == (bounded.slug, 1, bounded.terms.seed)
    assert (plan.attacks, plan.strays) == (12, ())
    assert plan.arms[0] == PlannedArm("plain", 1, 3, 3, 3)
    assert [arm.quota for arm in plan.arms] == [3, None, None]


def test_each_persons_balance_is_told(bounded, cast):
    people = plan_of(bounded.terms).people
    assert [(one.person, sum(one.begun)) for one in people] == [(cast.bo.pk, 6), (cast.cy.pk, 6)]
    assert all(one.off < 2 for one in people)
    assert {one.member for one in people} == set(Attack.objects.values_list("member", flat=True))


@pytest.mark.parametrize(
    ("column", "differs"),
    [("probability", "probability"), ("seed", "seed"), ("drawn_from", "arms drawn from")],
)
def test_what_was_altered_is_a_stray(bounded, column, differs):
    attack = Attack.objects.order_by("pk").last()
    Attack.objects.filter(pk=attack.pk).update(**{column: [0] if column == "drawn_from" else 1})
    assert plan_of(bounded.terms).strays == (Stray(attack.key, differs),)


def test_an_attack_moved_to_another_arm_is_a_stray(bounded):
    attack = Attack.objects.order_by("pk").last()
    other = bounded.terms.arms.exclude(pk=attack.arm_id).first()
    Attack.objects.filter(pk=attack.pk).update(arm=other)
    assert plan_of(bounded.terms).strays == (Stray(attack.key, "arm"),)


def test_what_comes_is_told_beforehand(cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])
    told = ahead(campaign.terms, cast.bo.pk, 4)
    made = [make_attack(campaign=campaign, person=cast.bo, exchanges=()) for _ in range(4)]
    assert [one.arm for one in told] == [attack.arm.target.name for attack in made]
    assert {one.probability for one in told} == {0.5}


def test_before_anybody_attacks_there_is_a_plan_too(cast):
    plan = plan_of(make_open_campaign(lead=cast.ada).terms)
    assert (plan.attacks, plan.people, [arm.begun for arm in plan.arms]) == (0, (), [0, 0])


def test_a_balance_counts_from_what_was_open(cast):
    """Everything after the only attack on a full arm is drawn on the other one, and none is off for it."""
    targets = [make_target(name) for name in ("plain", "careful")]
    wish = replace(make_wish(*targets), quotas={targets[0].pk: 1})
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], wish=wish)
    for _ in range(6):
        make_attack(campaign=campaign, person=cast.bo, exchanges=())
    [balance] = plan_of(campaign.terms).people
    assert balance == Balance(cast.bo.pk, balance.member, (1, 5), balance.off)
    assert balance.off <= 1


@pytest.mark.parametrize("people", [1, 3])
def test_a_plan_takes_the_same_queries_however_many_people(cast, django_assert_num_queries, people):
    who = [cast.bo, cast.cy, cast.eve][:people]
    campaign = make_open_campaign(lead=cast.ada, red_teamers=who)
    for person in who:
        make_attack(campaign=campaign, person=person, exchanges=())
    with django_assert_num_queries(3):
        plan_of(campaign.terms)
