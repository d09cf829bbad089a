"""R21: whoever times a stream and counts its bytes cannot tell the arms apart, from the first turn on.

Red teamers attack two arms at once, in time that is virtual: what is measured is the same on every
machine. Both arms say the same things; one takes about six times as long, or lets its first word
wait six times as long. Long replies take longer, and so do replies late in a dialogue.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from benchmarks.telling import CLASSIFIERS, told_apart
from gadfly.attacks import actions
from gadfly.attacks.live import Live
from gadfly.attacks.live.events import BEAT
from gadfly.attacks.live.targets import Targets
from gadfly.attacks.models import Attack
from gadfly.campaigns.models import Reveal
from gadfly.people.actions import make_person
from gadfly.science.dialogue import Message
from gadfly.science.targets import Batch
from gadfly.science.targets import Target as Answering
from gadfly.science.targets.scripted import Scripted
from tests import virtual
from tests.factories import NOON, make_endpoint, make_open_campaign, make_target, make_wish

pytestmark = [
    pytest.mark.skipif(
        bool(os.environ.get("GADFLY_DATABASE_URL")), reason="Time is virtual: no database changes it"
    ),
    pytest.mark.timeout(900),  # thousands of turns, one after the other
]

PEOPLE, ATTACKS, TURNS = 20, 10, 2
"""Red teamers at once, attacks of each, turns of an attack: 400 turns a campaign."""
CHANCE, WITHIN = 0.5, 0.05


@dataclass(frozen=True, kw_only=True)
class Uneven(Answering):
    """Answers as a scripted target does, after a time that varies by a third or so."""

    first: float
    rate: float
    rng: Random
    name: str = "uneven"

    async def stream(self, messages: Sequence[Message], *, n: int, seed: int) -> AsyncGenerator[Batch]:
        growth = 1 + 0.2 * (len(messages) // 2)
        strain = growth * self.rng.lognormvariate(0.0, 0.3)
        scripted = Scripted(delay=self.first * strain, rate=self.rate / strain, sleep=asyncio.sleep)
        async with aclosing(scripted.stream(messages, n=n, seed=seed)) as batches:
            async for batch in batches:
                yield batch


FAST = partial(Uneven, first=0.2, rate=60.0)
SLOW = partial(Uneven, first=1.2, rate=10.0)
LATE = partial(Uneven, first=1.2, rate=60.0)
"""Slow to the first word only."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a red teamer's client saw of a turn, and what it does not know: the arm."""

    features: list[float]
    arm: int
    attack: int


class Study:
    """One campaign of two arms and the people who attack in it, all at once."""

    def __init__(self, cast, pair, *, seed, reveal=Reveal.TOGETHER):
        people = [
            make_person(email=f"bo{number}@example.org", name="Bo", at=NOON)[0] for number in range(PEOPLE)
        ]
        arms = [
            make_target(f"{arm} {seed}", endpoint=make_endpoint(f"{arm} {seed}")) for arm in ("one", "other")
        ]
        self.rng, self.reveal, self.people = Random(seed), reveal, people
        self.campaign = make_open_campaign(lead=cast.ada, red_teamers=people, wish=make_wish(*arms))
        self.arms = [self.campaign.terms.arms.get(target=arm) for arm in arms]
        targets = Targets()
        for arm, uneven in zip(arms, pair, strict=True):
            targets.put(arm.pk, uneven(rng=Random(self.rng.random())))
        self.process = Live(
            writes=virtual.Inline(), targets=targets, limit=PEOPLE, timer=virtual.seconds, rng=Random(seed)
        )
        self.seen = []

    def run(self, *, attacks=ATTACKS, turns=TURNS):
        """Let everybody attack; return what they saw."""

        async def all_at_once():
            await asyncio.gather(*(self._person(person, attacks, turns) for person in self.people))

        virtual.run(all_at_once())
        return self.seen

    async def _person(self, person, attacks, turns):
        for _ in range(attacks):
            arm = self.rng.randrange(2)  # not in blocks: what was learnt of some must not tell of the rest
            attack = virtual.outside(partial(self._begin, person, self.arms[arm]))
            for number in range(1, turns + 1):
                self.seen.append(await self._turn(attack, arm, number))
                await asyncio.sleep(self.rng.uniform(1, 20))
            virtual.outside(partial(actions.end_attack, attack=attack, at=NOON, scoring=lambda _: None))

    def _begin(self, person, arm):
        """Begin on the arm that this study drew: which one must not depend on the rows other tests made."""
        begun = actions.start_attack(
            person=person, campaign=self.campaign, intent="a curt answer", at=NOON, rng=self.rng
        )
        Attack.objects.filter(pk=begun.pk).update(arm=arm, seed=self.rng.getrandbits(31))
        attack = Attack.objects.select_related("terms", "campaign__terms").get(pk=begun.pk)
        attack.terms.reveal = self.reveal
        return attack

    async def _turn(self, attack, arm, number):
        message = {"attack": attack, "key": f"k{number}", "text": "Is rice fine?", "at": NOON}
        opened = await self.process.open(partial(actions.open_turn, **message))
        sent = virtual.seconds()
        chunks = [(virtual.seconds() - sent, len(chunk)) async for chunk in self.process.follow(opened)]
        picked = {"number": number, "attempt": 1, "side": 0, "strength": 3}
        virtual.outside(partial(actions.record_pick, attack=attack, at=NOON, **picked))
        return Seen(features_of(chunks, number), arm, attack.pk)


