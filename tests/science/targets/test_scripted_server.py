"""The scripted server, asked by the endpoint target and by hand."""

import asyncio
import json
import re
import signal
import sys
from typing import Any

import pytest
from aiohttp import ClientSession

from gadfly.science.dialogue import Message, Role
from gadfly.science.targets import BrokenError, Piece, RefusedError
from gadfly.science.targets.endpoint import Endpoint
from gadfly.science.targets.scripted import FAULTS, Scripted
from gadfly.science.targets.scripted_server import parser, run, serving
from gadfly.shared.outbound import Bounds, Origins, Outbound
from tests.patience import PATIENCE, until

SERVER = "gadfly.science.targets.scripted_server"


def asked(**more: Any) -> dict[str, Any]:
    return {"model": "kitchen", "messages": [{"role": "user", "content": "How long?"}], **more}


async def posted(base: str, body: object, path: str = "/chat/completions") -> tuple[int, bytes]:
    async with (
        Outbound(Origins.of(private=[base])) as http,
        http.post(f"{base}{path}", json.dumps(body).encode(), {}) as reply,
    ):
        read = b""
        while data := await reply.read():
            read += data
        return reply.status, read


async def heard(base: str, text: str, n: int = 2) -> list[str]:
    texts = [""] * n
    async with Outbound(Origins.of(private=[base]), bounds=Bounds(read=0.3)) as http:
        endpoint = Endpoint(http=http, base=base, model="kitchen", n_in_one=True)
        async for batch in endpoint.stream([Message(Role.HUMAN, text)], n=n, seed=0):
            for said in batch:
                if isinstance(said, Piece):
                    texts[said.index] += said.text
    return texts


async def test_a_whole_answer_says_what_a_streamed_one_does():
    async with serving(Scripted()) as base:
        status, body = await posted(base, asked(n=3, seed=4))
        answer = json.loads(body)
        assert (status, answer["model"], len(answer["choices"])) == (200, "kitchen", 3)
        texts = {choice["index"]: choice["message"]["content"] for choice in answer["choices"]}
        script = Scripted()
        messages = [Message(Role.HUMAN, "How long?")]
        assert texts == {index: script.says(messages, 4 + index) for index in range(3)}
        assert answer["usage"]["total_tokens"] == 2 + answer["usage"]["completion_tokens"]


async def test_a_stream_ends_with_its_counts_where_they_are_asked_for():
    async with serving(Scripted(replies=["Ten minutes."])) as base:
        _, plain = await posted(base, asked(stream=True))
        _, counted = await posted(base, asked(stream=True, stream_options={"include_usage": True}))
    assert plain.endswith(b"data: [DONE]\n\n")
    assert b"usage" not in plain
    assert json.loads(counted.split(b"\n\n")[-3][5:])["usage"] == {
        "prompt_tokens": 2,
        "completion_tokens": 2,
        "total_tokens": 4,
        "prompt_tokens_details": {"cached_tokens": 0},
    }


async def test_a_raw_prompt_is_answered_as_the_chat_it_tells():
    said = [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "How long?"},
        {"role": "assistant", "content": "Six minutes."},
        {"role": "user", "content": "And hard?"},
    ]
    prompt = "Be kind.\n\nHuman: How long?\n\nAssistant: Six minutes.\n\nHuman: And hard?\n\nAssistant:"
    async with serving(Scripted()) as base:
        chat = json.loads((await posted(base, asked(messages=said)))[1])
        raw = json.loads((await posted(base, {"prompt": prompt}, "/completions"))[1])
        streamed = (await posted(base, {"prompt": prompt, "stream": True}, "/completions"))[1]
    assert raw["choices"][0]["text"] == chat["choices"][0]["message"]["content"]
    assert raw["usage"] == chat["usage"]
    assert raw["usage"]["prompt_tokens_details"] == {"cached_tokens": 6}
    events = [json.loads(line[6:]) for line in streamed.splitlines() if line.startswith(b"data: {")]
    words = "".join(choice["text"] for event in events for choice in event["choices"])
    assert (words, {event["object"] for event in events}) == (raw["choices"][0]["text"], {"text_completion"})


