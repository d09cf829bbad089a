"""R39: a key is put in through the page, used, refused and quoted; then it is looked for everywhere."""

import asyncio
import base64
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import aiohttp
import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from gadfly.shared.sealed import FILE
from tests import running
from tests.faults.client import FORM, Told, chat, form, session_of
from tests.faults.doorkeeper import doorkeeper
from tests.patience import PATIENCE

pytestmark = pytest.mark.fault

CANARY = "sk-canary-7f3a9b2c5d8e1f4a6b0c"
SPELLINGS = tuple(
    spelling
    for part in (CANARY, CANARY[3:-3])
    for spelling in (
        part,
        part[::-1],
        part.encode().hex(),
        quote(part, safe="").replace("-", "%2D"),
        base64.b64encode(part.encode()).decode().rstrip("=")[:-2],
    )
)
SPOIL = """
import django; django.setup()
from gadfly.campaigns.models import Endpoint
Endpoint.objects.update(found={"models": [[]], "problems": 5}, checked_at="2026-05-14T12:00:00Z")
"""
"""Makes the next page of an endpoint break, so that the site's log gets a traceback."""


@dataclass
class Logged(running.Site):
    """A site that writes its log into a file."""

    log: Path = Path()

    def start(self):
        with self.log.open("ab") as log:
            command = (sys.executable, "-m", "gadfly", "serve", "--port", str(self.port))
            self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        running.wait_for(self.port, self.process)

    async def said(self, *words):
        """Return what a program says with the site's environment, well or not."""
        done = await asyncio.to_thread(
            subprocess.run,
            (sys.executable, *words),
            env=self.environment,
            check=False,
            capture_output=True,
            timeout=PATIENCE,
        )
        return done.stdout + done.stderr


def found_in(*texts: bytes | str) -> list[str]:
    """Return which spellings of the key stand in one of the texts, in any case."""
    whole = [text if isinstance(text, str) else text.decode("latin-1") for text in texts]
    return [each for each in SPELLINGS if any(each.lower() in text.lower() for text in whole)]


def dump(site, folder):
    """Return all that the database holds, as a backup would."""
    if url := site.environment.get("GADFLY_DATABASE_URL"):
        with psycopg.connect(url) as connection:
            tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            rows = [SQL("SELECT t::text FROM {} t").format(Identifier(name)) for (name,) in tables.fetchall()]
            return "\n".join(str(connection.execute(query).fetchall()) for query in rows)
    with closing(sqlite3.connect(folder / "gadfly.sqlite3", timeout=PATIENCE)) as connection:
        return "\n".join(connection.iterdump())


async def crawl(http, site):
    """Return every page and file that links lead to from the first page."""
    seen, waiting = {}, ["/"]
    while waiting:
        path = waiting.pop()
        async with http.get(site.address + path, headers={"Accept": "text/html"}) as answer:
            seen[path] = await answer.read()
        links = re.findall(rb'href="(/[^"#]*)', seen[path])
        waiting += sorted({link.decode() for link in links} - {*seen, *waiting})
    return seen


async def signed_in(site, office):
    """Return a session of a new person with that office."""
    said = await site.said("-m", "gadfly", "member", f"{office}@example.org", "--office", office)
    path = said.decode().strip().rpartition("8000")[2]
    jar = aiohttp.CookieJar(unsafe=True)  # cookies of an address in place of a name
    http = aiohttp.ClientSession(cookie_jar=jar)
    async with http.get(site.address + path) as answer:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', await answer.text())[1]
    async with http.post(site.address + path, data={"csrfmiddlewaretoken": token}) as answer:
        assert answer.status == 200
    return http


async def test_r39_a_key_stands_nowhere_in_clear(own_environment, tmp_path):
    async with doorkeeper() as keeper:
        given = {"GADFLY_PRIVATE_ORIGINS": keeper.address, "GADFLY_TEST_ENDPOINT": f"{keeper.address}/v1"}
        environment = {**os.environ, **own_environment, **given, "GADFLY_MASTER_KEY": ""}
        site = Logged(environment, log=tmp_path / "site.log")
        people = await asyncio.to_thread(site.seed, 1)
        await asyncio.to_thread(site.start)
        try:
            texts = await _used_and_looked_for(site, keeper, people)
        finally:
            site.kill()
        files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
        told = dump(site, tmp_path)
        assert "message" in told  # a search that finds nothing at all would prove nothing
        assert "Traceback" in site.log.read_text()
        assert found_in(told, *files, *texts) == []
        assert (tmp_path / FILE).read_text().strip() not in told
        assert b"message" in b"".join(texts)


async def _used_and_looked_for(site, keeper, people):
    """Put the key in, use it, break it; return all that anybody was told meanwhile."""
    [bo] = people["people"]
    texts = []
    async with session_of(people["lead"]) as ada:
        pages = await crawl(ada, site)
        endpoint = next(path for path in pages if re.fullmatch(r"/endpoints/[\w-]{22}/", path))

        async def post(act, **fields):
            async with ada.post(
                f"{site.address}{endpoint}{act}", data=form(**fields), headers=FORM
            ) as answer:
                texts.append(str(answer.headers).encode() + await answer.read())

        await post("key/", secret=CANARY)
        await post("check/")
        told = Told()
        await chat(site.address, bo, told, turns=1)
        assert len(told.done) == 1
        assert set(keeper.sent) == {f"Bearer {CANARY}"}
        texts.append(await site.said("-m", "gadfly", "keys", "rotate"))
        keeper.open = False
        await post("check/")
        async with ada.get(f"{site.address}{endpoint}") as answer:
            assert "does not accept the key" in await answer.text()
        await _again(site, bo, texts)
        assert set(keeper.sent) == {f"Bearer {CANARY}"}  # the rotation went unnoticed
        await post("key/", secret=f"{CANARY}ö")
        await post("edit/", base_url="nowhere")
        for http in (ada, *[await signed_in(site, office) for office in ("member", "manager", "steward")]):
            texts += (await crawl(http, site)).values()
            await http.close()
    async with session_of(bo) as http, aiohttp.ClientSession() as stranger:
        texts += (await crawl(http, site)).values()
        texts += (await crawl(stranger, site)).values()
    slug = re.search(
        rb"kitchen-advice-\w{4}", await site.said("-m", "gadfly", "export", "?", "-o", "x.jsonl")
    )
    for words in (("doctor", "--json"), ("endpoint", "list"), ("endpoint", "check", "scripted", "--json")):
        texts.append(await site.said("-m", "gadfly", *words))
    out = site.log.with_name("export.jsonl")
    texts.append(await site.said("-m", "gadfly", "export", slug[0].decode(), "-o", str(out)))
    await site.said("-c", SPOIL)
    async with session_of(people["lead"]) as ada, ada.get(f"{site.address}{endpoint}") as answer:
        assert answer.status == 500
        texts.append(await answer.read())
    return texts


async def _again(site, person, texts):
    """Say one thing more to an endpoint that refuses, and hear what is said of it."""
    body = form(key="again", text="message again")
    async with session_of(person) as http:
        address = f"{site.address}/a/{person['attack']}/message/"
        async with http.post(address, data=body, headers=FORM) as answer:
            texts.append(await answer.read())
