"""Who sees what of pay: one's own, what one runs, and nothing else."""

import pytest
from django.http import Http404

from gadfly.campaigns.access import campaign_to_pay
from gadfly.campaigns.actions import end_seat
from gadfly.ledger import access, actions
from tests.factories import NOON
from tests.ledger.making import make_approved, make_draft, make_pending


def sees(door, *args):
    try:
        return door(*args)
    except Http404:
        return None


def seeing(door, cast, key):
    return {person.name for person in cast.everyone if sees(door, person, key) is not None}


def test_pay_of_a_campaign_is_its_leads_and_any_managers(campaign, cast):
    assert seeing(campaign_to_pay, cast, campaign.key) == {"Ada", "Fay"}
    assert seeing(campaign_to_pay, cast, "nothing") == set()


def test_a_draft_statement_is_not_yet_shown_to_whom_it_pays(campaign, cast):
    statement = make_draft(campaign, cast.bo, cast.ada)
    assert seeing(access.statement_for, cast, statement.key) == {"Ada", "Fay"}
    actions.submit(statement=statement, by=cast.ada, at=NOON)
    assert seeing(access.statement_for, cast, statement.key) == {"Ada", "Bo", "Fay"}


def test_whom_it_pays_decides_nothing(campaign, cast):
    statement = make_pending(campaign, cast.bo, cast.ada)
    assert seeing(access.statement_to_decide, cast, statement.key) == {"Ada", "Fay"}


def test_a_statement_is_kept_by_who_left_the_campaign(campaign, cast):
    statement = make_pending(campaign, cast.bo, cast.ada)
    end_seat(campaign=campaign, person=cast.bo, at=NOON)
    assert access.statement_for(cast.bo, statement.key) == statement


def test_a_correction_is_found_in_its_own_campaign_only(campaign, cast):
    asked = actions.ask_correction(
        campaign=campaign, person=cast.bo, minutes=1, reason="The page hung.", at=NOON
    )
    assert access.correction_in(campaign, asked.key) == asked
    with pytest.raises(Http404):
        access.correction_in(campaign, "nothing")


def test_payment_runs_are_the_managers(campaign, cast):
    make_approved(campaign, cast.bo, cast.ada, cast.fay)
    run = actions.export_run(by=cast.fay, at=NOON)
    assert seeing(access.run_for, cast, run.key) == {"Fay"}
    assert seeing(access.run_for, cast, "nothing") == set()
    assert list(access.runs_for(cast.fay)) == [run]