async def test_a_dialogue_that_is_too_long_is_refused_and_told_by_how_much():
    async with serving(Scripted(context=20)) as base:
        status, body = await posted(base, asked(max_tokens=19))
    assert (status, json.loads(body)) == (
        400,
        {"error": {"message": "2 tokens and a reply exceed the context length of 20"}},
    )


async def test_max_tokens_cuts_a_reply():
    async with serving(Scripted(replies=["one two three"])) as base:
        _, body = await posted(base, asked(max_tokens=2))
    choice = json.loads(body)["choices"][0]
    assert (choice["message"]["content"], choice["finish_reason"]) == ("one two", "length")


@pytest.mark.parametrize(("context", "told"), [(None, {}), (2048, {"max_model_len": 2048})])
async def test_it_lists_its_model(context: int | None, told: dict[str, int]):
    async with (
        serving(Scripted(name="kitchen", context=context)) as base,
        ClientSession() as session,
        session.get(f"{base}/models") as answer,
    ):
        assert (await answer.json())["data"] == [{"id": "kitchen", "object": "model", **told}]


@pytest.mark.parametrize(
    "body", [[], {}, {"messages": 1}, asked(n=17), asked(n=-1), asked(n="two"), asked(messages=[{}])]
)
async def test_what_is_no_request_is_refused(body: object):
    async with serving(Scripted()) as base:
        status, answer = await posted(base, body)
    assert (status, json.loads(answer)) == (
        400,
        {"error": {"message": "The request is not one for completions."}},
    )


async def test_faults_of_the_last_message_travel_over_the_wire():
    async with serving(Scripted(replies=["one two three four five"], faults=FAULTS)) as base:
        with pytest.raises(RefusedError, match="The model is busy; try again in a minute"):
            await heard(base, "[refuse]")
        with pytest.raises(BrokenError, match="The connection broke"):
            await heard(base, "[break]")
        with pytest.raises(BrokenError, match="The model stopped"):
            await heard(base, "[hang]")
        assert await heard(base, "go on") == ["one two three four five"] * 2


async def test_whoever_leaves_ends_the_work():
    class Counting:
        left = 0

    async def sleep(seconds: float) -> None:
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            Counting.left += 1
            raise

    async with serving(Scripted(replies=["one two"], rate=0.01, sleep=sleep)) as base:
        async with Outbound(Origins.of(private=[base])) as http:
            stream = Endpoint(http=http, base=base, model="m").stream([Message(Role.HUMAN, "?")], n=1, seed=0)
            await anext(stream)
            await stream.aclose()
        await until(lambda: Counting.left == 1)


def test_the_command_has_plain_defaults():
    args = parser().parse_args([])
    assert (args.port, args.delay, args.rate, args.tokens) == (8081, 0.3, 20.0, None)


async def test_the_command_says_where_it_serves_and_ends_with_its_task(capsys: pytest.CaptureFixture[str]):
    args = parser().parse_args(["--port", "0", "--delay", "0", "--rate", "1000", "--tokens", "8"])
    task = asyncio.create_task(run(args))
    said = ""

    def whole():
        nonlocal said
        said += capsys.readouterr().out
        return said.endswith("\n")

    await until(whole)
    found = re.fullmatch(r"Serving a scripted model at (http://127\.0\.0\.1:\d+/v1)\n", said)
    assert await heard(found[1], "How long?") == [" ".join(["thyme"] * 8)] * 2
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_the_command_serves_until_it_is_told_to_stop():
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", SERVER, "--port", "0", "--delay", "0", "--rate", "1000", "--tokens", "8",
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        line = (await asyncio.wait_for(process.stdout.readline(), PATIENCE)).decode()
        found = re.fullmatch(r"Serving a scripted model at (http://127\.0\.0\.1:\d+/v1)\n", line)
        assert found is not None
        assert await heard(found[1], "How long?") == [" ".join(["thyme"] * 8)] * 2
    finally:
        process.send_signal(signal.SIGINT)
        code = await asyncio.wait_for(process.wait(), PATIENCE)
    assert code == 0
