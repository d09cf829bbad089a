"""R16: each route, as each role, by each method, answers what the policy's table says."""

import pytest
from django.urls import reverse

from gadfly.people.models import Role
from gadfly.site.policy import POLICY
from tests.matrix.world import NEIGHBOUR, ROUTES, allowed

ACTORS = ("nobody", *Role, *(f"{role} {NEIGHBOUR}" for role in (Role.RED_TEAMER, Role.REVIEWER, Role.LEAD)))
GOES = {200, 302, 303, 409, 422}
"""What somebody who may gets: the page, the way on, or a sentence about an empty form."""


def call(client, method, path):
    if method == "HTMX":
        return client.get(path, headers={"HX-Request": "true"})
    return getattr(client, method.lower())(path)


def test_every_route_has_a_row_in_the_policy_and_every_row_a_route():
    assert set(ROUTES) == set(POLICY)


@pytest.mark.any_database
@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("route", sorted(POLICY))
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "HTMX"])
def test_r16_the_route_answers_the_role_as_the_policy_says(world, client, route, actor, method):
    person = world.actors[actor]
    if person is not None:
        client.force_login(person)
    answer = call(client, method, world.path(route))
    speaks = ("POST" if method == "POST" else "GET") in POLICY[route].methods
    if not speaks:
        assert answer.status_code == 405
    elif allowed(actor, route):
        assert answer.status_code in GOES
        assert not answer.headers.get("Location", "").startswith(reverse("sign-in"))
    elif person is not None:
        assert answer.status_code == 404
    elif method == "POST":
        assert answer.status_code == 403
    else:
        assert answer.headers["Location"] == reverse("sign-in")
