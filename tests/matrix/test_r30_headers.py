"""R30: every answer carries the same strict headers."""

import pytest
from django.test import Client

from gadfly.site.policy import POLICY

EXPECTED = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.mark.parametrize("route", sorted(POLICY))
@pytest.mark.parametrize("actor", ["nobody", "red teamer", "lead"])
def test_r30_every_route_sends_the_headers_to_everyone(world, client, route, actor):
    if world.actors[actor] is not None:
        client.force_login(world.actors[actor])
    for answer in (client.get(world.path(route)), client.post(world.path(route))):
        assert {name: answer.headers.get(name) for name in EXPECTED} == EXPECTED


def test_r30_an_unknown_address_and_a_forged_request_send_them_too(world, client):
    forged = Client(enforce_csrf_checks=True).post(world.path("sign-out"))
    for answer in (client.get("/nothing/here/"), forged):
        assert {name: answer.headers.get(name) for name in EXPECTED} == EXPECTED
    assert forged.status_code == 403
