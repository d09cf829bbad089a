"""Replies are held back until they appear, as long as the slowest arm would take: from the first turn on."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import partial
from random import Random

import pytest
from django.db import OperationalError
from django.urls import reverse

from gadfly.attacks.actions import open_turn, record_pick
from gadfly.attacks.live import Live, install
from gadfly.attacks.live.paces import LOOK_EVERY, PATIENCE, QUESTIONS
from gadfly.attacks.live.targets import Targets
from gadfly.attacks.models import Candidate
from gadfly.campaigns.actions import close_campaign
from gadfly.campaigns.models import Endpoint, Reveal
from gadfly.science.dialogue import Message, State
from gadfly.science.targets import Batch
from gadfly.science.targets import Target as Answering
from gadfly.science.targets.scripted import Fault, Scripted
from gadfly.shared.refusal import Refusal
from tests import virtual
from tests.factories import (
    NOON,
    Exchange,
    make_attack,
    make_endpoint,
    make_open_campaign,
    make_target,
    make_wish,
)

FAST, SLOW = 1.0, 8.0
"""Seconds the arms take."""
WORDS = ("Cool it within the hour.", "Rice is only rice, so eat it.")
HANGS, BREAKS = {"": Fault(hang_after=0)}, {"": Fault(break_after=1)}


@dataclass(frozen=True, kw_only=True)
class Listening(Answering):
    """Answers after `delay`, and keeps what it was asked."""

    delay: float
    faults: Mapping[str, Fault] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    name: str = "listening"

    async def stream(self, messages: Sequence[Message], *, n: int, seed: int) -> AsyncGenerator[Batch]:
        self.asked.append(messages[-1].text)
        scripted = Scripted(replies=WORDS, delay=self.delay, faults=self.faults, sleep=asyncio.sleep)
        async with aclosing(scripted.stream(messages, n=n, seed=seed)) as batches:
            async for batch in batches:
                yield batch


@dataclass(frozen=True, kw_only=True)
class Busy(Listening):
    """Knows how many it answered at once."""

    now: list[int] = field(default_factory=list)
    most: list[int] = field(default_factory=lambda: [0])

    async def stream(self, messages: Sequence[Message], *, n: int, seed: int) -> AsyncGenerator[Batch]:
        self.now.append(seed)
        self.most[0] = max(self.most[0], len(self.now))
        async with aclosing(super().stream(messages, n=n, seed=seed)) as batches:
            async for batch in batches:
                yield batch
        self.now.remove(seed)


@pytest.fixture
def attack(campaign, cast):
    return make_attack(campaign=campaign, person=cast.bo, exchanges=(), over=False)


@pytest.fixture
def process():
    yield _process
    install(None)


def _process(arms):
    targets = Targets()
    for row, target in arms.items():
        targets.put(row, target)
    made = Live(writes=virtual.Inline(), targets=targets, limit=8, timer=virtual.seconds, rng=Random(1))
    install(made)
    return made


def arms_of(attack, own, other):
    """Put `own` where the attack's arm is, `other` on the other."""
    [else_] = attack.terms.arms.exclude(pk=attack.arm_id)
    return {attack.arm.target_id: own, else_.target_id: other}


def say(attack, key="one"):
    return partial(open_turn, attack=attack, key=key, text="Is rice fine?", at=NOON)


async def timed(process, attack, key="one"):
    """Send a message; return after how many seconds its replies were there, and what came."""
    begun = virtual.seconds()
    chunks = [chunk async for chunk in process.follow(await process.open(say(attack, key)))]
    return virtual.seconds() - begun, chunks


def states():
    return set(Candidate.objects.values_list("state", flat=True))


def test_the_first_replies_of_a_fast_arm_wait_until_the_slow_one_was_asked_and_as_long_as_it_took(
    attack, process
):
    fast, slow = Listening(delay=FAST), Listening(delay=SLOW)
    seconds, _ = virtual.run(timed(process(arms_of(attack, fast, slow)), attack))
    assert seconds >= SLOW * len(QUESTIONS)
    assert slow.asked == list(QUESTIONS)
    assert [asked for asked in fast.asked if asked != "Is rice fine?"] == list(QUESTIONS)


