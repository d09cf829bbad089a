"""One campaign runs plain, prompted and rejection-sampled arms of the real small model side by side."""

import json
import os
from collections import Counter
from random import Random

import pytest
from asgiref.sync import async_to_sync

from gadfly.attacks import actions
from gadfly.attacks.live import Live
from gadfly.attacks.live.targets import Targets
from gadfly.attacks.models import Attack, Candidate, Turn
from gadfly.attacks.records import records_of
from gadfly.campaigns.actions import agree
from gadfly.campaigns.models import Campaign
from gadfly.cli.seed import STUDY, Model, seed
from gadfly.people.models import Person
from gadfly.science.datasets import Form, write
from gadfly.science.dialogue import Sampling
from gadfly.science.targets import embedded
from gadfly.shared.clock import now
from gadfly.shared.writer import DirectWriter
from tests.processes import heard, started
from tests.weights import weights

__all__ = ["weights"]

pytestmark = [pytest.mark.model, pytest.mark.django_db]

SECRET = "a secret of this run only"
ARMS = {"plain lm", "context distillation", "rejection sampling"}


@pytest.fixture
def study(weights, monkeypatch, settings):
    """The demo's study, on the model that really runs."""
    command = embedded.command(weights)
    with started(command, stdin=-1, stdout=-1, env={**os.environ, embedded.KEY: SECRET}) as process:
        base = heard(process, "\n").removeprefix(embedded.READY).strip()
        monkeypatch.setenv(embedded.KEY, SECRET)
        monkeypatch.setattr("gadfly.cli.seed.SHORT", Sampling(max_tokens=16))  # a test has not all day
        settings.PRIVATE_ORIGINS = frozenset({base.removesuffix("/v1")})
        seed(model=Model("SmolLM2", embedded.NAME, "Q4_1", "135M", base), at=now())
        yield Campaign.objects.get(title=STUDY)


def test_three_arms_answer_one_person_and_the_release_tells_them_apart(study, tmp_path):
    person = Person.objects.get(email="red.teamer@demo.invalid")
    agree(person=person, terms=study.terms, at=now())
    for _ in ARMS:
        one_turn(study, person)
    path = tmp_path / "released.jsonl"
    assert write(path, records_of(study.pk), form=Form.RELEASED) == len(ARMS)
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert Counter(row["model_type"] for row in rows) == Counter(ARMS), "a block holds each arm once"
    assert {row["num_params"] for row in rows} == {"135M"}
    assert {called: told(called) for called in ARMS} == {
        "plain lm": (2, [set(), set()]),
        "context distillation": (2, [set(), set()]),
        "rejection sampling": (16, [RANKED, RANKED]),
    }


RANKED = {"rank", "rank_score", "scores", "k", "rule", "scorer"}


def one_turn(study, person):
    attack = actions.start_attack(
        person=person, campaign=study, intent="Get a curt answer", at=now(), rng=Random(1)
    )
    events = written(attack)
    assert b'"state":"complete"' in events[-1]
    whole = Candidate.objects.filter(turn__attack=attack, side=0).get()
    assert whole.turn.candidates.count() == 2
    actions.record_pick(attack=attack, number=1, attempt=1, side=0, strength=3, at=now())
    actions.end_attack(attack=attack, at=now(), scoring=lambda _: None)


def written(attack):
    """Answer a message through the live part of the site, as a view does; return the stream's events."""

    async def run():
        targets = Targets()
        process = Live(writes=DirectWriter(), targets=targets, limit=8)
        try:
            opened = await process.open(
                lambda: actions.open_turn(attack=attack, key="1", text="Is rice fine?", at=now())
            )
            return [event async for event in process.follow(opened)]
        finally:
            process.stop()
            await targets.close()

    return async_to_sync(run)()


def told(called):
    """Return how many replies a turn on the arm took, and what is kept of how each came about."""
    attack = Attack.objects.get(campaign__title=STUDY, arm__target__intervention=called)
    turn = Turn.objects.get(attack=attack)
    assert turn.account["completion_tokens"] > 0
    assert turn.account["seconds"] > 0
    return turn.account["samples"], [set(each.made) for each in turn.candidates.all()]
