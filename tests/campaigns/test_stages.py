"""A campaign opens on complete terms, takes attacks within its dates, and closes (R22)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gadfly.campaigns.actions import close_campaign, open_campaign, revise_terms
from gadfly.campaigns.queries import accepts_attacks, newest_terms
from gadfly.campaigns.wish import wish_of
from gadfly.shared.refusal import Refusal
from tests.factories import NOON, make_campaign, make_open_campaign, make_wish

HOUR = timedelta(hours=1)


def test_an_incomplete_campaign_does_not_open_and_says_what_to_do(cast):
    campaign = make_campaign(lead=cast.ada)
    with pytest.raises(Refusal, match=r"It cannot open yet\. Write the brief: what to try"):
        open_campaign(campaign=campaign, at=NOON)
    campaign.refresh_from_db()
    assert (campaign.stage, campaign.terms, newest_terms(campaign).frozen_at) == ("draft", None, None)


def test_opening_freezes_the_terms_and_puts_them_in_force(cast):
    campaign = make_open_campaign(lead=cast.ada)
    campaign.refresh_from_db()
    assert (campaign.stage, campaign.terms, campaign.terms.frozen_at) == (
        "open",
        newest_terms(campaign),
        NOON,
    )


def test_opening_again_changes_nothing(cast):
    campaign = make_open_campaign(lead=cast.ada)
    again = open_campaign(campaign=campaign, at=NOON + HOUR)
    assert (again, again.frozen_at) == (campaign.terms, NOON)


def test_closing_ends_it_and_closing_again_changes_nothing(cast):
    campaign = make_open_campaign(lead=cast.ada)
    assert [close_campaign(campaign=campaign).stage for _ in range(2)] == ["closed", "closed"]
    campaign.refresh_from_db()
    assert campaign.stage == "closed"


def test_a_draft_cannot_be_closed(cast):
    assert close_campaign(campaign=make_campaign(lead=cast.ada)).stage == "draft"


def test_a_closed_campaign_can_be_opened_again_on_the_same_terms(cast):
    campaign = close_campaign(campaign=make_open_campaign(lead=cast.ada))
    assert open_campaign(campaign=campaign, at=NOON + HOUR) == campaign.terms
    assert accepts_attacks(campaign, NOON + HOUR)


def test_a_campaign_whose_time_has_passed_opens_again_only_with_a_later_date(cast):
    campaign = make_open_campaign(lead=cast.ada, wish=replace(make_wish(), closes_at=NOON + HOUR))
    close_campaign(campaign=campaign)
    with pytest.raises(Refusal, match="Move the closing date"):
        open_campaign(campaign=campaign, at=NOON + HOUR)
    revise_terms(campaign=campaign, wish=replace(wish_of(campaign.terms), closes_at=NOON + 3 * HOUR))
    assert open_campaign(campaign=campaign, at=NOON + HOUR).number == 2


@pytest.mark.parametrize(
    ("opens", "closes", "at", "accepts"),
    [
        (None, None, NOON, True),
        (NOON + HOUR, None, NOON, False),
        (NOON + HOUR, None, NOON + HOUR, True),
        (None, NOON + HOUR, NOON, True),
        (None, NOON + HOUR, NOON + HOUR, False),
        (NOON - HOUR, NOON + HOUR, NOON, True),
    ],
)
def test_attacks_are_taken_from_the_opening_date_until_just_before_the_closing_date(
    cast, opens, closes, at, accepts
):
    wish = replace(make_wish(), opens_at=opens, closes_at=closes)
    assert accepts_attacks(make_open_campaign(lead=cast.ada, wish=wish), at) is accepts


def test_drafts_and_closed_campaigns_take_no_attacks(cast):
    draft = make_campaign(lead=cast.ada, wish=make_wish())
    closed = close_campaign(campaign=make_open_campaign(lead=cast.ada))
    assert [accepts_attacks(campaign, NOON) for campaign in (draft, closed)] == [False, False]
