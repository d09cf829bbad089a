"""Probing real servers: what they can do is found, and what they cannot is said."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from gadfly.science.targets import RefusedError
from gadfly.science.targets.breaker import Breaker
from gadfly.science.targets.endpoint import Endpoint
from gadfly.science.targets.forms import Form
from gadfly.science.targets.key import Key
from gadfly.science.targets.probing import Found, probe
from gadfly.science.targets.scripted import Fault, Scripted
from gadfly.science.targets.scripted_server import serving
from gadfly.shared.outbound import Bounds, Origins, Outbound
from tests.faults.bad_endpoints import BEHAVIOURS, Hostile, hostile_server

GOOD = {"good", "failing_once", "half_a_stream_then_good"}
BOUNDS = Bounds(connect=1.0, read=0.3, total=0.8, body=2**20)
SECONDS = 30.0
"""A bound for the machine, not for what is measured."""
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def at_once(seconds: float) -> None:
    del seconds


async def found_at(base: str, *, bounds: Bounds | None = None, **more: Any) -> Found:
    """Return what probing finds; `within` and `each` are the probe's own."""
    limits = {name: more.pop(name) for name in ("within", "each") if name in more}
    async with Outbound(Origins.of(private=[base]), bounds=bounds) as http, asyncio.timeout(SECONDS):
        endpoint = Endpoint(http=http, base=base, model="kitchen", sleep=at_once, **more)
        return await probe(endpoint, **limits)


@asynccontextmanager
async def serving_own(complete: Handler, listed: Any = None) -> AsyncGenerator[str]:
    """Serve `complete` in both forms, and `listed` as the models."""

    async def models(request: web.Request) -> web.Response:
        del request
        return web.json_response(listed)

    app = web.Application(client_max_size=2**24)
    for form in Form:
        app.router.add_post(f"/v1{form.path}", complete)
    app.router.add_get("/v1/models", models)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    finally:
        await runner.cleanup()


def whole(text: str, **more: object) -> web.Response:
    return web.json_response({"choices": [{"text": text, "finish_reason": "stop", **more}]})


async def test_what_the_scripted_server_can_do_is_found():
    async with serving(Scripted(name="kitchen", rate=500, context=2048)) as base:
        found = await found_at(base)
    assert found.first_token_ms is not None
    assert found.tokens_a_second is not None
    assert found == Found(
        chat=True,
        raw=True,
        n_in_one=True,
        seed=True,
        logprobs=False,
        streams=True,
        counts=True,
        context=2048,
        models=("kitchen",),
        first_token_ms=found.first_token_ms,
        tokens_a_second=found.tokens_a_second,
    )


async def test_the_endpoint_is_left_as_it_was():
    breaker = Breaker(limit=1, clock=lambda: 0.0)
    async with serving(Scripted()) as base, Outbound(Origins.of(private=[base])) as http:
        endpoint = Endpoint(http=http, base=base, model="kitchen", form=Form.RAW, breaker=breaker)
        assert (await probe(endpoint)).works
        assert (endpoint.n_in_one, endpoint.form) == (None, Form.RAW)
        await probe(Endpoint(http=http, base=f"{base}/nowhere", model="kitchen", breaker=breaker))
    assert not breaker.is_open


async def test_a_server_that_only_continues_text_is_probed_in_that_form():
    asked: list[str] = []

    async def complete(request: web.Request) -> web.Response:
        body = await request.json()
        if "messages" in body:
            return web.Response(status=404)
        asked.append(body["prompt"])
        return whole("Soup of the day.", logprobs={"token_logprobs": [-1.0]} if "logprobs" in body else None)

    async with serving_own(complete) as base:
        found = await found_at(base)
    assert (found.chat, found.raw, found.streams, found.counts, found.n_in_one) == (
        False, True, False, False, False,
    )  # fmt: skip
    assert (found.logprobs, found.seed, found.problems) == (True, False, ())
    assert found.tokens_a_second is None
    assert {prompt.endswith("\n\nAssistant:") for prompt in asked} == {True}


async def test_words_that_change_under_one_seed_are_seen():
    said = iter(range(1000))

    async def complete(request: web.Request) -> web.Response:
        del request
        return whole(f"Soup {next(said)}")

    async with serving_own(complete) as base:
        assert (await found_at(base)).seed is False


