"""More turns than an endpoint writes at once: they wait in line, and nobody's page notices."""

import asyncio

import pytest
from asgiref.sync import async_to_sync

from gadfly.attacks.actions import open_turn
from gadfly.attacks.live import events
from gadfly.attacks.live import process as process_module
from gadfly.attacks.models import Candidate
from gadfly.campaigns.models import Endpoint, Reveal
from gadfly.science.dialogue import State
from gadfly.science.targets.scripted import Scripted
from tests.factories import NOON, make_attack, make_open_campaign, make_target, make_wish
from tests.patience import PATIENCE, until


async def all_cut():
    return not await Candidate.objects.exclude(state=State.INTERRUPTED).aexists()


class Narrow:
    """An endpoint with one place, whose model goes on when told to. `asked` counts what it was asked."""

    def __init__(self, scripted):
        self.go_on, self.asked = asyncio.Event(), 0
        Endpoint.objects.update(at_once=1)
        self.process = scripted(Scripted(replies=("Cool it.", "Eat it."), sleep=self._sleep))

    async def _sleep(self, _seconds):
        self.asked += 1
        await self.go_on.wait()

    async def follow(self, job, heard):
        async for chunk in self.process.follow(await self.process.open(job)):
            heard.append(chunk)


@pytest.fixture(params=[Reveal.STREAM, Reveal.TOGETHER])
def jobs(request, cast):
    """The messages of two people, on one arm: others would be asked how long they take."""
    people, wish = [cast.bo, cast.eve], make_wish(make_target())
    campaign = make_open_campaign(lead=cast.ada, red_teamers=people, wish=wish)
    attacks = [make_attack(campaign=campaign, person=each, exchanges=(), over=False) for each in people]
    for attack in attacks:
        attack.terms.reveal = request.param  # frozen terms do not change in the database
    return [
        lambda attack=attack: open_turn(attack=attack, key="one", text="Rice?", at=NOON) for attack in attacks
    ]


@pytest.fixture
def narrow(jobs, scripted, monkeypatch):
    monkeypatch.setattr(process_module, "BEAT_EVERY", 0.01)
    return Narrow(scripted)


def test_the_second_turn_waits_with_beats_until_the_first_is_written(jobs, narrow):
    heard = [], []

    async def both():
        following = [
            asyncio.create_task(narrow.follow(job, chunks)) for job, chunks in zip(jobs, heard, strict=True)
        ]
        await until(lambda: narrow.asked and any(events.BEAT in chunks for chunks in heard))
        asked = narrow.asked
        narrow.go_on.set()
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*following)
        return asked

    assert async_to_sync(both)() == 1
    assert [chunks[-1] for chunks in heard] == [events.done({})] * 2
    assert set(Candidate.objects.values_list("state", flat=True)) == {State.COMPLETE}


def test_one_who_leaves_while_waiting_or_while_written_to_makes_room(jobs, narrow):
    async def leave():
        first = asyncio.create_task(narrow.follow(jobs[0], []))
        await until(lambda: narrow.asked)
        waiting = asyncio.create_task(narrow.follow(jobs[1], heard := []))
        await until(lambda: events.BEAT in heard)
        waiting.cancel()
        first.cancel()
        await asyncio.wait({first, waiting})
        await until(all_cut)
        return narrow.asked

    assert async_to_sync(leave)() == 1
    (places,) = narrow.process._lines._known.values()
    assert (places._held.total(), places._waiting) == (0, {})
