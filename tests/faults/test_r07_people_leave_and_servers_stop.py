"""R7: whoever leaves in mid-stream leaves nothing behind, and a server that is told to stop says so."""

import asyncio
import signal
import time
from pathlib import Path

import aiohttp
import pytest

from tests import running
from tests.faults.client import FORM, Told, chat, form, session_of
from tests.patience import until

pytestmark = pytest.mark.fault

LEAVERS = 60
CONNECTIONS_CLOSED_WITHIN = 5.0


def established(port):
    """Count connections to `port` that are open, from this machine's own table."""
    wanted = f":{port:04X}"
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(row[2].endswith(wanted) and row[3] == "01" for row in rows)


async def leave_after_the_first_word(site, person, text):
    url = f"{site.address}/a/{person['attack']}/message/"
    async with (
        session_of(person) as http,
        http.post(url, data=form(key="k", text=text), headers=FORM) as response,
    ):
        await response.content.readany()


def test_r7_people_who_leave_in_mid_stream_leave_no_connection_and_no_file_behind(own_environment):
    async def leave(site, people):
        texts = ["go on", "please [hang]"]  # tokens flow, or the endpoint says nothing more
        await asyncio.gather(
            *(leave_after_the_first_word(site, p, texts[n % 2]) for n, p in enumerate(people)),
            return_exceptions=True,
        )

    with (
        running.scripted_endpoint(rate=5, tokens=200) as origin,
        running.site(own_environment, origin) as site,
    ):
        people = site.seed(LEAVERS)["people"]
        site.start()
        asyncio.run(leave(site, people[:2]))  # what a first request opens stays open: count after it
        time.sleep(1)
        before = running.open_files(site.process)
        asyncio.run(leave(site, people[2:]))
        deadline = time.monotonic() + CONNECTIONS_CLOSED_WITHIN
        port = int(origin.rpartition(":")[2])
        while (
            established(port) or running.open_files(site.process) > before
        ) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert established(port) == 0
        assert running.open_files(site.process) <= before
        assert site.healthy()


def test_r7_told_to_stop_the_server_finishes_its_streams_and_exits(own_environment):
    told = Told()

    async def stop_in_the_middle(site, people):
        chats = [asyncio.create_task(chat(site.address, person, told, turns=1)) for person in people]
        await until(lambda: len(told.saved) == len(people))
        code = await asyncio.to_thread(site.stop)
        await asyncio.gather(*chats)
        return code

    with (
        running.scripted_endpoint(rate=30, tokens=30) as origin,
        running.site(own_environment, origin) as site,
    ):
        people = site.seed(8)["people"]
        site.start()
        code = asyncio.run(stop_in_the_middle(site, people))
    assert code == -signal.SIGTERM  # the server ends by the signal it was sent, once it is done
    assert set(told.done) == set(told.saved)
    assert len(told.done) == 8


def test_a_page_is_answered_while_replies_stream(own_environment):
    async def look(site, people, lead):
        told = Told()
        chats = [asyncio.create_task(chat(site.address, person, told, turns=1)) for person in people]
        await until(lambda: len(told.saved) == len(people))
        async with aiohttp.ClientSession() as http, http.get(f"{site.address}/healthz") as response:
            status = response.status
        await asyncio.gather(*chats)
        return status

    with (
        running.scripted_endpoint(rate=30, tokens=30) as origin,
        running.site(own_environment, origin) as site,
    ):
        seeded = site.seed(4)
        site.start()
        status = asyncio.run(look(site, seeded["people"], seeded["lead"]))
        site.stop()
    assert status == 200
