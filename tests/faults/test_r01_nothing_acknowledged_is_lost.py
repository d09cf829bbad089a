"""R1: kill the server under load again and again; whatever it acknowledged is there afterwards."""

import asyncio
import json
import subprocess
import sys
from random import Random

import pytest

from tests import running
from tests.faults.client import Told, chat
from tests.patience import PATIENCE, until

pytestmark = pytest.mark.fault

KILLS = 10
PEOPLE = 8

LEDGER = """
import json, os, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gadfly.site.settings")
django.setup()
from django.db import connection
from gadfly.attacks.actions import interrupt_stale
from gadfly.attacks.models import Candidate, Turn
from gadfly.shared.clock import now
if connection.vendor == "postgresql":  # where other processes may live, half a minute of silence is spared
    interrupt_stale(before=now())
turns = {
    turn.key: {
        "text": turn.human,
        "replies": {
            str(c.side): [c.state, c.text] for c in turn.candidates.all() if c.attempt == turn.attempt
        },
    }
    for turn in Turn.objects.prefetch_related("candidates")
}
sound = "ok"
if connection.vendor == "sqlite":
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        sound = cursor.fetchone()[0]
print(json.dumps({"turns": turns, "sound": sound}))
"""


def ledger(site):
    done = subprocess.run(
        (sys.executable, "-c", LEDGER),
        env=site.environment,
        check=True,
        stdout=subprocess.PIPE,
        timeout=PATIENCE,
    )
    return json.loads(done.stdout)


async def load(site, people, told, *, done, seconds):
    """Chat until every message is acknowledged and so many more turns are done, and some seconds on; kill."""
    saved, done = len(told.saved) + len(people), len(told.done) + done
    chats = [asyncio.create_task(chat(site.address, person, told)) for person in people]
    await until(lambda: len(told.saved) >= saved and len(told.done) >= done)
    await asyncio.sleep(seconds)
    site.kill()
    await asyncio.gather(*chats)


def reopened(site, people):
    """Begin a new attack for each person, so that every round starts from a clean turn."""
    code = """
import json, os, sys, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gadfly.site.settings")
django.setup()
from random import Random
from gadfly.attacks.actions import skip_attack, start_attack
from gadfly.attacks.models import Attack
from gadfly.shared.clock import now
keys = []
for key in json.load(sys.stdin):
    attack = Attack.objects.select_related("campaign__terms", "person").get(key=key)
    skip_attack(attack=attack, at=now(), scoring=lambda pk: None)
    again = {"person": attack.person, "campaign": attack.campaign, "intent": "again"}
    keys.append(start_attack(**again, at=now(), rng=Random(1)).key)
print(json.dumps(keys))
"""
    done = subprocess.run(
        (sys.executable, "-c", code),
        env=site.environment,
        check=True,
        stdout=subprocess.PIPE,
        input=json.dumps([person["attack"] for person in people]).encode(),
        timeout=PATIENCE,
    )
    return [{**person, "attack": key} for person, key in zip(people, json.loads(done.stdout), strict=True)]


@pytest.mark.timeout(900)  # ten starts and kills
def test_r1_no_acknowledged_turn_is_lost_in_ten_kills_under_load(own_environment):
    rng, told = Random(1), Told()
    with (
        running.scripted_endpoint(rate=40, tokens=80) as origin,
        running.site(own_environment, origin) as site,
    ):
        people = site.seed(PEOPLE)["people"]
        for number in range(KILLS):
            site.start()
            done = (0, 0, 1, PEOPLE // 2, PEOPLE)[number % 5]
            asyncio.run(load(site, people, told, done=done, seconds=rng.uniform(0, 1.5)))
            people = reopened(site, people)
        site.start()  # what the last kill cut is marked as the site comes up
        site.stop()
        kept = ledger(site)
    assert kept["sound"] == "ok"
    assert len(told.saved) >= KILLS * PEOPLE
    assert len(told.done) > PEOPLE
    lost = [key for key, text in told.saved.items() if kept["turns"].get(key, {}).get("text") != text]
    assert lost == []
    for key, words in told.done.items():
        assert kept["turns"][key]["replies"] == {side: ["complete", text] for side, text in words.items()}
    replies = [reply for turn in kept["turns"].values() for reply in turn["replies"].values()]
    cut = [text for state, text in replies if state != "complete"]
    assert {state for state, _ in replies} == {"complete", "interrupted"}
    assert any(cut), "the checkpoint each second keeps what had arrived"
