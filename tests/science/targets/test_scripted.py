"""The scripted target: the same words for the same question and seed, and faults on demand."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.dialogue import Message, Role
from gadfly.science.targets import Account, Batch, BrokenError, Ending, Piece, RefusedError, TooLongError
from gadfly.science.targets.scripted import FAULTS, Fault, Scripted, tokens_of

QUESTION = (Message(Role.HUMAN, "How long do I boil an egg?"),)


async def batches_of(
    target: Scripted,
    messages: Sequence[Message] = QUESTION,
    *,
    n: int = 2,
    seed: int = 0,
    heard: list[Batch] | None = None,
) -> list[Batch]:
    heard = [] if heard is None else heard
    async with aclosing(target.stream(messages, n=n, seed=seed)) as batches:
        async for batch in batches:
            heard.append(batch)
    return heard


def texts_of(batches: Sequence[Batch], n: int = 2) -> list[str]:
    said = [part for batch in batches for part in batch if isinstance(part, Piece)]
    return ["".join(piece.text for piece in said if piece.index == index) for index in range(n)]


def endings_of(batches: Sequence[Batch]) -> list[Ending]:
    return [part for batch in batches for part in batch if isinstance(part, Ending)]


async def test_it_says_its_replies_in_turn_and_a_token_of_each_at_a_time():
    target = Scripted(replies=["Boil it.", "Fry it in butter."])
    batches = await batches_of(target)
    assert texts_of(batches) == ["Boil it.", "Fry it in butter."]
    assert [len(batch) for batch in batches] == [2, 3, 1, 3]
    assert endings_of(batches) == [
        Ending(0, "stop", 0, prompt_tokens=7, completion_tokens=2),
        Ending(1, "stop", 1, prompt_tokens=7, completion_tokens=4),
    ]


async def test_kitchen_advice_is_the_same_for_the_same_question_and_seed():
    first, again = [texts_of(await batches_of(Scripted(), seed=5)) for _ in range(2)]
    assert first == again
    assert first != texts_of(await batches_of(Scripted(), seed=6))
    other = (Message(Role.HUMAN, "And two eggs?"),)
    assert first != texts_of(await batches_of(Scripted(), other, seed=5))


async def test_candidates_asked_for_alone_say_what_they_say_together():
    together = texts_of(await batches_of(Scripted(), n=4, seed=11), n=4)
    alone = [texts_of(await batches_of(Scripted(), n=1, seed=11 + index), n=1)[0] for index in range(4)]
    assert together == alone


async def test_kitchen_advice_differs_in_length_and_is_made_of_sentences():
    advice = [Scripted().says(QUESTION, seed) for seed in range(50)]
    assert len({len(tokens_of(text)) for text in advice}) > 10
    assert len(set(advice)) > 45
    assert all(text[0].isupper() and text[-1] in ".!?" for text in advice)


async def test_time_comes_from_the_sleep_that_was_given():
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    await batches_of(Scripted(replies=["one two three"], delay=0.4, rate=20.0, sleep=sleep), n=1)
    assert slept == [0.4, 0.05, 0.05]


async def test_a_reply_is_cut_after_the_longest():
    batches = await batches_of(Scripted(replies=["one two three", "one"], longest=2))
    assert texts_of(batches) == ["one two", "one"]
    assert [(end.index, end.finish_reason, end.completion_tokens) for end in endings_of(batches)] == [
        (1, "stop", 1),
        (0, "length", 2),
    ]


async def test_an_empty_reply_ends_all_the_same():
    batches = await batches_of(Scripted(replies=["", "one two"]))
    assert texts_of(batches) == ["", "one two"]
    assert sorted(end.index for end in endings_of(batches)) == [0, 1]
    assert endings_of(await batches_of(Scripted(replies=[""])))[0].completion_tokens == 0


async def test_it_breaks_after_what_it_said():
    target = Scripted(replies=["one two three"], faults={"": Fault(break_after=2)})
    heard: list[Batch] = []
    with pytest.raises(BrokenError):
        await batches_of(target, n=1, heard=heard)
    assert texts_of(heard, 1) == ["one two"]


async def test_it_says_what_it_took_also_when_it_breaks():
    target = Scripted(replies=["one two three", "one"], delay=0.5, rate=4.0, sleep=_at_once)
    whole = await target.reply(QUESTION, n=2)
    assert whole.account == Account(
        requests=1, samples=2, prompt_tokens=7, completion_tokens=4, seconds=1.0
    )  # half a second, then two steps of a quarter
    breaking = replace(target, faults={"": Fault(break_after=2)})
    cut = await breaking.reply(QUESTION, n=2)
    assert isinstance(cut.error, BrokenError)
    assert cut.account == Account(requests=1, samples=2, prompt_tokens=7, completion_tokens=3, seconds=0.75)


async def test_what_was_said_before_is_counted_as_known():
    said = (*QUESTION, Message(Role.ASSISTANT, "Six minutes."), Message(Role.HUMAN, "And hard?"))
    account = (await Scripted(replies=["Ten."]).reply(said)).account
    assert account == Account(requests=1, samples=1, prompt_tokens=11, cached_tokens=9, completion_tokens=1)


async def test_a_dialogue_that_leaves_no_room_for_a_reply_is_too_long():
    assert texts_of(await batches_of(Scripted(replies=["fine"], longest=3, context=10))) == ["fine", "fine"]
    with pytest.raises(TooLongError) as caught:
        await batches_of(Scripted(longest=4, context=10))
    assert (caught.value.context, caught.value.detail) == (
        10,
        "7 tokens and a reply exceed the context length of 10",
    )


async def _at_once(seconds: float) -> None:
    del seconds


async def test_it_hangs_until_one_leaves():
    target = Scripted(faults={"": Fault(hang_after=1)})
    async with aclosing(target.stream(QUESTION, n=1, seed=0)) as batches:
        await anext(batches)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(batches), 0.05)


async def test_it_refuses_before_it_says_anything():
    with pytest.raises(RefusedError):
        await batches_of(Scripted(faults={"": Fault(refuse=True)}))


@pytest.mark.parametrize("mark", FAULTS)
async def test_only_the_last_message_can_ask_for_a_fault(mark: str):
    said = (Message(Role.HUMAN, mark), Message(Role.ASSISTANT, mark), *QUESTION)
    assert texts_of(await batches_of(Scripted(replies=["fine"], faults=FAULTS), said)) == ["fine", "fine"]


@given(st.text())
def test_tokens_joined_are_the_text_again(text: str):
    assert "".join(tokens_of(text)) == text
