"""R6: on a full disk writes are refused in a sentence, reads go on, and all is well once there is room."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing, suppress

import aiohttp
import pytest

from gadfly.site.middleware import FULL
from tests import running
from tests.faults.client import FORM, Told, chat, events, form, session_of
from tests.house.tree import ROOT
from tests.patience import PATIENCE

pytestmark = pytest.mark.fault

LONG = "rice " * 3_000
"""A message that needs pages of its own."""


class Disk:
    """A data directory on a file system of six megabytes."""

    def __init__(self, folder):
        self.folder, self._filler = folder, folder / "filler"
        self.environment = {}

    def fill(self):
        with suppress(OSError), self._filler.open("wb", buffering=0) as filler:
            while True:
                filler.write(b"x" * 4096)

    def make_room(self):
        self._filler.unlink()


class Pages(Disk):
    """A database that may not grow, for whoever may not mount."""

    def __init__(self, folder):
        super().__init__(folder)
        self.environment = {"DJANGO_SETTINGS_MODULE": "tests.faults.narrow", "PYTHONPATH": str(ROOT)}

    def fill(self):
        """Do nothing: each connection found it full as it opened, but for what fits into pages begun."""

    def make_room(self):
        """Another program, which may let the file grow, leaves free pages in it."""
        with closing(sqlite3.connect(self.folder / "gadfly.sqlite3", timeout=PATIENCE)) as connection:
            connection.execute("CREATE TABLE padding (bytes BLOB)")
            connection.execute("INSERT INTO padding VALUES (zeroblob(2000000))")
            connection.commit()
            connection.execute("DROP TABLE padding")
            connection.commit()


@pytest.fixture
def disk(request, tmp_path):
    if request.param == "pages":
        yield Pages(tmp_path)
        return
    mount = ("mount", "-t", "tmpfs", "-o", "size=6m", "gadfly-tests", str(tmp_path))
    if (
        os.geteuid() != 0
        or subprocess.run(mount, check=False, capture_output=True, timeout=PATIENCE).returncode != 0
    ):
        pytest.skip("Only root may mount a small file system; the same is tested by pages.")
    yield Disk(tmp_path)
    subprocess.run(("umount", "--lazy", str(tmp_path)), check=True, timeout=PATIENCE)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A data directory with two people signed in, and the endpoint that answers them."""
    folder = tmp_path_factory.mktemp("prepared")
    plain = {name: value for name, value in os.environ.items() if name != "GADFLY_DATABASE_URL"}
    with running.scripted_endpoint(rate=20, tokens=60) as origin:
        with running.site(plain | {"GADFLY_DATA_DIR": str(folder)}, origin) as made:
            people = made.seed(2)["people"]
        yield folder, made.environment, people


@pytest.fixture
def site(disk, prepared):
    """A site on the disk, not yet started."""
    folder, environment, people = prepared
    shutil.copytree(folder, disk.folder, dirs_exist_ok=True)
    moved = {**environment, "GADFLY_DATA_DIR": str(disk.folder), **disk.environment}
    with running.site(moved, environment["GADFLY_PRIVATE_ORIGINS"]) as made:
        yield made, people


def rows(disk, question):
    with closing(sqlite3.connect(disk.folder / "gadfly.sqlite3")) as connection:
        return connection.execute(question).fetchall()


async def send(http, base, key):
    async with http.post(f"{base}/message/", data=form(key=key, text=LONG), headers=FORM) as response:
        return response.status, response.headers.get("Retry-After"), await response.json()


async def look(http, url):
    async with http.get(url, headers={"Accept": "text/html"}) as response:
        return response.status, "Your message" in await response.text()


@pytest.mark.parametrize("disk", ["file system", "pages"], indirect=True)
def test_r6_a_full_disk_refuses_messages_in_a_sentence_and_still_shows_pages(disk, site):
    served, [person, _] = site

    async def before_and_after():
        base = f"{served.address}/a/{person['attack']}"
        async with session_of(person) as http:
            refused = [await send(http, base, f"k{number}") for number in range(3)]
            return refused, await look(http, f"{base}/")

    served.start()
    disk.fill()
    refused, page = asyncio.run(before_and_after())
    assert refused == [(503, "5", {"error": FULL})] * 3
    assert page == (200, True)
    assert rows(disk, "SELECT count(*) FROM attacks_turn") == [(0,)]
    told = Told()
    disk.make_room()
    asyncio.run(chat(served.address, person, told, turns=2))
    assert len(told.done) == 2, "without starting it again"
    served.stop()
    assert rows(disk, "PRAGMA integrity_check") == [("ok",)]
    assert rows(disk, "SELECT DISTINCT state FROM attacks_candidate") == [("complete",)]


@pytest.mark.parametrize("disk", ["file system"], indirect=True)
def test_r6_a_disk_that_fills_while_replies_are_written_leaves_them_marked_as_cut(disk, site):
    served, [_, person] = site

    async def fill_in_the_middle():
        url, told = f"{served.address}/a/{person['attack']}/message/", []
        async with session_of(person) as http:
            with suppress(aiohttp.ClientError):
                async with http.post(url, data=form(key="k", text="Is rice fine?"), headers=FORM) as response:
                    async for name, _data in events(response):
                        told.append(name)
                        if told == ["saved", "tokens"]:
                            disk.fill()
        return told

    served.start()
    told = asyncio.run(fill_in_the_middle())
    assert told[0] == "saved"
    assert "done" not in told, "what is not on disk is never called done"
    served.kill()
    disk.make_room()
    served.start()
    served.stop()
    assert rows(disk, "SELECT human FROM attacks_turn") == [("Is rice fine?",)]
    assert rows(disk, "SELECT DISTINCT state FROM attacks_candidate") == [("interrupted",)]