async def test_a_first_reply_that_differs_is_forgiven():
    read: list[int] = []

    async def complete(request: web.Request) -> web.Response:
        seed = (await request.json())["seed"]
        read.append(seed)
        return whole(f"Soup {seed} {len(read) == 3}")  # the first of those that are compared

    async with serving_own(complete) as base:
        assert (await found_at(base)).seed is True


async def test_probabilities_that_are_refused_are_not_there_and_a_server_that_fails_then_is_named():
    def failing(status: int) -> Handler:
        async def complete(request: web.Request) -> web.Response:
            body = await request.json()
            return (
                web.Response(status=status, text="not I, sk-canary") if "logprobs" in body else whole("Soup.")
            )

        return complete

    async with serving_own(failing(400)) as base:
        found = await found_at(base)
    assert (found.works, found.logprobs, found.problems) == (True, False, ())
    async with serving_own(failing(500)) as base:
        found = await found_at(base, key=Key("sk-canary"))
    assert (found.works, found.logprobs) == (True, None)
    assert found.problems == ("The model's server failed; try again in a minute.",)
    assert found.details == ("status 500 not I, …",)


async def test_what_a_model_says_of_probabilities_is_not_taken_for_them():
    async def complete(request: web.Request) -> web.Response:
        del request
        return whole('{"logprob": 1}')

    async with serving_own(complete) as base:
        assert (await found_at(base)).logprobs is False


@pytest.mark.parametrize(("told", "context"), [({"n_ctx": 50}, 50), ({}, 60)])
async def test_an_older_llama_is_asked_for_too_much_to_learn_its_context(told: dict[str, int], context: int):
    async def complete(request: web.Request) -> web.Response:
        body = await request.json()
        if len(str(body).split()) > 60:
            error = {"message": "the request exceeds the available context size", **told}
            return web.json_response({"error": error}, status=400)
        return whole("Soup.")

    listed = {"data": [{"id": "kitchen", "meta": {"n_ctx_train": 60}}]}
    async with serving_own(complete, listed) as base:
        assert (await found_at(base)).context == context


async def test_a_list_that_never_ends_is_read_up_to_a_bound():
    async def complete(request: web.Request) -> web.Response:
        del request
        return whole("Soup.")

    async with serving_own(complete, {"data": [], "x": "y" * 2**21}) as base:
        found = await found_at(base)
    assert (found.works, found.models) == (True, ())


async def test_a_server_that_refuses_says_why_once():
    async with serving(Scripted(faults={"": Fault(refuse=True)})) as base:
        found = await found_at(base)
    assert (found.works, found.models, found.problems) == (
        False,
        ("scripted",),
        ("The model is busy; try again in a minute.",),
    )


async def test_a_key_that_cannot_be_read_is_told_and_raises_nothing():
    def key() -> str:
        raise RefusedError("The endpoint's key cannot be read.")

    async with serving(Scripted()) as base:
        assert (await found_at(base, key=key)).problems == ("The endpoint's key cannot be read.",)


async def test_a_server_that_hangs_costs_the_time_of_one_request():
    async with serving(Scripted(faults={"": Fault(hang_after=0)})) as base:
        found = await found_at(base, each=0.1)
    assert found.problems == ("The model did not answer in time; try again in a minute.",)


async def test_what_was_found_is_kept_when_the_time_is_up():
    async with serving(Scripted(name="kitchen", faults={"": Fault(hang_after=0)})) as base:
        found = await found_at(base, within=0.5)
    assert (found.works, found.models) == (False, ("kitchen",))
    assert found.problems == ("The check was ended after 0.5 seconds; try again for the rest.",)


@pytest.fixture
async def hostile() -> AsyncGenerator[Hostile]:
    async with hostile_server() as server:
        yield server


@pytest.mark.fault
@pytest.mark.parametrize("name", sorted(set(BEHAVIOURS) - GOOD))
async def test_r11_a_bad_endpoint_is_found_to_be_one(name: str, hostile: Hostile):
    base = hostile.base(name)
    found = await found_at(base, bounds=BOUNDS, key=Key("sk-canary"))
    assert not found.works
    assert found.problems
    assert all(re.fullmatch(r"[A-Z][^.\n]{20,110}\.", said) for said in found.problems), "plain sentences"
    assert "sk-canary" not in json.dumps(found.as_json())
    assert await hostile.quiet()


async def test_where_nothing_listens_that_is_said(unused_tcp_port: int):
    found = await found_at(f"http://127.0.0.1:{unused_tcp_port}/v1")
    assert found.problems == (
        "Nothing answers at the endpoint; check that it runs, or try again in a minute.",
    )
