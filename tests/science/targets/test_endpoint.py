"""The endpoint target against real servers: the scripted one, and some that do things their way."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing, asynccontextmanager, nullcontext
from dataclasses import replace
from itertools import count
from typing import Any, NamedTuple

import pytest
from aiohttp import web

from gadfly.science.dialogue import Message, Role, Sampling, text_of
from gadfly.science.interventions.system_prompt import SystemPrompt
from gadfly.science.targets import (
    Account,
    Batch,
    BrokenError,
    Ending,
    NonsenseError,
    Piece,
    RefusedError,
    Said,
    Target,
    TargetError,
    TooLongError,
    UnreachableError,
)
from gadfly.science.targets.breaker import Breaker
from gadfly.science.targets.endpoint import Endpoint
from gadfly.science.targets.forms import Form
from gadfly.science.targets.key import Key
from gadfly.science.targets.merging import merged
from gadfly.science.targets.refusals import NotAcceptedError
from gadfly.science.targets.scripted import Scripted
from gadfly.science.targets.scripted_server import serving
from gadfly.shared.outbound import Origins, Outbound

DIALOGUE = (
    Message(Role.HUMAN, "How long do I boil an egg?"),
    Message(Role.ASSISTANT, "Six minutes."),
    Message(Role.HUMAN, "And hard?"),
)
REPLIES = ("Ten minutes, then cold water.", "Twelve.", "As long as you like.")


class Heard(NamedTuple):
    texts: list[str]
    endings: list[Ending]


async def heard(
    target: Target,
    n: int,
    *,
    seed: int = 0,
    before: Sequence[Message] = (),
    accounts: list[Account] | None = None,
) -> Heard:
    """Return what was said to the dialogue; `accounts` takes in one a request."""
    texts, endings = [""] * n, []
    async with aclosing(target.stream((*before, *DIALOGUE), n=n, seed=seed)) as batches:
        async for batch in batches:
            for said in batch:
                if isinstance(said, Piece):
                    texts[said.index] += said.text
                elif isinstance(said, Ending):
                    endings.append(said)
                elif accounts is not None:
                    accounts.append(said)
    return Heard(texts, sorted(endings, key=lambda end: end.index))


async def at_once(seconds: float) -> None:
    del seconds


@asynccontextmanager
async def endpoint_at(base: str, **settings: Any) -> AsyncGenerator[Endpoint]:
    async with Outbound(Origins.of(private=[base])) as http:
        yield Endpoint(http=http, base=base, model="kitchen", **settings)


class Own:
    """A server with a way of its own; it keeps what it was asked."""

    def __init__(self, answer: Callable[[dict[str, Any]], str | int]) -> None:
        self.answer = answer
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []

    async def handle(self, request: web.Request) -> web.Response:
        self.bodies.append(await request.json())
        self.headers.append(dict(request.headers))
        answer = self.answer(self.bodies[-1])
        return web.Response(status=answer) if isinstance(answer, int) else web.Response(text=answer)

    @asynccontextmanager
    async def endpoint(self, **settings: Any) -> AsyncGenerator[Endpoint]:
        app = web.Application()
        for form in Form:
            app.router.add_post(f"/v1{form.path}", self.handle)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            async with endpoint_at(f"http://127.0.0.1:{runner.addresses[0][1]}/v1", **settings) as endpoint:
                yield endpoint
        finally:
            await runner.cleanup()


def stream_of(*texts: str) -> str:
    choices = [
        {"index": i, "delta": {"content": text}, "finish_reason": "stop"} for i, text in enumerate(texts)
    ]
    return f"data: {json.dumps({'choices': choices})}\n\ndata: [DONE]\n\n"


def raw_stream_of(*pieces: str) -> str:
    events = [{"choices": [{"index": 0, "text": text, "finish_reason": None}]} for text in pieces]
    events.append({"choices": [{"index": 0, "text": "", "finish_reason": "stop"}]})
    return "".join(f"data: {json.dumps(event)}\n\n" for event in events) + "data: [DONE]\n\n"


def ignores_n(body: dict[str, Any]) -> str:
    return stream_of(f"seed {body['seed']}")


def refuses_n(body: dict[str, Any]) -> str | int:
    return 400 if body.get("n", 1) > 1 else ignores_n(body)


def obeys_n(body: dict[str, Any]) -> str:
    return stream_of(*(f"seed {body['seed']} of {body['n']}" for _ in range(body["n"])))


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("n_in_one", [None, True, False])
@pytest.mark.parametrize("n", [1, 2, 3])
async def test_it_says_what_the_scripted_model_says(n: int, n_in_one: bool | None, form: Form):  # noqa: FBT001 -- a case
    script = Scripted(replies=REPLIES, rate=1000)
    async with serving(script) as base, endpoint_at(base, n_in_one=n_in_one, form=form) as endpoint:
        texts, endings = await heard(endpoint, n)
    assert texts == list(REPLIES[:n])
    assert [(end.index, end.finish_reason) for end in endings] == [(index, "stop") for index in range(n)]


async def test_a_request_for_one_brings_its_own_counts_and_one_for_all_their_sum():
    async with serving(Scripted(replies=REPLIES)) as base:
        async with endpoint_at(base, n_in_one=False) as endpoint:
            alone = (await heard(endpoint, 2, seed=3)).endings
        async with endpoint_at(base, n_in_one=True) as endpoint:
            together = (await heard(endpoint, 2, seed=3)).endings
    assert alone == [
        Ending(0, "stop", 3, prompt_tokens=11, completion_tokens=5),
        Ending(1, "stop", 4, prompt_tokens=11, completion_tokens=1),
    ]
    assert together == [
        Ending(0, "stop", 3, prompt_tokens=11, together=6),
        Ending(1, "stop", 3, prompt_tokens=11, together=6),
    ]


async def test_all_that_was_set_is_sent():
    own = Own(ignores_n)
    async with own.endpoint(
        sampling=Sampling(temperature=0.7, top_p=0.9, max_tokens=99), key=Key("sk-test")
    ) as endpoint:
        await heard(SystemPrompt("Be kind.").on(endpoint), 1, seed=5)
    assert own.bodies == [
        {
            "model": "kitchen",
            "messages": [
                {"role": "system", "content": "Be kind."},
                {"role": "user", "content": "How long do I boil an egg?"},
                {"role": "assistant", "content": "Six minutes."},
                {"role": "user", "content": "And hard?"},
            ],
            "stream": True,
            "stream_options": {"include_usage": True},
            "temperature": 0.7,
            "top_p": 0.9,
            "max_tokens": 99,
            "seed": 5,
        }
    ]
    sent = own.headers[0]
    assert (sent["Authorization"], sent["Accept-Encoding"], sent["User-Agent"]) == (
        "Bearer sk-test",
        "identity",
        "gadfly",
    )


async def test_a_raw_completion_continues_the_dialogue_s_text_and_stops_where_a_human_would_speak():
    own = Own(lambda _: raw_stream_of("\n", "  Ten ", "minutes. "))
    async with own.endpoint(form=Form.RAW) as endpoint:
        texts = (await heard(endpoint, 1, before=(Message(Role.SYSTEM, "Be kind."),))).texts
    (body,) = own.bodies
    assert texts == ["Ten minutes. "]
    assert "messages" not in body
    assert (body["stop"], body["prompt"]) == (
        ["\n\nHuman:"],
        f"Be kind.{text_of(DIALOGUE)}\n\nAssistant:",
    )


async def test_a_key_is_asked_for_at_each_request():
    keys = iter(["first", "second"])
    own = Own(ignores_n)
    async with own.endpoint(key=lambda: next(keys)) as endpoint:
        await heard(endpoint, 1)
        await heard(endpoint, 1)
    assert [sent["Authorization"] for sent in own.headers] == ["Bearer first", "Bearer second"]


async def test_a_server_that_ignores_n_is_asked_for_the_missing_ones_and_then_for_each():
    own = Own(ignores_n)
    async with own.endpoint() as endpoint:
        assert (await heard(endpoint, 3, seed=7)).texts == ["seed 7", "seed 8", "seed 9"]
        assert endpoint.n_in_one is False
        assert (await heard(endpoint, 2, seed=7)).texts == ["seed 7", "seed 8"]
    assert [body.get("n") for body in own.bodies] == [3, None, None, None, None]


async def test_a_server_that_refuses_n_is_asked_for_each():
    own = Own(refuses_n)
    async with own.endpoint() as endpoint:
        assert (await heard(endpoint, 2, seed=7)).texts == ["seed 7", "seed 8"]
        assert endpoint.n_in_one is False
        await heard(endpoint, 2)
    assert [body.get("n") for body in own.bodies] == [2, None, None, None, None]


async def test_a_server_that_obeys_n_is_asked_once():
    own = Own(obeys_n)
    async with own.endpoint() as endpoint:
        assert (await heard(endpoint, 2)).texts == ["seed 0 of 2", "seed 0 of 2"]
        assert endpoint.n_in_one is True
        await heard(endpoint, 2)
    assert [body.get("n") for body in own.bodies] == [2, 2]


async def test_a_server_that_refuses_everything_does_not_teach_us_anything():
    own = Own(lambda _: 400)
    async with own.endpoint() as endpoint:
        with pytest.raises(NotAcceptedError):
            await heard(endpoint, 2)
        assert endpoint.n_in_one is None
    async with own.endpoint(n_in_one=True) as endpoint:
        own.bodies.clear()
        with pytest.raises(NotAcceptedError):
            await heard(endpoint, 2)
    assert len(own.bodies) == 1


def brings_at_most(most: int) -> Callable[[dict[str, Any]], str]:
    def answer(body: dict[str, Any]) -> str:
        return stream_of(*(f"seed {body['seed']}" for _ in range(min(most, body.get("n", 1)))))

    return answer


def takes_at_most(most: int) -> Callable[[dict[str, Any]], str | int]:
    def answer(body: dict[str, Any]) -> str | int:
        return 400 if body.get("n", 1) > most else brings_at_most(most)(body)

    return answer


@pytest.mark.parametrize("n_in_one", [None, True])
@pytest.mark.parametrize(
    ("way", "first", "then"),
    [
        (takes_at_most(8), [16, 8, 8], [8, 8]),
        (takes_at_most(5), [16, 8, 4, 4, 4, 4], [4, 4, 4, 4]),
        (brings_at_most(8), [16, 8], [8, 8]),
        (brings_at_most(6), [16, 6, 4], [6, 6, 4]),
        (brings_at_most(1), [16] + [None] * 15, [None] * 16),
    ],
)
async def test_a_server_with_room_for_fewer_is_asked_in_portions(
    way: Any,
    first: list[int | None],
    then: list[int | None],
    n_in_one: bool | None,  # noqa: FBT001 -- a case
):
    own = Own(way)
    async with own.endpoint(n_in_one=n_in_one) as endpoint:
        for asked in (first, then):
            own.bodies.clear()
            texts, endings = await heard(endpoint, 16, seed=100)
            assert sorted(body.get("n") or 0 for body in own.bodies) == sorted(n or 0 for n in asked)
            assert [end.index for end in endings] == list(range(16))
            assert all(texts)
            starts = {end.seed - 100 for end in endings if end.seed is not None}
            assert all(texts[start] == f"seed {100 + start}" for start in starts)


async def test_of_single_requests_for_many_candidates_eight_are_made_at_once():
    under_way, most, eight = [0], [0], asyncio.Barrier(8)

    async def handle(request: web.Request) -> web.Response:
        under_way[0] += 1
        most[0] = max(most[0], under_way[0])
        await request.read()
        async with asyncio.timeout(20):
            await eight.wait()
        under_way[0] -= 1
        return web.Response(text=stream_of("Ten minutes."))

    own = Own(ignores_n)
    own.handle = handle  # type: ignore[method-assign] # this one counts
    async with own.endpoint(n_in_one=False) as endpoint:
        assert (await heard(endpoint, 16)).texts == ["Ten minutes."] * 16
    assert most == [8]


async def test_each_request_says_what_it_took():
    accounts: list[Account] = []
    ticks = count(5.0, 0.25)
    async with serving(Scripted(replies=REPLIES)) as base:
        async with endpoint_at(base, n_in_one=True, clock=lambda: next(ticks)) as endpoint:
            await heard(endpoint, 2, accounts=accounts)
        assert accounts == [
            Account(
                requests=1, samples=2, prompt_tokens=11, cached_tokens=9, completion_tokens=6, seconds=0.25
            )
        ]
        accounts.clear()
        async with endpoint_at(base, n_in_one=False, clock=lambda: 0.0) as endpoint:
            await heard(endpoint, 2, accounts=accounts)
    one = Account(requests=1, samples=1, prompt_tokens=11, cached_tokens=9)
    assert sorted(accounts, key=lambda took: -took.completion_tokens) == [
        replace(one, completion_tokens=5),
        replace(one, completion_tokens=1),
    ]


async def test_a_request_that_fails_says_what_is_known_of_it():
    cut = raw_stream_of("Ten.").partition("\n")[0]
    answers: Iterator[str | int] = iter([503, 401, "data: {broken\n", cut, stream_of("Ten.")])
    own = Own(lambda _: next(answers))
    taken: list[list[Account]] = []
    async with own.endpoint(clock=lambda: 0.0, sleep=at_once) as endpoint:
        for failure in (RefusedError, NonsenseError, BrokenError, None):
            taken.append(accounts := [])
            with nullcontext() if failure is None else pytest.raises(failure):
                await heard(endpoint, 1, accounts=accounts)
    refused, uncounted = Account(requests=1), Account(requests=1, unmetered=1)
    written = Account(requests=1, samples=1, unmetered=1)
    assert taken == [[refused, refused], [uncounted], [written], [written]]


async def test_a_breaker_that_is_open_makes_no_request_and_no_account():
    own, accounts = Own(lambda _: 500), list[Account]()
    async with own.endpoint(breaker=Breaker(limit=1, clock=lambda: 0.0), sleep=at_once) as endpoint:
        with pytest.raises(UnreachableError):
            await heard(endpoint, 1, accounts=accounts)
    assert (len(own.bodies), len(accounts)) == (1, 1)


async def test_a_server_that_does_not_stream_is_understood():
    choices = [{"index": 0, "message": {"content": "Ten minutes."}, "finish_reason": "stop"}]
    own = Own(lambda _: json.dumps({"choices": choices, "usage": {"completion_tokens": 2}}))
    async with own.endpoint() as endpoint:
        assert await heard(endpoint, 1) == (["Ten minutes."], [Ending(0, "stop", 0, completion_tokens=2)])


async def test_a_dialogue_that_is_too_long_is_said_to_be_and_not_asked_for_in_smaller_portions():
    async with serving(Scripted(context=300)) as base, endpoint_at(base) as endpoint:
        assert (await heard(endpoint, 2)).endings
    async with serving(Scripted(context=260)) as base, endpoint_at(base) as endpoint:
        accounts: list[Account] = []
        with pytest.raises(TooLongError) as caught:
            await heard(endpoint, 2, accounts=accounts)
    assert (caught.value.context, len(accounts)) == (260, 1)
    assert str(caught.value) == (
        "The conversation is too long for this model; end it here, or begin a new one."
    )


async def test_the_key_is_not_in_what_a_server_quotes_back():
    own = Own(lambda _: json.dumps({"error": {"message": "no such key sk-canary"}}))
    async with own.endpoint(key=Key("sk-canary")) as endpoint:
        with pytest.raises(RefusedError) as caught:
            await heard(endpoint, 1)
    assert caught.value.detail.endswith("no such key …'}")


async def test_connections_are_used_again():
    peers: set[Any] = set()

    async def handle(request: web.Request) -> web.Response:
        assert request.transport is not None
        peers.add(request.transport.get_extra_info("peername"))
        return web.Response(text=stream_of("Ten minutes."))

    own = Own(ignores_n)
    own.handle = handle  # type: ignore[method-assign] # this one looks at the connection
    async with own.endpoint() as endpoint:
        for _ in range(5):
            await heard(endpoint, 1)
    assert len(peers) == 1


async def test_an_address_that_is_not_listed_is_refused():
    async with Outbound(Origins()) as http:
        endpoint = Endpoint(http=http, base="http://127.0.0.1:9/v1", model="m")
        with pytest.raises(RefusedError, match="address is not allowed here"):
            await heard(endpoint, 2)


async def said(*words: str, error: TargetError | None = None, index: int = 0) -> AsyncGenerator[Batch]:
    for word in words:
        yield [Piece(index, word)]
        await asyncio.sleep(0)
    if error is not None:
        raise error
    yield [Ending(index, "stop")]


async def test_merged_streams_go_on_when_one_of_them_fails():
    error = NonsenseError("No.")
    got: list[Said] = []

    async def listen() -> None:
        async for batch in merged([said("a", error=error), said("b", "c", "d", index=1)]):
            got.extend(batch)

    with pytest.raises(NonsenseError) as caught:
        await listen()
    assert caught.value is error
    assert [part for part in got if not isinstance(part, Account) and part.index == 1] == [
        *(Piece(1, word) for word in "bcd"),
        Ending(1, "stop"),
    ]


async def test_merged_streams_wait_for_the_one_that_is_still_speaking():
    async def late() -> AsyncGenerator[Batch]:
        yield [Piece(1, "b")]
        for _ in range(5):
            await asyncio.sleep(0)

    batches = [batch async for batch in merged([said("a"), late()])]
    assert batches[0] == [Piece(0, "a"), Piece(1, "b")]
    assert all(batches)


async def test_merged_streams_do_not_hide_a_mistake_of_ours():
    async def wrong() -> AsyncGenerator[Batch]:
        yield [Piece(0, "a")]
        raise KeyError("ours")

    async def listen(streams: Sequence[AsyncGenerator[Batch]]) -> None:
        async for _ in merged(streams):
            pass

    with pytest.raises(KeyError):
        await listen([wrong(), said("b", index=1)])
