"""R15, its quiet half: two hundred streams cost no thread and no database connection each."""

import asyncio
import os
from pathlib import Path

import aiohttp
import pytest

from tests import running
from tests.faults.client import FORM, events, form, session_of
from tests.patience import PATIENCE

pytestmark = pytest.mark.fault

STREAMS = 200
THREADS, FILES = 12, 4


async def begun(http, site, person, streaming):
    """Send a message, wait for the first words, and go on reading until the end."""
    url, told = f"{site.address}/a/{person['attack']}/message/", set()
    async with http.post(url, data=form(key="k", text="Is rice fine?"), headers=FORM) as response:
        async for name, _ in events(response):
            told.add(name)
            if told == {"saved", "tokens"}:
                streaming.release()
    return told


async def all_at_once(site, people):
    """Have every stream running; return threads and open database files, and how the streams ended."""
    streaming, sessions = asyncio.Semaphore(0), [session_of(person) for person in people]
    async with aiohttp.ClientSession() as pages:
        chats = [
            asyncio.create_task(begun(http, site, person, streaming))
            for http, person in zip(sessions, people, strict=True)
        ]
        async with asyncio.timeout(PATIENCE):
            for _ in people:
                await streaming.acquire()
        for _ in range(10):  # pages meanwhile, found and not found
            async with pages.get(f"{site.address}/healthz"), pages.get(f"{site.address}/nothing/"):
                pass
        threads, files = counted(site.process.pid)
        ends = await asyncio.gather(*chats)
    await asyncio.gather(*(http.close() for http in sessions))
    return threads, files, ends


def counted(process):
    threads = [(task / "comm").read_text().strip() for task in Path(f"/proc/{process}/task").iterdir()]
    links = [link.readlink() for link in Path(f"/proc/{process}/fd").iterdir()]
    return threads, [link for link in links if link.name == "gadfly.sqlite3"]


def test_r15_two_hundred_streams_take_few_threads_and_few_database_files(tmp_path):
    plain = {name: value for name, value in os.environ.items() if not name.startswith("GADFLY_")}
    with (
        running.scripted_endpoint(rate=6, tokens=45) as origin,
        running.site(plain | {"GADFLY_DATA_DIR": str(tmp_path)}, origin) as site,
    ):
        people = site.seed(STREAMS)["people"]
        site.start()
        threads, files, ends = asyncio.run(all_at_once(site, people))
        site.stop()
    assert len(threads) <= THREADS, threads
    assert 1 <= len(files) <= FILES
    assert ends == [{"saved", "tokens", "done"}] * STREAMS