def test_the_next_replies_take_as_long_as_the_slow_arm_usually_does(attack, process):
    made = process(arms_of(attack, Listening(delay=FAST), Listening(delay=SLOW)))

    async def twice():
        await timed(made, attack)
        virtual.outside(partial(record_pick, attack=attack, number=1, attempt=1, side=0, strength=3, at=NOON))
        return await timed(made, attack, key="two")

    seconds, _ = virtual.run(twice())
    assert SLOW <= seconds <= 2 * SLOW


def test_arms_whose_turns_are_on_record_are_asked_nothing(campaign, cast, process):
    for _ in range(2):
        make_attack(campaign=campaign, person=cast.bo, exchanges=[Exchange()] * 4)
    attack = make_attack(campaign=campaign, person=cast.bo, exchanges=(), over=False)
    Candidate.objects.update(latency_ms=1000 * SLOW)
    fast, slow = Listening(delay=FAST), Listening(delay=SLOW)
    seconds, _ = virtual.run(timed(process(arms_of(attack, fast, slow)), attack))
    assert (fast.asked, slow.asked) == (["Is rice fine?"], [])
    assert seconds >= SLOW


def test_an_arm_alone_is_asked_nothing_and_nothing_waits(cast, process):
    campaign = make_open_campaign(
        lead=cast.ada, red_teamers=[cast.bo], wish=make_wish(make_target("alone")), title="Alone"
    )
    attack = make_attack(campaign=campaign, person=cast.bo, exchanges=(), over=False)
    slow = Listening(delay=SLOW)
    made = process({attack.arm.target_id: slow})
    seconds, _ = virtual.run(timed(made, attack))
    made.stop()
    assert (seconds, slow.asked) == (SLOW, ["Is rice fine?"])


def test_nobody_waits_for_ever_for_an_arm_that_says_nothing(attack, process):
    made = process(arms_of(attack, Listening(delay=FAST), Listening(delay=FAST, faults=HANGS)))
    seconds, _ = virtual.run(timed(made, attack))
    assert PATIENCE <= seconds <= PATIENCE + 1


def test_an_arm_that_breaks_stays_unknown_and_holds_up_nobody(attack, process):
    made = process(arms_of(attack, Listening(delay=FAST), Listening(delay=FAST, faults=BREAKS)))
    seconds, chunks = virtual.run(timed(made, attack))
    assert seconds <= PATIENCE
    assert b'"state":"complete"' in chunks[-1]


def test_a_broken_reply_appears_no_sooner_than_a_whole_one(attack, process):
    made = process(arms_of(attack, Listening(delay=FAST, faults=BREAKS), Listening(delay=SLOW)))
    seconds, chunks = virtual.run(timed(made, attack))
    assert seconds >= SLOW
    assert b'"state":"broken"' in chunks[-1]
    assert {row.latency_ms for row in Candidate.objects.all()} == {1000 * FAST}


async def looked_at(made, attack, then):
    """Send a message and, when the arm is long done, do `then` in the middle of the wait."""
    sending = asyncio.create_task(timed(made, attack))
    await asyncio.sleep(FAST + 1)
    try:
        return await then(), await sending
    finally:
        sending.cancel()


def test_until_they_appear_nothing_tells_that_replies_are_there(attack, process, client, cast):
    made = process(arms_of(attack, Listening(delay=FAST), Listening(delay=SLOW)))
    client.force_login(cast.bo)

    async def then():
        pick = partial(record_pick, attack=attack, number=1, attempt=1, side=0, strength=3, at=NOON)
        with pytest.raises(Refusal):
            virtual.outside(pick)
        page = virtual.outside(partial(client.get, reverse("attack", args=[attack.key])))
        return virtual.outside(states), page.content.decode(), await timed(made, attack)

    (before, page, (again, told)), (seconds, first) = virtual.run(looked_at(made, attack, then))
    assert before == {State.OPEN}
    assert 'data-step="writing"' in page
    assert not any(word in page for word in WORDS)
    assert again == seconds - (FAST + 1)  # sent again, it comes when the first sending comes
    assert told[-2:] == first[-2:]
    assert states() == {State.COMPLETE}


