"""A model server that asks for a key, remembers what it was sent, and quotes a key that it refuses."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

SAID = "Rice is rice."
MODELS = {"object": "list", "data": [{"id": "scripted", "object": "model"}]}


@dataclass
class Doorkeeper:
    """Lets every key in while `open`; refuses each one when not."""

    open: bool = True
    address: str = ""
    sent: list[str] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        key = request.headers.get("Authorization", "")
        self.sent.append(key)
        if not self.open:
            said = {"error": {"message": f"{key} is not valid: {key}", "param": key}}
            return web.json_response(said, status=401, headers={"X-Refused": key})
        if request.method == "GET":
            return web.json_response(MODELS)
        asked = await request.json()
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for index in range(asked.get("n", 1)):
            choice = {"index": index, "finish_reason": "stop", "delta": {"content": SAID}, "text": SAID}
            await response.write(b"data: " + json.dumps({"choices": [choice]}).encode() + b"\n\n")
        await response.write(b"data: [DONE]\n\n")
        return response


@asynccontextmanager
async def doorkeeper() -> AsyncGenerator[Doorkeeper]:
    """Run one on loopback."""
    made = Doorkeeper()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", made.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        made.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield made
    finally:
        await runner.cleanup()
