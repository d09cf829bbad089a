"""While replies are written: beats keep the connection open, and a message sent again waits for them."""

import asyncio
import json

import pytest
from asgiref.sync import async_to_sync

from gadfly.attacks.actions import open_turn
from gadfly.attacks.live import events
from gadfly.attacks.live import process as process_module
from gadfly.attacks.models import Turn
from gadfly.science.targets.scripted import Scripted
from tests.factories import NOON, make_attack
from tests.patience import until

WORDS = ("Cool it within the hour.", "Rice is only rice, so eat it.")


@pytest.fixture
def job(campaign, cast):
    attack = make_attack(campaign=campaign, person=cast.bo, exchanges=(), over=False)
    return lambda: open_turn(attack=attack, key="one", text="Is rice fine?", at=NOON)


def test_while_replies_are_held_back_the_connection_beats(job, scripted, monkeypatch):
    monkeypatch.setattr(process_module, "BEAT_EVERY", 0.01)
    gate = asyncio.Event()
    process = scripted(Scripted(replies=WORDS, sleep=lambda _seconds: gate.wait()))

    async def follow():
        async for chunk in process.follow(await process.open(job)):
            yield chunk
            if chunk == events.BEAT:
                gate.set()

    async def followed():
        return [chunk async for chunk in follow()]

    saved, *beats, tokens, done = async_to_sync(followed)()
    assert set(beats) == {events.BEAT}
    assert (saved, done) == (events.saved(1), events.done({}))
    assert tokens.startswith(b"event: tokens\n")


def data_of(chunk):
    return json.loads(chunk.decode().split("data: ")[1])


async def followed(process, opened):
    return [chunk async for chunk in process.follow(opened)]


def test_r3_a_message_sent_again_while_its_replies_are_written_gets_them_when_they_are_whole(job, scripted):
    gate = asyncio.Event()
    process = scripted(Scripted(replies=WORDS, sleep=lambda _seconds: gate.wait()))

    async def twice():
        first = asyncio.create_task(followed(process, await process.open(job)))
        await until(lambda: any(draft.began for draft in process.drafts.values()))
        again = process.follow(await process.open(job))
        saved = await anext(again)
        gate.set()
        return await first, [saved, *[chunk async for chunk in again]]

    first, second = async_to_sync(twice)()
    first = [chunk for chunk in first if chunk != events.BEAT]
    assert [data_of(chunk) for chunk in first] == [data_of(chunk) for chunk in second]
    assert Turn.objects.count() == 1


def test_whoever_waits_too_long_for_the_first_sending_is_told_how_it_stands(job, scripted, monkeypatch):
    monkeypatch.setattr(process_module, "LONGEST", 0.01)
    gate = asyncio.Event()
    process = scripted(Scripted(replies=WORDS, sleep=lambda _seconds: gate.wait()))

    async def twice():
        first = asyncio.create_task(followed(process, await process.open(job)))
        await until(lambda: any(draft.began for draft in process.drafts.values()))
        second = await followed(process, await process.open(job))
        gate.set()
        return await first, second

    first, second = async_to_sync(twice)()
    assert second[0] == first[0]
    assert second[1:] == [events.tokens({0: "", 1: ""}), events.done({0: "", 1: ""})]
