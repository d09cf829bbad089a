"""R17: somebody else's campaign or attack gives the very bytes of one that does not exist."""

import pytest

from gadfly.attacks.models import Attack
from gadfly.campaigns.models import Campaign
from gadfly.site.policy import POLICY
from tests.matrix.test_r16_every_route_and_every_role import ACTORS
from tests.matrix.world import absent_key, allowed

OWN = sorted(name for name, rule in POLICY.items() if rule.own)
CASES = [
    (route, actor) for route in OWN for actor in ACTORS if actor != "nobody" and not allowed(actor, route)
]


@pytest.mark.parametrize(("route", "actor"), CASES)
def test_r17_the_neighbours_object_looks_like_none(world, client, route, actor):
    assert Campaign.objects.filter(key=world.campaign.key).exists()
    assert Attack.objects.filter(key=world.attack.key).exists()
    for one in (world.batch, world.assignment, world.item, world.statement, world.run, world.finding):
        assert type(one).objects.filter(key=one.key).exists()
    client.force_login(world.actors[actor])
    key = absent_key()
    method = client.post if POLICY[route].methods == "POST" else client.get
    theirs = method(world.path(route))
    absent = method(world.path(route, campaign=key, attack=key, other=key))
    assert (theirs.status_code, theirs.content) == (404, absent.content)
    assert theirs.headers == absent.headers


@pytest.mark.parametrize("actor", [actor for actor in ACTORS if actor != "nobody"])
def test_r17_a_draft_exists_for_its_leads_alone(world, client, actor):
    Campaign.objects.filter(pk=world.campaign.pk).update(stage="draft")
    client.force_login(world.actors[actor])
    answers = {route: client.get(world.path(route)).status_code for route in ("campaign", "brief", "reviews")}
    assert answers == {"campaign": 200 if actor == "lead" else 404, "brief": 404, "reviews": 404}