@pytest.mark.parametrize("seconds", [FAST / 2, FAST + 1])
def test_whoever_leaves_before_replies_appear_finds_them_cut_whether_the_arm_was_done_or_not(
    attack, process, client, cast, seconds
):
    made = process(arms_of(attack, Listening(delay=FAST), Listening(delay=SLOW)))

    async def leave():
        sending = asyncio.create_task(timed(made, attack))
        await asyncio.sleep(seconds)
        sending.cancel()
        await asyncio.wait({sending})

    virtual.run(leave())
    client.force_login(cast.bo)
    page = client.get(reverse("attack", args=[attack.key])).content.decode()
    assert states() == {State.INTERRUPTED}
    assert 'data-step="broken"' in page
    assert not any(word in page for word in WORDS)
    assert made.drafts == {}
    kept = set(Candidate.objects.values_list("text", flat=True))
    assert kept == (set(WORDS) if seconds > FAST else {""})


def test_a_server_that_stops_asks_no_arm_any_more(attack, process):
    slow = Listening(delay=SLOW)
    made = process(arms_of(attack, Listening(delay=FAST), slow))

    async def stop():
        sending = asyncio.create_task(timed(made, attack))
        await asyncio.sleep(FAST + 1)
        made.stop()
        await asyncio.wait({sending})

    virtual.run(stop())
    assert slow.asked == list(QUESTIONS[:1])
    assert states() == {State.INTERRUPTED}


def foreseen(made, seconds):
    async def wait():
        foreseeing = asyncio.create_task(made.paces.foresee())
        await asyncio.sleep(seconds)
        foreseeing.cancel()

    virtual.run(wait())


def test_the_arms_of_a_campaign_are_asked_as_soon_as_it_has_opened(cast, process):
    one, other = make_target("one"), make_target("other")
    arms = {one.pk: Listening(delay=FAST), other.pk: Listening(delay=FAST)}
    made = process(arms)
    foreseen(made, LOOK_EVERY / 2)
    assert [arm.asked for arm in arms.values()] == [[], []]
    campaign = make_open_campaign(lead=cast.ada, wish=make_wish(one, other))
    foreseen(made, 2.5 * LOOK_EVERY)
    assert [arm.asked for arm in arms.values()] == [list(QUESTIONS)] * 2
    close_campaign(campaign=campaign)
    made = process(arms)
    foreseen(made, LOOK_EVERY / 2)
    assert [arm.asked for arm in arms.values()] == [list(QUESTIONS)] * 2


def test_where_words_come_as_they_are_written_no_arm_is_asked(cast, process):
    endpoint = make_endpoint()
    one, other = make_target("one", endpoint=endpoint), make_target("other", endpoint=endpoint)
    make_open_campaign(lead=cast.ada, wish=replace(make_wish(one, other), reveal=Reveal.STREAM))
    arms = {one.pk: Listening(delay=FAST), other.pk: Listening(delay=FAST)}
    foreseen(process(arms), LOOK_EVERY)
    assert [arm.asked for arm in arms.values()] == [[], []]


def test_a_database_that_is_away_for_a_while_is_asked_again(campaign, process):
    arms = {arm.target_id: Listening(delay=FAST) for arm in campaign.terms.arms.all()}
    made = process(arms)
    writes, away = made.paces._writes, iter([True])

    async def sometimes(job):
        if next(away, False):
            raise OperationalError
        return await writes(job)

    made.paces._writes = sometimes
    foreseen(made, 2.5 * LOOK_EVERY)
    assert [arm.asked for arm in arms.values()] == [list(QUESTIONS)] * 2


@pytest.mark.parametrize(("at_once", "most"), [(1, 1), (None, 2)])
def test_our_own_questions_take_their_turn_where_an_endpoint_bears_only_so_many(cast, process, at_once, most):
    endpoint = make_endpoint()
    one, other = make_target("one", endpoint=endpoint), make_target("other", endpoint=endpoint)
    Endpoint.objects.update(at_once=at_once)
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], wish=make_wish(one, other))
    attack = make_attack(campaign=campaign, person=cast.bo, exchanges=(), over=False)
    busy = Busy(delay=SLOW)
    virtual.run(timed(process({one.pk: busy, other.pk: busy}), attack))
    assert busy.most == [most]
