"""R2: whatever is acknowledged has reached the disk, and a database that would not sync is refused."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from tests import running
from tests.faults.client import Told, chat
from tests.patience import PATIENCE
from tools import postgres

pytestmark = pytest.mark.fault

CALLS = "read,recvfrom,recvmsg,write,writev,sendto,sendmsg,pwrite64,fsync,fdatasync"
PEOPLE, TURNS = 6, 3
KEY = r"[\w-]{22}-\d"
"""What the clients call a message: their attack and its number, of one digit here."""


def plain(**more):
    """Return the environment without the settings of the tests' own database."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GADFLY_")} | more


@pytest.mark.postgres
def test_r2_postgresql_that_would_lose_what_it_confirmed_is_refused(tmp_path):
    if postgres.binaries() is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(postgres.MISSING)
    hasty = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    with postgres.cluster(hasty) as cluster:
        done = subprocess.run(
            (sys.executable, "-m", "gadfly", "serve", "--port", str(running.free_port())),
            env=plain(GADFLY_DATA_DIR=str(tmp_path), GADFLY_DATABASE_URL=cluster.url()),
            check=False,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
    assert done.returncode == 1
    assert [line for line in done.stderr.splitlines() if "PostgreSQL" in line] == [
        f"gadfly: PostgreSQL runs with {name} off: a crash would lose what was saved. Turn it on."
        for name in ("fsync", "synchronous_commit", "full_page_writes")
    ]


@dataclass
class Trace:
    """What strace saw, in order: messages written and synced, and what each socket was told.

    A later commit may write a page again that holds a message synced before: that does not undo its sync.
    """

    written: set[str] = field(default_factory=set)
    synced: set[str] = field(default_factory=set)
    asked: dict[str, str] = field(default_factory=lambda: defaultdict(str))
    acknowledged: list[str] = field(default_factory=list)
    too_early: list[str] = field(default_factory=list)

    def take(self, call: str, path: str, text: str) -> None:
        """Take in one system call."""
        if path.endswith("-wal"):
            if call in {"fsync", "fdatasync"}:
                self.synced |= self.written
            else:
                self.written |= set(re.findall(rf"message ({KEY})", text))
        elif path.startswith("TCP"):
            if sent := re.search(rf"key=({KEY})&text=", text):
                self.asked[path] = sent[1]
            if "event: saved" in text:
                key = self.asked[path]
                self.acknowledged.append(key)
                if key not in self.synced:
                    self.too_early.append(key)


LINE = re.compile(r"^(?P<pid>\d+) +(?P<call>\w+)\((?P<fd>\d+)<(?P<path>.*?)>(?=[,) ])(?P<rest>.*)$")
RESUMED = re.compile(r"^(?P<pid>\d+) +<\.\.\. (?P<call>\w+) resumed>(?P<rest>.*)$")
BEGINS_TO_COUNT = {"write", "writev", "sendto", "sendmsg", "pwrite64"}
"""Calls that count as soon as they begin; the others once they have ended."""


def read(lines):
    trace, waiting = Trace(), {}
    for line in lines:
        if begun := LINE.match(line):
            call, path, rest = begun["call"], begun["path"], begun["rest"]
            unfinished = rest.endswith("<unfinished ...>")
            if unfinished and call not in BEGINS_TO_COUNT:
                waiting[begun["pid"]] = path
            else:
                trace.take(call, path, rest)
        elif (ended := RESUMED.match(line)) and ended["call"] not in BEGINS_TO_COUNT:
            trace.take(ended["call"], waiting.pop(ended["pid"]), ended["rest"])
    return trace


@contextmanager
def traced(site, log):
    """Serve under strace, which watches from the side so that the process is still ours."""
    strace = ("strace", "-D", "-f", "-yy", "-s", "9000", "-e", f"trace={CALLS}", "-o", str(log))
    command = (*strace, sys.executable, "-m", "gadfly", "serve", "--port", str(site.port))
    site.process = subprocess.Popen(command, env=site.environment)
    running.wait_for(site.port, site.process)
    yield
    site.stop()


def test_r2_a_sync_lies_between_what_a_message_wrote_and_its_acknowledgement(tmp_path):
    if shutil.which("strace") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("strace is not installed.")
    told = Told()

    async def everybody(site, people):
        await asyncio.gather(*(chat(site.address, person, told, turns=TURNS) for person in people))

    log = tmp_path / "trace"
    with (
        running.scripted_endpoint(rate=500, tokens=5) as origin,
        running.site(plain(GADFLY_DATA_DIR=str(tmp_path)), origin) as site,
    ):
        people = site.seed(PEOPLE)["people"]
        with traced(site, log):
            asyncio.run(everybody(site, people))
    trace = read(log.read_text(errors="replace").splitlines())
    assert len(told.saved) == PEOPLE * TURNS
    assert sorted(trace.acknowledged) == sorted(told.saved), "every acknowledgement was seen"
    assert trace.written >= set(told.saved), "every message was seen on its way to the disk"
    assert trace.too_early == []


def test_r2_the_reader_of_traces_sees_an_acknowledgement_that_came_too_early():
    key = "A" * 22 + "-1"
    ask = f'7 read(20<TCP:[127.0.0.1:1->127.0.0.1:2]>, "key={key}&text=message+{key}", 99) = 50'
    say = '7 write(20<TCP:[127.0.0.1:1->127.0.0.1:2]>, "event: saved\\n", 13) = 13'
    write = f'8 pwrite64(9</data/gadfly.sqlite3-wal>, "message {key}", 4096, 24) = 4096'
    sync = ["8 fdatasync(9</data/gadfly.sqlite3-wal> <unfinished ...>", "8 <... fdatasync resumed>) = 0"]
    assert read([ask, write, *sync, say]).too_early == []
    assert read([ask, write, *sync, write, say]).too_early == [], "a page written again was synced before"
    for hasty in ([ask, write, say, *sync], [ask, write, sync[0], say, sync[1]], [ask, say, write, *sync]):
        assert read(hasty).too_early == [key]