def features_of(chunks, number):
    """What can be timed and counted of one stream: when and how large what came, and how far apart."""
    times, sizes = [at for at, _ in chunks], [size for _, size in chunks]
    gaps = [after - before for before, after in pairwise(times)]
    words = [at for at, chunk in zip(times, sizes, strict=True) if chunk != len(BEAT)][1]
    return [
        number, times[0], words, times[-1], times[-1] - words, max(gaps), min(gaps), float(np.median(gaps)),
        len(chunks), sizes.count(len(BEAT)), sizes[0], sizes[1], sizes[-2], sizes[-1], sum(sizes), max(sizes),
    ]  # fmt: skip


def with_pages(study, seen):
    """The features of turns with the bytes of their attack's page, as its author loads it in the end."""
    client, pages = Client(), {}
    for attack in Attack.objects.filter(campaign=study.campaign).select_related("person"):
        client.force_login(attack.person)
        pages[attack.pk] = len(client.get(reverse("attack", args=[attack.key])).content)
    return [replace(turn, features=[*turn.features, pages[turn.attack]]) for turn in seen]


def told(seen):
    """How well the arms of these turns can be told apart, by each classifier."""
    features = np.array([turn.features for turn in seen], dtype=float)
    arms = np.array([turn.arm for turn in seen], dtype=float)
    return told_apart(features, arms, np.array([turn.attack for turn in seen]))


def near_chance(areas):
    return {name for name, area in areas.items() if abs(area - CHANCE) <= WITHIN}


@pytest.fixture
def study(cast):
    return partial(Study, cast)


def test_r21_no_classifier_tells_a_slow_arm_by_timings_and_bytes(study):
    seen = []
    for seed, pair in enumerate([(FAST, SLOW), (FAST, LATE)] * 3):
        campaign = study(pair, seed=seed)
        seen += with_pages(campaign, campaign.run())
    areas = told(seen)
    assert len(seen) == 6 * 400
    assert near_chance(areas) == set(CLASSIFIERS), areas


def test_r21_nor_by_the_very_first_turns_of_a_campaign(study):
    seen = [turn for seed in range(40) for turn in study((FAST, SLOW), seed=seed).run(attacks=1, turns=1)]
    areas = told(seen)
    assert len(seen) == 800
    assert near_chance(areas) == set(CLASSIFIERS), areas


@pytest.mark.parametrize("pair", [(FAST, SLOW), (FAST, LATE)], ids=["slow", "slow to the first word"])
def test_without_a_common_delay_every_classifier_tells_the_arms(study, pair):
    """The tests above are worth something: the same eyes see the arms where words come as written."""
    areas = told(study(pair, seed=0, reveal=Reveal.STREAM).run(attacks=2, turns=2))
    assert all(area > 0.9 for area in areas.values()), areas
