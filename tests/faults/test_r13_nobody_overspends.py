"""R13: posts at once, at the edge of a budget, pass it by one turn at most.

On PostgreSQL two processes serve the site, so that they meet in the database and not in one writer.
"""

import asyncio
import json
import subprocess
import sys
from contextlib import ExitStack

import pytest

from tests import running
from tests.faults.client import FORM, form, session_of
from tests.patience import PATIENCE

pytestmark = pytest.mark.fault

PEOPLE = 50

BOUND = """
import json, os, sys, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gadfly.site.settings")
django.setup()
from gadfly.campaigns.actions import Bounds, bound_campaign, bound_endpoint
from gadfly.campaigns.models import Campaign, Endpoint
scope, bounds = sys.argv[1], Bounds(**json.loads(sys.argv[2]))
if scope == "endpoint":
    bound_endpoint(endpoint=Endpoint.objects.get(), bounds=bounds)
else:
    parts = {"campaign": {"whole": bounds, "each": Bounds()}, "person": {"whole": Bounds(), "each": bounds}}
    bound_campaign(campaign=Campaign.objects.get(), **parts[scope])
"""

SPENT = """
import json, os, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gadfly.site.settings")
django.setup()
from gadfly.attacks.models import Turn
from gadfly.campaigns.models import Meter
from gadfly.science.targets import Account
print(json.dumps({
    "turns": [Account.of(account).tokens for account in Turn.objects.values_list("account", flat=True)],
    "held": sum(Turn.objects.values_list("reserved_tokens", flat=True)),
    "meters": list(Meter.objects.values("turns", "tokens", "held_tokens", "at_once")),
}))
"""


def run(site, program, *words):
    done = subprocess.run(
        (sys.executable, "-c", program, *words),
        env=site.environment,
        check=True,
        stdout=subprocess.PIPE,
        timeout=PATIENCE,
    )
    return done.stdout


async def posts(site, person, key):
    """Send a message and read all of the answer; return its status."""
    async with session_of(person) as http:
        url = f"{site.address}/a/{person['attack']}/message/"
        async with http.post(url, data=form(key=key, text="Is rice fine?"), headers=FORM) as answer:
            await answer.read()
            return answer.status


async def at_once(sites, people):
    return await asyncio.gather(
        *(posts(sites[number % len(sites)], person, "one") for number, person in enumerate(people))
    )


@pytest.fixture
def spending(own_environment):
    """What fifty people who post at once hear, and what was spent, under a budget."""

    def under(scope, **bounds):
        processes = 2 if own_environment.get("GADFLY_DATABASE_URL") else 1
        with ExitStack() as stack:
            origin = stack.enter_context(running.scripted_endpoint(rate=200, tokens=10))
            sites = [stack.enter_context(running.site(own_environment, origin)) for _ in range(processes)]
            people = sites[0].seed(PEOPLE)["people"]
            run(sites[0], BOUND, scope, json.dumps(bounds))
            for site in sites:
                site.start()
            heard = asyncio.run(at_once(sites, people))
            for site in sites:
                site.stop()
            return heard, json.loads(run(sites[0], SPENT))

    return under


@pytest.mark.parametrize("scope", ["campaign", "endpoint"])
def test_r13_of_fifty_posts_at_once_as_many_are_answered_as_there_are_turns_left(spending, scope):
    heard, spent = spending(scope, turns=10)
    assert (heard.count(200), heard.count(409)) == (10, 40)
    assert len(spent["turns"]) == 10
    [meter] = spent["meters"]
    assert (meter["turns"], meter["held_tokens"], meter["at_once"]) == (10, 0, 0)


def test_r13_posts_at_once_pass_a_bound_of_tokens_by_one_turn_at_most(spending):
    bound = 600  # about half of what fifty turns take
    heard, spent = spending("campaign", tokens=bound)
    turns, [meter] = spent["turns"], spent["meters"]
    assert set(heard) == {200, 409}
    assert heard.count(200) == len(turns) == meter["turns"]
    assert meter["tokens"] == sum(turns)
    assert sum(turns) - max(turns) < bound
    assert (meter["held_tokens"], meter["at_once"], spent["held"]) == (0, 0, 0)


def test_r13_each_person_has_a_share_of_their_own(spending):
    heard, spent = spending("person", turns=1)
    assert heard == [200] * PEOPLE
    assert [meter["turns"] for meter in spent["meters"]] == [1] * PEOPLE
