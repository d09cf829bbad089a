import asyncio
import json
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync

from gadfly.attacks.actions import open_turn
from gadfly.attacks.live import process as process_module
from gadfly.attacks.models import Candidate, Turn
from gadfly.campaigns.models import Reveal
from gadfly.science.dialogue import State
from gadfly.science.targets.scripted import FAULTS, Scripted
from gadfly.shared.refusal import Overloaded
from tests.factories import NOON, make_attack
from tests.patience import until

WORDS = ("Cool it within the hour.", "Rice is only rice, so eat it.")


@pytest.fixture
def attack(campaign, cast):
    return make_attack(campaign=campaign, person=cast.bo, exchanges=(), over=False)


def reveal(attack, how):
    """Frozen terms do not change in the database; the turn reads them from its attack."""
    attack.terms.reveal = how


def say(attack, key="one", text="Is rice fine?"):
    return lambda: open_turn(attack=attack, key=key, text=text, at=NOON)


def cut():
    return Candidate.objects.filter(state=State.INTERRUPTED).aexists()


def parsed(chunks):
    events = [chunk.decode().split("\n") for chunk in chunks if chunk.startswith(b"event")]
    return [(name[7:], json.loads(data[6:])) for name, data, *_ in events]


def follow(process, job):
    async def run():
        opened = await process.open(job)
        return [chunk async for chunk in process.follow(opened)]

    return parsed(async_to_sync(run)())


def test_a_streamed_reply_comes_in_pieces_by_side_and_is_on_disk_when_done(attack, scripted):
    reveal(attack, Reveal.STREAM)
    process = scripted(Scripted(replies=WORDS))
    events = follow(process, say(attack))
    assert (events[0], events[-1]) == (("saved", {"turn": 1}), ("done", {"state": "complete", "errors": {}}))
    pieces = [data for name, data in events if name == "tokens"]
    assert len(pieces) > 2
    told = {side: "".join(piece.get(str(side), "") for piece in pieces) for side in (0, 1)}
    rows = Candidate.objects.order_by("side")
    assert {row.side: row.text for row in rows} == told
    assert sorted(told.values()) == sorted(WORDS)
    assert {row.state for row in rows} == {State.COMPLETE}
    assert process.drafts == {}


def test_each_candidate_is_kept_with_how_it_came_about(attack, scripted):
    follow(scripted(Scripted(replies=WORDS)), say(attack))
    row = Candidate.objects.first()
    assert (row.finish_reason, row.error) == ("stop", "")
    assert row.seed is not None
    assert row.completion_tokens > 0
    assert row.latency_ms >= row.first_token_ms >= 0


def test_together_the_replies_come_in_one_event(attack, scripted):
    reveal(attack, Reveal.TOGETHER)
    events = follow(scripted(Scripted(replies=WORDS)), say(attack))
    assert [name for name, _ in events] == ["saved", "tokens", "done"]
    assert sorted(events[1][1].values()) == sorted(WORDS)


@pytest.mark.parametrize("how", list(Reveal))
def test_a_broken_reply_says_so_and_keeps_what_arrived(attack, scripted, how):
    reveal(attack, how)
    events = follow(scripted(Scripted(replies=WORDS, faults=FAULTS)), say(attack, text="Well? [break]"))
    name, data = events[-1]
    assert (name, data["state"], set(data["errors"])) == ("done", "broken", {"0", "1"})
    rows = list(Candidate.objects.all())
    assert {row.state for row in rows} == {State.INTERRUPTED}
    assert all(row.text and row.text in WORDS[0] + WORDS[1] for row in rows)
    assert all(row.error for row in rows)


def test_the_sentence_about_a_broken_reply_does_not_name_the_arm(attack, scripted):
    events = follow(scripted(Scripted(name="the secret arm", faults=FAULTS)), say(attack, text="[refuse]"))
    assert "secret" not in json.dumps(events)


def test_r3_a_message_sent_again_is_answered_with_what_the_first_brought(attack, scripted):
    process = scripted(Scripted(replies=WORDS))
    first = follow(process, say(attack))
    again = follow(process, say(attack))
    assert Turn.objects.count() == 1
    assert [again[0], again[-1]] == [first[0], first[-1]]
    assert again[1] == ("tokens", {str(row.side): row.text for row in Candidate.objects.all()})


def test_a_reader_who_leaves_leaves_an_interrupted_turn_and_no_draft(attack, scripted):
    reveal(attack, Reveal.STREAM)
    process = scripted(Scripted(replies=WORDS, faults=FAULTS))

    async def leave():
        stream = process.follow(await process.open(say(attack, text="[hang]")))
        async for chunk in stream:
            if b"tokens" in chunk:
                break
        await stream.aclose()
        await until(cut)

    async_to_sync(leave)()
    assert set(Candidate.objects.values_list("state", flat=True)) == {State.INTERRUPTED}
    assert any(Candidate.objects.values_list("text", flat=True))
    assert process.drafts == {}


def test_a_turn_whose_stream_never_begins_is_closed_by_the_sweep(attack, scripted, monkeypatch):
    monkeypatch.setattr(process_module, "BEGIN_WITHIN", -1.0)
    monkeypatch.setattr(process_module, "KEEP_EVERY", 0.01)
    process = scripted(Scripted(replies=WORDS))

    async def never_read():
        await process.open(say(attack))
        tending = asyncio.create_task(process.tend())
        await until(cut)
        tending.cancel()

    async_to_sync(never_read)()
    assert set(Candidate.objects.values_list("state", flat=True)) == {State.INTERRUPTED}


def test_what_has_arrived_is_kept_each_second(attack, scripted, monkeypatch):
    monkeypatch.setattr(process_module, "KEEP_EVERY", 0.01)
    reveal(attack, Reveal.STREAM)
    process = scripted(Scripted(replies=WORDS, faults=FAULTS))

    async def watch():
        tending = asyncio.create_task(process.tend())
        stream = process.follow(await process.open(say(attack, text="[hang]")))
        seen = [await anext(stream) for _ in range(4)]
        await until(Candidate.objects.exclude(text="").aexists)
        rows = [row async for row in Candidate.objects.values_list("state", "text")]
        tending.cancel()
        await stream.aclose()
        return seen, rows

    _, rows = async_to_sync(watch)()
    assert {state for state, _ in rows} == {State.OPEN}
    assert all(text for _, text in rows)


def test_stopping_the_server_marks_what_is_open(attack, scripted):
    reveal(attack, Reveal.STREAM)
    process = scripted(Scripted(replies=WORDS, faults=FAULTS))

    async def stop():
        stream = process.follow(await process.open(say(attack, text="[hang]")))
        await anext(stream)
        await anext(stream)
        process.stop()
        await until(cut)
        await stream.aclose()

    async_to_sync(stop)()
    assert {"server stopped" in error for error in Candidate.objects.values_list("error", flat=True)} == {
        True
    }


def test_beyond_its_limit_a_process_asks_to_try_later(attack, scripted):
    with pytest.raises(Overloaded, match="few seconds"):
        follow(scripted(Scripted(), limit=0), say(attack))
    assert Turn.objects.count() == 0


def test_the_sweep_interrupts_what_another_process_left(attack, scripted, monkeypatch):
    monkeypatch.setattr(process_module, "STALE", timedelta(seconds=0.01))
    process = scripted(Scripted())

    async def sweep():
        await process.writes(say(attack))
        sweeping = asyncio.create_task(process.sweep())
        await until(cut)
        sweeping.cancel()

    async_to_sync(sweep)()
    assert set(Candidate.objects.values_list("state", flat=True)) == {State.INTERRUPTED}
