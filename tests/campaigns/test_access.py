"""Hidden equals absent; and a lead hands links only to accounts that open nothing else (R17, R20)."""

import pytest
from django.http import Http404

from gadfly.campaigns.access import Right, campaign_for, endpoint_for, newcomers_of, scorer_for
from gadfly.campaigns.actions import close_campaign, end_seat, give_seat
from gadfly.people.actions import make_person
from tests.factories import NOON, make_campaign, make_open_campaign


def rights(person, campaign):
    """What of the four the door lets the person do."""
    granted = set()
    for right in Right:
        try:
            assert campaign_for(person, campaign.key, to=right) == campaign
        except Http404:
            continue
        granted.add(right.name)
    return granted


def test_a_seat_is_what_opens_an_open_campaign(cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], reviewers=[cast.cy])
    make_open_campaign(lead=cast.eve)
    assert {person.name: rights(person, campaign) for person in cast.everyone} == {
        "Ada": {"SEE", "LEAD"},
        "Bo": {"SEE", "ATTACK"},
        "Cy": {"SEE", "REVIEW"},
        "Di": set(),
        "Eve": set(),
        "Fay": set(),
        "Gus": set(),
    }


def test_a_draft_exists_for_its_leads_alone(cast):
    campaign = make_campaign(lead=cast.ada)
    give_seat(campaign=campaign, person=cast.bo, role="red teamer", at=NOON)
    give_seat(campaign=campaign, person=cast.cy, role="reviewer", at=NOON)
    assert [rights(person, campaign) for person in (cast.ada, cast.bo, cast.cy)] == [{"LEAD"}, set(), set()]


def test_a_seat_that_ended_opens_nothing_and_a_closed_campaign_stays_open_to_read(cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo, cast.eve])
    end_seat(campaign=campaign, person=cast.eve, at=NOON)
    close_campaign(campaign=campaign)
    assert [rights(person, campaign) for person in (cast.bo, cast.eve)] == [{"SEE", "ATTACK"}, set()]


def test_a_key_that_names_nothing_is_not_found(cast):
    with pytest.raises(Http404):
        campaign_for(cast.ada, "x" * 22, to=Right.SEE)
    with pytest.raises(Http404):
        endpoint_for(cast.ada, "x" * 22)


def guest_of(host):
    return make_person(email="new@example.org", name="New", at=NOON, host=host)[0]


def test_a_lead_may_sign_in_nobody_they_did_not_bring(cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo, guest_of(cast.ada)])
    give_seat(campaign=campaign, person=cast.fay, role="lead", at=NOON)
    assert [person.name for person in newcomers_of(cast.ada)] == ["New"]
    assert list(newcomers_of(cast.fay)) == []


@pytest.mark.parametrize("over", [False, True])
def test_a_guest_who_takes_part_elsewhere_gets_no_link_from_the_host(cast, over):
    guest = guest_of(cast.ada)
    make_open_campaign(lead=cast.ada, red_teamers=[guest])
    elsewhere = make_open_campaign(lead=cast.eve, red_teamers=[guest])
    if over:
        end_seat(campaign=elsewhere, person=guest, at=NOON)
    assert list(newcomers_of(cast.ada)) == []


def test_who_no_longer_leads_gets_nobody_a_link(cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[guest_of(cast.ada)])
    give_seat(campaign=campaign, person=cast.eve, role="lead", at=NOON)
    end_seat(campaign=campaign, person=cast.ada, at=NOON)
    assert list(newcomers_of(cast.ada)) == []


def test_who_founds_no_campaigns_sees_no_scorer(cast):
    with pytest.raises(Http404):
        scorer_for(cast.bo)
    assert scorer_for(cast.ada) is None


def test_a_scorer_that_nothing_has_is_not_found_and_one_that_ships_has_no_row(cast):
    with pytest.raises(Http404):
        scorer_for(cast.ada, "nothing-has-this")
    assert scorer_for(cast.ada, "light-1") is None
