"""The endpoint target and probing against llama.cpp's own server."""

from collections.abc import AsyncGenerator

import pytest

from gadfly.science.dialogue import Message, Role, Sampling
from gadfly.science.targets import TooLongError, embedded
from gadfly.science.targets.endpoint import Endpoint
from gadfly.science.targets.forms import Form
from gadfly.science.targets.key import Key
from gadfly.science.targets.probing import probe
from gadfly.shared.outbound import Origins, Outbound
from tests.science.targets.test_embedded import SECRET, Running, running, weights

__all__ = ["running", "weights"]

pytestmark = pytest.mark.model

QUESTION = "Name three herbs that go with potatoes, and say why each of them does."


@pytest.fixture
async def endpoint(running: Running) -> AsyncGenerator[Endpoint]:
    base = f"http://127.0.0.1:{running.port}/v1"
    async with Outbound(Origins.of(private=[base])) as http:
        yield Endpoint(
            http=http, base=base, model=embedded.NAME, key=Key(SECRET), sampling=Sampling(max_tokens=12)
        )


async def test_what_the_embedded_model_can_do_is_found(endpoint: Endpoint):
    found = await probe(endpoint)
    assert found.problems == ()
    assert (found.chat, found.raw, found.n_in_one, found.logprobs, found.streams, found.counts) == (True,) * 6
    assert (found.context, found.models) == (embedded.CONTEXT, (embedded.NAME,))
    assert found.first_token_ms is not None
    assert found.tokens_a_second is not None


@pytest.mark.parametrize("form", Form)
async def test_a_prompt_is_counted_once_for_all_candidates_and_known_the_second_time(
    endpoint: Endpoint, form: Form
):
    endpoint.form = form
    first = (await endpoint.reply(f"{form}: {QUESTION}", n=2, seed=1)).account
    again = (await endpoint.reply(f"{form}: {QUESTION}", n=2, seed=1)).account
    assert (first.requests, first.samples, first.unmetered) == (1, 2, 0)
    assert 15 < first.prompt_tokens < 100
    assert first.completion_tokens <= 24
    assert again.prompt_tokens == first.prompt_tokens
    assert 0 <= again.prompt_tokens - again.cached_tokens <= 2


async def test_raw_replies_begin_with_a_word(endpoint: Endpoint):
    endpoint.form = Form.RAW
    collected = await endpoint.reply(QUESTION, n=4, seed=1)
    texts = [candidate.text for candidate in collected.candidates]
    assert collected.error is None
    assert [text.lstrip() for text in texts] == texts
    assert not any("\n\nHuman:" in text for text in texts)


async def test_more_candidates_than_it_has_slots_for_come_all_the_same(endpoint: Endpoint):
    collected = await endpoint.reply(QUESTION, n=2 * embedded.SLOTS + 1, seed=1)
    assert collected.error is None
    assert len({candidate.seed for candidate in collected.candidates}) == 3


async def test_a_dialogue_that_is_too_long_is_told_with_the_context(endpoint: Endpoint):
    error = (await endpoint.reply([Message(Role.HUMAN, "egg " * (embedded.CONTEXT + 1))])).error
    assert isinstance(error, TooLongError)
    assert error.context == embedded.CONTEXT
