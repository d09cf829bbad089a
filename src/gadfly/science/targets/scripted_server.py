"""An OpenAI-compatible server with a scripted model behind it, for demonstrations and tests.

    python -m gadfly.science.targets.scripted_server --port 8081

It streams and does not, writes several candidates for one request, and plays the faults of
`scripted.FAULTS`. It listens on loopback only and knows no keys.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web

from gadfly.science.dialogue import Message, Role
from gadfly.science.targets import Account, Batch, BrokenError, Ending, Piece, RefusedError
from gadfly.science.targets.scripted import FAULTS, Scripted

_ROLES = {"system": Role.SYSTEM, "user": Role.HUMAN, "assistant": Role.ASSISTANT}
_MOST = 16
"""Candidates for one request."""
_TARGET = web.AppKey("target", Scripted)


@asynccontextmanager
async def serving(target: Scripted, *, port: int = 0) -> AsyncGenerator[str]:
    """Serve `target` on loopback, and enter with the address that an Endpoint takes as its base."""
    app = web.Application()
    app[_TARGET] = target
    app.router.add_post("/v1/chat/completions", _complete)
    app.router.add_get("/v1/models", _models)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    finally:
        await runner.cleanup()


async def _models(request: web.Request) -> web.Response:
    model = {"id": request.app[_TARGET].name, "object": "model"}
    return web.json_response({"object": "list", "data": [model]})


async def _complete(request: web.Request) -> web.StreamResponse:
    try:
        asked = _asked(await request.json())
    except (ValueError, TypeError, KeyError, AttributeError):
        return _error(400, "The request is not one for chat completions.")
    target = replace(request.app[_TARGET], longest=asked.longest)
    try:
        async with aclosing(target.stream(asked.messages, n=asked.n, seed=asked.seed)) as batches:
            return await (_streamed(request, asked, batches) if asked.streams else _whole(asked, batches))
    except RefusedError as error:
        return _error(429, str(error), {"Retry-After": "60"})


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a request wants."""

    model: str
    messages: tuple[Message, ...]
    n: int
    seed: int
    longest: int
    streams: bool
    counts: bool


def _asked(body: dict[str, Any]) -> _Asked:
    n = int(body.get("n") or 1)
    if not 1 <= n <= _MOST:
        raise ValueError(n)
    return _Asked(
        model=str(body.get("model")),
        messages=tuple(Message(_ROLES[said["role"]], str(said["content"])) for said in body["messages"]),
        n=n,
        seed=int(body.get("seed") or 0),
        longest=int(body.get("max_tokens") or 256),
        streams=bool(body.get("stream")),
        counts=bool((body.get("stream_options") or {}).get("include_usage")),
    )


async def _streamed(
    request: web.Request, asked: _Asked, batches: AsyncGenerator[Batch]
) -> web.StreamResponse:
    batch: Batch | None = await anext(batches)  # before the headers: a refusal is a status
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await response.prepare(request)
    endings: list[Ending] = []
    try:
        while batch is not None:
            await response.write(
                b"".join(_event(asked, [_chunk(said)]) for said in batch if not isinstance(said, Account))
            )
            endings += (said for said in batch if isinstance(said, Ending))
            batch = await anext(batches, None)
    except BrokenError:
        request.protocol.force_close()
        return response
    usage = _event(asked, [], usage=_usage(endings)) if asked.counts else b""
    await response.write(usage + b"data: [DONE]\n\n")
    return response


async def _whole(asked: _Asked, batches: AsyncGenerator[Batch]) -> web.Response:
    texts, endings = [""] * asked.n, []
    async for batch in batches:
        for said in batch:
            if isinstance(said, Ending):
                endings.append(said)
            elif isinstance(said, Piece):
                texts[said.index] += said.text
    choices = [
        {
            "index": end.index,
            "message": {"role": "assistant", "content": texts[end.index]},
            "finish_reason": end.finish_reason,
        }
        for end in endings
    ]
    return web.json_response({"model": asked.model, "choices": choices, "usage": _usage(endings)})


def _chunk(said: Piece | Ending) -> dict[str, Any]:
    if isinstance(said, Ending):
        return {"index": said.index, "delta": {}, "finish_reason": said.finish_reason}
    return {"index": said.index, "delta": {"content": said.text}, "finish_reason": None}


def _event(asked: _Asked, choices: Sequence[dict[str, Any]], **more: object) -> bytes:
    event = {"object": "chat.completion.chunk", "model": asked.model, "choices": choices, **more}
    return b"data: " + json.dumps(event).encode() + b"\n\n"


def _usage(endings: Sequence[Ending]) -> dict[str, int]:
    prompt = endings[0].prompt_tokens or 0
    completion = sum(end.completion_tokens or 0 for end in endings)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
    }


def _error(status: int, text: str, headers: dict[str, str] | None = None) -> web.Response:
    return web.json_response({"error": {"message": text}}, status=status, headers=headers)


def parser() -> argparse.ArgumentParser:
    """Return the command's parser."""
    command = argparse.ArgumentParser(prog="scripted_server", description=__doc__.splitlines()[0])
    command.add_argument("--port", type=int, default=8081, help="0 takes a free one (default: 8081)")
    command.add_argument("--delay", type=float, default=0.3, help="seconds to the first token (default: 0.3)")
    command.add_argument("--rate", type=float, default=20.0, help="tokens a second (default: 20)")
    command.add_argument("--tokens", type=int, help="make each reply this many tokens long")
    return command


async def run(args: argparse.Namespace) -> None:
    """Serve until cancelled."""
    replies = () if args.tokens is None else (" ".join(["thyme"] * args.tokens),)
    target = Scripted(replies=replies, delay=args.delay, rate=args.rate, faults=FAULTS)
    async with serving(target, port=args.port) as base:
        sys.stdout.write(f"Serving a scripted model at {base}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(run(parser().parse_args()))
