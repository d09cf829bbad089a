"""People who chat with a running site over raw sockets, and remember what they were told."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp

from tests.patience import PATIENCE

TIMEOUT = aiohttp.ClientTimeout(total=PATIENCE)


@dataclass
class Told:
    """What the site acknowledged: messages by key, and turns whose replies were called done."""

    saved: dict[str, str] = field(default_factory=dict)
    done: dict[str, dict[str, str]] = field(default_factory=dict)


def session_of(person: dict[str, Any]) -> aiohttp.ClientSession:
    cookies = person["cookies"]
    header = "; ".join(f"{name}={value}" for name, value in cookies.items())
    token = next(value for name, value in cookies.items() if "csrf" in name)
    headers = {"Cookie": header, "X-CSRFToken": token, "Accept": "text/event-stream"}
    return aiohttp.ClientSession(headers=headers, timeout=TIMEOUT, cookie_jar=aiohttp.DummyCookieJar())


def form(**fields: object) -> bytes:
    return urlencode(fields).encode()


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def events(response: aiohttp.ClientResponse) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """Yield name and data of each event as it comes."""
    name = ""
    async for raw in response.content:
        line = raw.decode().rstrip("\n")
        if line.startswith("event: "):
            name = line[7:]
        elif line.startswith("data: "):
            yield name, json.loads(line[6:])


async def chat(address: str, person: dict[str, Any], told: Told, *, turns: int = 1000) -> None:
    """Send, read, pick and send again, until the site goes away or `turns` are done."""
    base = f"{address}/a/{person['attack']}"
    async with session_of(person) as http:
        for number in range(1, turns + 1):
            key = f"{person['attack']}-{number}"
            try:
                if not await _turn(http, base, key, told):
                    return
                pick = form(turn=number, attempt=1, pick="A2")
                async with http.post(f"{base}/pick/", data=pick, headers=FORM, allow_redirects=False):
                    pass
            except (aiohttp.ClientError, asyncio.IncompleteReadError, OSError):
                return


async def _turn(http: aiohttp.ClientSession, base: str, key: str, told: Told) -> bool:
    text = f"message {key}"
    words: dict[str, str] = {}
    body = form(key=key, text=text)
    async with http.post(f"{base}/message/", data=body, headers=FORM) as response:
        if response.status != 200:
            return False
        async for name, data in events(response):
            if name == "saved":
                told.saved[key] = text
            elif name == "tokens":
                for side, more in data.items():
                    words[side] = words.get(side, "") + more
            elif name == "done":
                told.done[key] = words
    return key in told.done
