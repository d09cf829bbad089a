"""While an endpoint that never answers is checked, pages are answered, and it is checked only once."""

import asyncio
import re

import aiohttp
import pytest

from tests import running
from tests.faults.client import FORM, session_of
from tests.patience import PATIENCE, until

pytestmark = pytest.mark.fault


class Silent:
    """Listens, and says nothing."""

    def __init__(self):
        self.connections = 0

    async def hear(self, reader, writer):
        self.connections += 1
        try:
            while await reader.read(2**16):
                pass
        finally:
            self.connections -= 1
            writer.close()


async def test_pages_are_answered_while_checks_wait_and_whoever_leaves_ends_theirs(own_environment):
    silent = Silent()
    server = await asyncio.start_server(silent.hear, "127.0.0.1", 0)
    origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    with running.site(own_environment, origin) as site:
        people = await asyncio.to_thread(site.seed, 1)
        await asyncio.to_thread(site.start)
        async with session_of(people["lead"]) as ada:
            async with ada.get(f"{site.address}/endpoints/", headers={"Accept": "text/html"}) as answer:
                path = re.search(r"/endpoints/[\w-]{22}/", await answer.text())[0]
            await _checked_meanwhile(ada, silent, f"{site.address}{path}")
    server.close()


async def _checked_meanwhile(ada: aiohttp.ClientSession, silent: Silent, address: str):
    async def check():
        async with ada.post(f"{address}check/", data=b"", headers=FORM) as answer:
            return answer.status

    waiting = asyncio.create_task(check())
    await until(lambda: silent.connections == 1)
    for _ in range(3):  # more than there are threads for pages
        async with ada.get(address, headers={"Accept": "text/html"}) as answer:
            assert (answer.status, waiting.done()) == (200, False)
    assert await asyncio.wait_for(check(), PATIENCE) == 409
    waiting.cancel()
    await until(lambda: silent.connections == 0)
