"""Seats, pseudonyms and agreements."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from gadfly.campaigns.access import Right, seats_of
from gadfly.campaigns.actions import agree, end_seat, ensure_pseudonym, give_seat, open_campaign, revise_terms
from gadfly.campaigns.models import Agreement, Seat
from gadfly.campaigns.queries import agreed_at, has_agreed
from gadfly.shared.refusal import Refusal
from tests.factories import NOON, make_campaign, make_open_campaign, make_wish

LATER = NOON + timedelta(days=1)


def test_a_seat_is_given_once(cast):
    campaign = make_campaign(lead=cast.ada)
    seats = [give_seat(campaign=campaign, person=cast.bo, role="red teamer", at=at) for at in (NOON, LATER)]
    assert (seats[0], seats[1].given_at) == (seats[1], NOON)


@pytest.mark.parametrize("role", ["lead", "reviewer"])
def test_who_attacks_cannot_have_another_part_in_the_same_campaign(cast, role):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])
    with pytest.raises(Refusal, match="Bo is here as red teamer already"):
        give_seat(campaign=campaign, person=cast.bo, role=role, at=NOON)
    assert give_seat(campaign=make_campaign(lead=cast.eve), person=cast.bo, role=role, at=NOON).role == role


def test_a_lead_cannot_attack_the_own_arms(cast):
    campaign = make_campaign(lead=cast.ada)
    with pytest.raises(Refusal, match="Ada is here as lead already"):
        give_seat(campaign=campaign, person=cast.ada, role="red teamer", at=NOON)


def test_a_seat_that_ended_stays_as_a_record_and_can_be_given_again(cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])
    ended = end_seat(campaign=campaign, person=cast.bo, at=LATER)
    assert (ended.left_at, seats_of(cast.bo, Right.ATTACK).exists()) == (LATER, False)
    again = give_seat(campaign=campaign, person=cast.bo, role="red teamer", at=LATER)
    assert (again, again.left_at, again.given_at) == (ended, None, LATER)


def test_a_former_red_teamer_may_become_a_reviewer(cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])
    end_seat(campaign=campaign, person=cast.bo, at=LATER)
    give_seat(campaign=campaign, person=cast.bo, role="reviewer", at=LATER)
    assert list(Seat.objects.filter(person=cast.bo).order_by("pk").values_list("role", "left_at")) == [
        ("red teamer", LATER),
        ("reviewer", None),
    ]


def test_ending_a_seat_nobody_holds_changes_nothing(cast):
    assert end_seat(campaign=make_campaign(lead=cast.ada), person=cast.bo, at=NOON) is None


def test_the_last_lead_cannot_leave(cast):
    campaign = make_campaign(lead=cast.ada)
    with pytest.raises(Refusal, match="A campaign needs a lead"):
        end_seat(campaign=campaign, person=cast.ada, at=NOON)
    give_seat(campaign=campaign, person=cast.eve, role="lead", at=NOON)
    assert end_seat(campaign=campaign, person=cast.ada, at=LATER).left_at == LATER


def test_a_pseudonym_is_drawn_once_and_never_twice_in_a_campaign(cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo, cast.cy])
    bo, cy = Seat.objects.filter(campaign=campaign, role="red teamer").order_by("pk")
    first = ensure_pseudonym(seat=bo, rng=Random(1))
    assert ensure_pseudonym(seat=bo, rng=Random(2)) == first
    assert ensure_pseudonym(seat=cy, rng=Random(1)) != first
    assert 100_000 <= first < 1_000_000
    assert set(Seat.objects.values_list("pseudonym", flat=True)) == {None, bo.pseudonym, cy.pseudonym}


def test_agreement_is_to_one_version_and_the_first_time_counts(cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], agreed=False)
    first = campaign.terms
    assert has_agreed(cast.bo, first) is False
    for at in (NOON, LATER):
        agree(person=cast.bo, terms=first, at=at)
    assert (agreed_at(cast.bo, first), Agreement.objects.count()) == (NOON, 1)
    revise_terms(campaign=campaign, wish=replace(make_wish(), brief="Another."))
    second = open_campaign(campaign=campaign, at=LATER)
    assert (has_agreed(cast.bo, second), has_agreed(cast.cy, first)) == (False, False)
