"""The limit a site can come near to: the same stream, forwarded by bare aiohttp.

    python -m benchmarks.relay ENDPOINT_PORT PORT

No person, no permission, no database: a message is posted, the endpoint is asked for two
candidates, and what arrives goes on in the site's own events. GET / is a page of 20 rows.
"""

import json
import sys
from collections.abc import AsyncIterator

import aiohttp
import uvloop
from aiohttp import web

ROWS = "".join(f"<tr><td>{n}</td><td>How do I keep basil fresh?</td></tr>" for n in range(20))
PAGE = f"<!doctype html><title>Attacks</title><table>{ROWS}</table>"
ENDPOINT = web.AppKey("ENDPOINT", str)
SESSION = web.AppKey("SESSION", aiohttp.ClientSession)


def event(name: str, data: object) -> bytes:
    """Return one server-sent event."""
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()


def texts_of(lines: list[bytes]) -> dict[str, str]:
    """Return the words in some `data:` lines of a completion, by candidate."""
    texts: dict[str, str] = {}
    for line in lines:
        if line.startswith(b"data: {"):
            for choice in json.loads(line[6:])["choices"]:
                if text := choice["delta"].get("content"):
                    key = str(choice["index"])
                    texts[key] = texts.get(key, "") + text
    return texts


async def pieces(answer: aiohttp.ClientResponse) -> AsyncIterator[dict[str, str]]:
    """Yield what each read brought, both candidates together."""
    rest = b""
    async for part in answer.content.iter_any():
        *lines, rest = (rest + part).split(b"\n")
        if texts := texts_of(lines):
            yield texts


async def reply(request: web.Request) -> web.StreamResponse:
    """Answer a message with the stream of its two candidates."""
    form = await request.post()
    asked = {
        "model": "stub",
        "stream": True,
        "n": 2,
        "messages": [{"role": "user", "content": str(form["text"])}],
    }
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    await response.write(event("saved", {"turn": form["key"]}))
    async with request.app[SESSION].post(request.app[ENDPOINT], json=asked) as answer:
        async for texts in pieces(answer):
            await response.write(event("tokens", texts))
    await response.write(event("done", {}))
    return response


async def page(_: web.Request) -> web.Response:
    """Return a page of the size of a table of attacks."""
    return web.Response(text=PAGE, content_type="text/html")


async def outbound(app: web.Application) -> AsyncIterator[None]:
    """Keep one session, without aiohttp's limit of 100 connections, while the relay runs."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        app[SESSION] = session
        yield


def relay(endpoint_port: int) -> web.Application:
    """Return the relay before an endpoint on this machine."""
    app = web.Application()
    app[ENDPOINT] = f"http://127.0.0.1:{endpoint_port}/v1/chat/completions"
    app.cleanup_ctx.append(outbound)
    app.add_routes([web.get("/", page), web.post("/chat", reply)])
    return app


if __name__ == "__main__":
    uvloop.install()
    web.run_app(
        relay(int(sys.argv[1])),
        host="127.0.0.1",
        port=int(sys.argv[2]),
        access_log=None,
        print=None,
    )
