from dataclasses import replace

import pytest
from django.http import Http404

from gadfly.attacks.access import Right, attack_for, own_attacks
from gadfly.campaigns.actions import end_seat, open_campaign, revise_terms
from gadfly.campaigns.wish import wish_of
from tests.factories import NOON, make_attack


def test_the_author_owns_an_attack_and_the_lead_reads_it(campaign, cast):
    attack = make_attack(campaign=campaign, person=cast.bo)
    assert attack_for(cast.bo, attack.key, to=Right.OWN) == attack
    assert attack_for(cast.ada, attack.key, to=Right.READ) == attack


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("ada", Right.OWN),
        ("bo", Right.READ),
        ("cy", Right.OWN),
        ("cy", Right.READ),
        ("di", Right.OWN),
        ("eve", Right.OWN),
        ("eve", Right.READ),
        ("fay", Right.READ),
        ("gus", Right.READ),
    ],
)
def test_for_everybody_else_it_does_not_exist(campaign, cast, name, right):
    attack = make_attack(campaign=campaign, person=cast.bo)
    with pytest.raises(Http404):
        attack_for(getattr(cast, name), attack.key, to=right)


def test_who_left_the_campaign_owns_nothing_in_it(campaign, cast):
    attack = make_attack(campaign=campaign, person=cast.bo)
    end_seat(campaign=campaign, person=cast.bo, at=NOON)
    assert list(own_attacks(cast.bo)) == []
    with pytest.raises(Http404):
        attack_for(cast.bo, attack.key, to=Right.OWN)


def test_the_attack_comes_with_what_a_turn_needs_in_one_query(campaign, cast, django_assert_num_queries):
    attack = make_attack(campaign=campaign, person=cast.bo, over=False)
    with django_assert_num_queries(1):
        found = attack_for(cast.bo, attack.key, to=Right.OWN)
        assert (found.campaign.title, found.terms.number) == ("Kitchen advice", 1)
        assert found.campaign.terms.number == 1


def test_an_attack_on_earlier_terms_keeps_them_and_knows_those_in_force(campaign, cast):
    attack = make_attack(campaign=campaign, person=cast.bo, over=False)
    revise_terms(campaign=campaign, wish=replace(wish_of(campaign.terms), brief="Another brief."))
    open_campaign(campaign=campaign, at=NOON)
    found = attack_for(cast.bo, attack.key, to=Right.OWN)
    assert (found.terms.number, found.campaign.terms.number) == (1, 2)
