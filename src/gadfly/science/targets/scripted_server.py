"""An OpenAI-compatible server with a scripted model behind it, for demonstrations and tests.

    python -m gadfly.science.targets.scripted_server --port 8081

It chats and continues raw text, streams and does not, writes several candidates for one request,
counts tokens, and plays the faults of `scripted.FAULTS`. It listens on loopback only and knows no
keys.
"""

import argparse
import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import replace

from aiohttp import web

from gadfly.science.targets import Account, Batch, BrokenError, Ending, Piece, RefusedError, TooLongError
from gadfly.science.targets.forms import Form
from gadfly.science.targets.scripted import FAULTS, Scripted
from gadfly.science.targets.scripted_wire import Asked, usage

_TARGET = web.AppKey("target", Scripted)


@asynccontextmanager
async def serving(target: Scripted, *, port: int = 0) -> AsyncGenerator[str]:
    """Serve `target` on loopback, and enter with the address that an Endpoint takes as its base."""
    app = web.Application()
    app[_TARGET] = target
    for form in Form:
        app.router.add_post(f"/v1{form.path}", _complete)
    app.router.add_get("/v1/models", _models)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    finally:
        await runner.cleanup()


async def _models(request: web.Request) -> web.Response:
    target = request.app[_TARGET]
    length = {} if target.context is None else {"max_model_len": target.context}
    model = {"id": target.name, "object": "model", **length}
    return web.json_response({"object": "list", "data": [model]})


async def _complete(request: web.Request) -> web.StreamResponse:
    try:
        asked = Asked.of(await request.json())
    except (ValueError, TypeError, KeyError, AttributeError):
        return _error(400, "The request is not one for completions.")
    target = replace(request.app[_TARGET], longest=asked.longest)
    try:
        async with aclosing(target.stream(asked.messages, n=asked.n, seed=asked.seed)) as batches:
            return await (_streamed(request, asked, batches) if asked.streams else _whole(asked, batches))
    except TooLongError as error:
        return _error(400, error.detail)
    except RefusedError as error:
        return _error(429, str(error), {"Retry-After": "60"})


async def _streamed(request: web.Request, asked: Asked, batches: AsyncGenerator[Batch]) -> web.StreamResponse:
    batch: Batch | None = await anext(batches)  # before the headers: a refusal is a status
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await response.prepare(request)
    account = Account()
    try:
        while batch is not None:
            said = (asked.chunk(part) for part in batch if not isinstance(part, Account))
            await response.write(b"".join(said))
            account = sum((part for part in batch if isinstance(part, Account)), account)
            batch = await anext(batches, None)
    except BrokenError:
        request.protocol.force_close()
        return response
    counts = asked.event([], usage=usage(account)) if asked.counts else b""
    await response.write(counts + b"data: [DONE]\n\n")
    return response


async def _whole(asked: Asked, batches: AsyncGenerator[Batch]) -> web.Response:
    texts, endings, account = [""] * asked.n, [], Account()
    async for batch in batches:
        for said in batch:
            if isinstance(said, Ending):
                endings.append(said)
            elif isinstance(said, Piece):
                texts[said.index] += said.text
            else:
                account += said
    choices = [asked.choice(texts[end.index], end) for end in endings]
    return web.json_response({"model": asked.model, "choices": choices, "usage": usage(account)})


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
