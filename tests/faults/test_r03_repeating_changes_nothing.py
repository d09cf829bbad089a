"""R3: a request sent twice at once changes what it would have changed alone, and answers the same."""

import asyncio
import json
import subprocess
import sys

import pytest

from tests import running
from tests.faults.client import FORM, events, form, session_of
from tests.patience import PATIENCE

pytestmark = pytest.mark.fault

ROUNDS = 100
PEOPLE = 20

COUNT = """
import json, os, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gadfly.site.settings")
django.setup()
from gadfly.attacks.models import Attack, Candidate, Pair, Turn
print(json.dumps([Turn.objects.count(), Candidate.objects.count(), Pair.objects.count(),
                  Attack.objects.filter(success=3).count()]))
"""


async def sent(http, url, **fields):
    async with http.post(url, data=form(**fields), headers=FORM, allow_redirects=False) as response:
        if response.content_type == "text/event-stream":
            told = [(name, data) async for name, data in events(response)]
            words: dict[str, str] = {}
            for name, data in told:
                if name == "tokens":
                    words |= {side: words.get(side, "") + more for side, more in data.items()}
            return response.status, told[0], words, told[-1]
        return response.status, response.headers.get("Location")


async def twice(http, url, **fields):
    first, second = await asyncio.gather(sent(http, url, **fields), sent(http, url, **fields))
    assert first == second
    return first


async def goes_through(site, person):
    base = f"{site.address}/a/{person['attack']}"
    async with session_of(person) as http:
        for number in range(1, ROUNDS // PEOPLE + 1):
            status, *_, last = await twice(
                http, f"{base}/message/", key=f"k{number}", text=f"message {number}"
            )
            assert (status, last) == (200, ("done", {"state": "complete", "errors": {}}))
            assert (await twice(http, f"{base}/pick/", turn=number, attempt=1, pick="B3"))[0] == 303
        assert (await twice(http, f"{base}/end/"))[0] == 303
        assert (await twice(http, f"{base}/report/", success=3))[0] == 303


def test_r3_each_message_pick_and_rating_sent_twice_at_once_a_hundred_times_counts_once(own_environment):
    async def everybody(site, people):
        await asyncio.gather(*(goes_through(site, person) for person in people))

    with (
        running.scripted_endpoint(rate=200, tokens=10) as origin,
        running.site(own_environment, origin) as site,
    ):
        people = site.seed(PEOPLE)["people"]
        site.start()
        asyncio.run(everybody(site, people))
        site.stop()
        done = subprocess.run(
            (sys.executable, "-c", COUNT),
            env=site.environment,
            check=True,
            stdout=subprocess.PIPE,
            timeout=PATIENCE,
        )
    assert json.loads(done.stdout) == [ROUNDS, 2 * ROUNDS, ROUNDS, PEOPLE]


def test_r4_of_two_tabs_that_post_at_once_one_gets_the_stream_and_one_a_409(own_environment):
    async def both(site, person):
        url = f"{site.address}/a/{person['attack']}/message/"
        async with session_of(person) as http:
            return await asyncio.gather(
                sent(http, url, key="tab one", text="first"), sent(http, url, key="tab two", text="second")
            )

    with (
        running.scripted_endpoint(rate=200, tokens=10) as origin,
        running.site(own_environment, origin) as site,
    ):
        [person] = site.seed(1)["people"]
        site.start()
        answers = asyncio.run(both(site, person))
        site.stop()
    assert sorted(answer[0] for answer in answers) == [200, 409]
