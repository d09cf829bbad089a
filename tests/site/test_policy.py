"""The table of who may do what is sound in itself; tests/matrix hold the site to it."""

import pytest

from gadfly.people.models import Role
from gadfly.site.policy import POLICY, Methods

ASKED = {"score", "contract", "certificate", "call"}
"""One's own by having been asked: they belong to the network and open no campaign."""
SHARED = {
    *("discussion", "discussion-alarm", "discussion-vote", "statement"),
    *("finding", "finding-new", "finding-step", "findings"),
}
"""Read by both sides: reviewers, payees and red teamers see of it what is theirs, leads all."""
PAY = {"campaign-pay", "campaign-statements", "campaign-correction", "statement", "statement-step"}
"""What managers open in every campaign: its pay, and nothing that was said in it."""


@pytest.mark.parametrize("route", sorted(name for name, rule in POLICY.items() if rule.own))
def test_what_must_be_ones_own_is_open_to_some_and_never_to_strangers(route):
    assert POLICY[route].who
    assert None not in POLICY[route].who


def test_strangers_write_only_to_sign_in_and_out_and_to_apply():
    open_to_all = {name for name, rule in POLICY.items() if None in rule.who and rule.methods != Methods.READ}
    assert open_to_all == {"sign-in-link", "sign-out", "apply", "application", "application-step"}


def test_who_attacks_reads_no_page_of_the_lead_and_the_other_way_round():
    own = {role: {n for n, r in POLICY.items() if r.own and role in r.who} - ASKED - SHARED for role in Role}
    parts = [own[Role.LEAD], own[Role.RED_TEAMER], own[Role.REVIEWER]]
    assert all(parts)
    assert not any(one & other for one in parts for other in parts if one is not other)


@pytest.mark.parametrize("role", [Role.APPLICANT, Role.MEMBER, Role.MANAGER, Role.STEWARD])
def test_an_office_alone_opens_no_campaign(role):
    opened = {name for name, rule in POLICY.items() if rule.own and role in rule.who} - ASKED
    assert opened == (PAY if role is Role.MANAGER else set())
