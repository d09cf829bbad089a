"""R22: a campaign that names contracts exists for those alone who hold them all, on every route it has."""

import pytest

from gadfly.site.policy import POLICY
from tests.matrix.world import absent_key
from tests.network.factories import bind

HELD = ("signed", "not signed", "not countersigned", "expired", "replaced")
"""How the contract of a campaign may stand with whoever asks (R22)."""
OWN = sorted(
    name for name, rule in POLICY.items() if rule.own and {"lead", "red teamer", "reviewer"} & rule.who
)
GATED = [
    (name, role)
    for name in OWN
    for role in ("lead", "red teamer", "reviewer")
    if name not in {"score", "contract", "certificate", "call"} and role in POLICY[name].who
    if (name, role) != ("statement", "red teamer")  # what one is owed stays one's own to read
]


@pytest.mark.parametrize("state", HELD)
@pytest.mark.parametrize(("route", "role"), GATED)
def test_r22_without_a_live_contract_no_route_of_the_campaign_is_there(world, client, route, role, state):
    person = world.actors[role]
    bind(world.campaign, state, person, world.actors["manager"])
    client.force_login(person)
    ask = client.post if POLICY[route].methods == "POST" else client.get
    answer = ask(world.path(route))
    assert (answer.status_code != 404) is (state == "signed")
    if state != "signed":
        absent = ask(world.path(route, campaign=absent_key(), attack=absent_key(), other=absent_key()))
        assert answer.content == absent.content


@pytest.mark.parametrize("state", HELD)
def test_r22_the_first_page_does_not_name_a_campaign_whose_contract_one_lacks(world, client, state):
    bind(world.campaign, state, world.actors["red teamer"], world.actors["manager"])
    client.force_login(world.actors["red teamer"])
    named = world.campaign.key in client.get(world.path("home")).content.decode()
    mine = world.attack.key in client.get(world.path("my-attacks")).content.decode()
    assert (named, mine) == ((True, True) if state == "signed" else (False, False))
