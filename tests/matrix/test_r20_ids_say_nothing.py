"""R20: an address tells nothing, and a name that is taken is not told."""

import re

from gadfly.campaigns.models import Campaign
from gadfly.shared.keys import LENGTH, new_key
from tests.matrix.world import ROUTES

KEY = re.compile(rf"^[A-Za-z0-9_-]{{{LENGTH}}}$")


def test_r20_keys_are_128_random_bits():
    keys = {new_key() for _ in range(1000)}
    assert len(keys) == 1000
    assert all(KEY.match(key) for key in keys)


def test_r20_no_route_takes_a_number():
    assert [name for name, pattern in ROUTES.items() if "<int" in pattern or "<slug" in pattern] == []


def test_r20_two_campaigns_of_one_title_tell_nothing_of_each_other(world, client):
    client.force_login(world.actors["manager"])
    before = set(Campaign.objects.values_list("pk", flat=True))
    answer = client.post(world.path("campaign-new"), {"title": world.campaign.title})
    [made] = Campaign.objects.exclude(pk__in=before)
    assert answer.status_code == 302
    assert made.slug != world.campaign.slug
    assert KEY.match(made.key)


def test_r20_a_red_teamers_page_holds_no_row_number_and_no_arm(world, client):
    client.force_login(world.actors["red teamer"])
    page = client.get(world.path("attack")).content.decode()
    target = world.attack.arm.target
    for told in (target.name, target.endpoint.name, target.endpoint.model, world.campaign.slug):
        assert told not in page
