"""What waits for a person, over all their campaigns."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gadfly.campaigns.actions import close_campaign, end_seat, give_seat
from gadfly.campaigns.queries import own_attacks_in, work_of
from tests.factories import NOON, make_attack, make_campaign, make_open_campaign, make_wish

HOUR = timedelta(hours=1)


def jobs(person, at=NOON):
    return [(job.campaign.title, job.role, job.accepts, job.soon) for job in work_of(person, at).jobs]


def test_everyone_sees_their_own_parts(cast):
    make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], reviewers=[cast.cy], title="Kitchen")
    make_open_campaign(lead=cast.eve, title="Garden")
    assert [jobs(person) for person in cast.everyone] == [
        [("Kitchen", "lead", True, False)],
        [("Kitchen", "red teamer", True, False)],
        [("Kitchen", "reviewer", True, False)],
        [],
        [("Garden", "lead", True, False)],
        [],
        [],
    ]


def test_a_draft_waits_for_its_lead_alone(cast):
    campaign = make_campaign(lead=cast.ada)
    give_seat(campaign=campaign, person=cast.bo, role="red teamer", at=NOON)
    assert (jobs(cast.ada), jobs(cast.bo)) == ([("Kitchen advice", "lead", False, False)], [])


def test_a_campaign_that_opens_later_is_announced(cast):
    wish = replace(make_wish(), opens_at=NOON + HOUR)
    make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], wish=wish)
    assert jobs(cast.bo) == [("Kitchen advice", "red teamer", False, True)]
    assert jobs(cast.bo, NOON + HOUR) == [("Kitchen advice", "red teamer", True, False)]


def test_a_seat_that_ended_shows_nothing_of_the_campaign_any_more(cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])
    make_attack(campaign=campaign, person=cast.bo)
    end_seat(campaign=campaign, person=cast.bo, at=NOON)
    work = work_of(cast.bo, NOON)
    assert (work.jobs, work.finished, work.current) == ([], [], [])


def test_the_open_attack_is_offered_and_the_last_five_that_are_over(cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])
    over = [make_attack(campaign=campaign, person=cast.bo, intent=f"attack {n}") for n in range(6)]
    going = make_attack(campaign=campaign, person=cast.bo, over=False)
    work = work_of(cast.bo, NOON)
    assert (work.current, work.finished) == ([going], over[:0:-1])
    assert own_attacks_in(campaign, cast.bo) == [going, *reversed(over)]


def test_an_attack_left_open_in_a_closed_campaign_is_not_offered(cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])
    make_attack(campaign=campaign, person=cast.bo, over=False)
    close_campaign(campaign=campaign)
    assert work_of(cast.bo, NOON).current == []


def test_attacks_of_others_are_never_ones_own(cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo, cast.eve])
    make_attack(campaign=campaign, person=cast.eve)
    assert (work_of(cast.bo, NOON).finished, own_attacks_in(campaign, cast.bo)) == ([], [])
    assert work_of(cast.ada, NOON).finished == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_first_page_takes_the_same_queries_however_much_waits(cast, django_assert_num_queries, count):
    for number in range(count):
        campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], title=f"Campaign {number}")
        make_attack(campaign=campaign, person=cast.bo)
        make_attack(campaign=campaign, person=cast.bo, over=False)
    with django_assert_num_queries(2):
        work = work_of(cast.bo, NOON)
    assert (len(work.jobs), len(work.current), len(work.finished)) == (count, count, count)
