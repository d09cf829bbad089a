"""R11: twenty bad endpoints and more. Each gives a plain sentence in time, and nothing is left behind."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from gadfly.science.dialogue import Message, Role
from gadfly.science.targets import (
    AbsentError,
    Account,
    BrokenError,
    Ending,
    NonsenseError,
    Piece,
    RefusedError,
    TargetError,
    UnreachableError,
)
from gadfly.science.targets.breaker import Breaker
from gadfly.science.targets.endpoint import Endpoint
from gadfly.science.targets.forms import Form
from gadfly.science.targets.key import Key
from gadfly.shared.outbound import Bounds, Origins, Outbound
from tests.faults.bad_certificates import tls_server
from tests.faults.bad_endpoints import BEHAVIOURS, Hostile, hostile_server
from tests.patience import PATIENCE

pytestmark = pytest.mark.fault

QUESTION = (Message(Role.HUMAN, "How long do I boil an egg?"),)
BOUNDS = Bounds(connect=PATIENCE, read=PATIENCE, total=PATIENCE, body=2**20)
"""For those who answer, however busy the machine is."""
HASTY = Bounds(connect=1.0, read=0.6, total=1.5, body=2**20)
"""For those who keep us waiting."""
KEEP_WAITING = {"no_answer", "hang_after_headers", "hang_in_mid_stream", "one_byte_at_a_time"}
IN_TIME = 30.0
"""Seconds: three hasty tries take five; the rest is for a machine that is busy."""
FIRST = "Boil the "
GOOD_REPLY = (["Boil the water."], [0], None)
GOOD = {"good", "failing_once", "half_a_stream_then_good"}


class Row(NamedTuple):
    """What a behaviour must lead to."""

    name: str
    error: type[TargetError]
    says: str
    kept: str = ""
    requests: int = 1


TABLE = (
    Row("no_answer", UnreachableError, "The model did not answer in time"),
    Row("hang_after_headers", BrokenError, "The model stopped in the middle"),
    Row("hang_in_mid_stream", BrokenError, "The model stopped in the middle", FIRST),
    Row("one_byte_at_a_time", BrokenError, "The model stopped in the middle"),
    Row("wrong_key", RefusedError, "The endpoint does not accept the key"),
    Row("busy_for_seconds", RefusedError, "The model is busy; try again in a minute", requests=3),
    Row("busy_until_a_date", RefusedError, "The model is busy; try again in a minute", requests=3),
    Row("busy_for_ever", RefusedError, "The model is busy; try again another day"),
    Row("server_error", RefusedError, "The model's server failed", requests=3),
    Row("web_page", NonsenseError, "The endpoint answered with a web page"),
    Row("broken_json", NonsenseError, "The endpoint answered with something that is not", FIRST),
    Row("character_cut_at_the_end", BrokenError, "The reply was cut off", FIRST),
    Row("character_cut_in_a_line", NonsenseError, "The endpoint sent bytes that are not text", FIRST),
    Row("half_a_stream", BrokenError, "The reply was cut off", FIRST),
    Row("half_a_line", BrokenError, "The reply was cut off", FIRST),
    Row("nuls", NonsenseError, "The endpoint answered with something that is not", FIRST),
    Row("empty_reply", NonsenseError, "The endpoint sent an empty reply"),
    Row("hundred_megabytes", NonsenseError, "The endpoint sent far more than a reply", FIRST),
    Row("hundred_megabytes_announced", NonsenseError, "The endpoint sent far more than a reply"),
    Row("gzip_bomb", NonsenseError, "The endpoint sent a compressed reply"),
    Row("ten_thousand_headers", NonsenseError, "The endpoint's answer is not proper HTTP"),
    Row("redirect", NonsenseError, "The endpoint points to another address"),
    Row("shorter_than_announced", BrokenError, "The connection broke in the middle", FIRST),
    Row("longer_than_announced", BrokenError, "The reply was cut off", FIRST),
    Row("reset_before_the_answer", UnreachableError, "The endpoint hung up", requests=3),
    Row("reset_in_mid_stream", BrokenError, "The connection broke in the middle", FIRST),
    Row("error_in_the_stream", BrokenError, "The model's server reported a fault", FIRST),
    Row("not_http", NonsenseError, "The endpoint's answer is not proper HTTP"),
)


@pytest.fixture
async def hostile() -> AsyncGenerator[Hostile]:
    async with hostile_server() as server:
        yield server


@pytest.fixture
async def http(hostile: Hostile) -> AsyncGenerator[Outbound]:
    origins = Origins.of(private=[hostile.base("any"), hostile.base("any", scheme="https")])
    async with Outbound(origins, bounds=BOUNDS) as outbound:
        yield outbound


def outbound_for(row: Row, base: str) -> Outbound:
    bounds = HASTY if row.name in KEEP_WAITING else BOUNDS
    return Outbound(Origins.of(private=[base]), bounds=bounds)


class Sleeper:
    """A sleep that remembers, and does not."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)


class Heard(NamedTuple):
    """The words of each candidate, which of them are whole, the error at the end, and what it took."""

    texts: list[str]
    whole: list[int]
    error: TargetError | None
    account: Account


async def heard(endpoint: Endpoint, n: int = 1) -> Heard:
    texts, whole, error, account = [""] * n, [], None, Account()
    try:
        async with aclosing(endpoint.stream(QUESTION, n=n, seed=1)) as batches:
            async for batch in batches:
                for said in batch:
                    if isinstance(said, Piece):
                        texts[said.index] += said.text
                    elif isinstance(said, Ending):
                        whole.append(said.index)
                    else:
                        account += said
    except TargetError as broke:
        error = broke
    return Heard(texts, whole, error, account)


def files_open() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_every_bad_behaviour_has_its_row():
    assert {row.name for row in TABLE} | GOOD == set(BEHAVIOURS)


@pytest.mark.parametrize(("form", "n"), [(Form.CHAT, 1), (Form.CHAT, 2), (Form.RAW, 1)])
@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
async def test_r11_a_bad_endpoint_gives_a_plain_sentence_in_time(
    row: Row, form: Form, n: int, hostile: Hostile
):
    base, sleeper, tasks = hostile.base(row.name), Sleeper(), asyncio.all_tasks()
    async with outbound_for(row, base) as http, asyncio.timeout(IN_TIME):
        endpoint = Endpoint(http=http, base=base, model="m", form=form, key=Key("sk-canary"), sleep=sleeper)
        texts, whole, error, account = await heard(endpoint, n)
        assert await hostile.quiet()
        assert asyncio.all_tasks() == tasks

    assert type(error) is row.error
    assert str(error).startswith(row.says)
    assert re.fullmatch(r"[A-Z][^.\n]{20,110}\.", str(error)), "one plain sentence"
    assert not re.search(r"127|localhost|http:|Error|sk-canary", str(error)), "nothing that tells the arm"
    assert "sk-canary" not in error.detail
    assert (texts, whole) == ([row.kept, *[""] * (n - 1)], []), "what came is kept, and said to be cut"
    assert hostile.requests == {row.name: row.requests}, "two more tries at most, none once words were shown"
    assert len(sleeper.slept) == row.requests - 1
    assert (account.requests, account.samples) == (row.requests, 1 if row.kept else 0)


async def test_r11_nothing_listens(unused_tcp_port: int):
    base = f"http://127.0.0.1:{unused_tcp_port}/v1"
    async with Outbound(Origins.of(private=[base]), bounds=BOUNDS) as http:
        sleeper = Sleeper()
        texts, _, error, _ = await heard(Endpoint(http=http, base=base, model="m", sleep=sleeper))
    assert (texts, type(error), sleeper.slept) == ([""], AbsentError, [1.0, 6.0])
    assert str(error) == "Nothing answers at the endpoint; check that it runs, or try again in a minute."


async def test_r11_tls_is_spoken_to_a_server_that_has_none(hostile: Hostile, http: Outbound):
    sleeper = Sleeper()
    base = hostile.base("good", scheme="https")
    texts, _, error, _ = await heard(Endpoint(http=http, base=base, model="m", sleep=sleeper))
    assert (texts, type(error), sleeper.slept) == ([""], UnreachableError, [])
    assert str(error) == "No secure connection to the endpoint could be made; check whether it speaks https."
    assert await hostile.quiet()


@pytest.mark.parametrize("days", [10, -1], ids=["nobody vouches for it", "out of date"])
async def test_r11_a_certificate_that_is_not_valid(days: int, tmp_path: Path):
    async with (
        tls_server(tmp_path, days=days) as base,
        Outbound(Origins.of(private=[base]), bounds=BOUNDS) as http,
    ):
        sleeper = Sleeper()
        texts, _, error, _ = await heard(Endpoint(http=http, base=base, model="m", sleep=sleeper))
    assert (texts, type(error), sleeper.slept) == ([""], UnreachableError, [])
    assert str(error) == "The endpoint's certificate is not valid; whoever runs it has to renew it."


@pytest.mark.parametrize("silent", [True, False], ids=["silent", "hanging up"])
async def test_r11_a_handshake_that_does_not_end(silent: bool):  # noqa: FBT001 -- a case
    left: list[bytes] = []
    all_left = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hello = await reader.read(2**16)
        if silent:
            await reader.read()
        writer.close()
        left.append(hello)
        if len(left) == 3:
            all_left.set()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    base = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    bounds = replace(HASTY, connect=0.2)
    async with server, Outbound(Origins.of(private=[base]), bounds=bounds) as http, asyncio.timeout(IN_TIME):
        texts, _, error, _ = await heard(Endpoint(http=http, base=base, model="m", sleep=Sleeper()))
        await all_left.wait()
    assert (texts, type(error), len(left)) == ([""], UnreachableError, 3)
    assert str(error) == "Nothing answers at the endpoint; check that it runs, or try again in a minute."


@pytest.mark.parametrize(
    ("name", "slept"),
    [
        ("busy_for_seconds", [3.0, 3.0]),
        ("busy_until_a_date", [5.0, 5.0]),
        ("busy_for_ever", []),
        ("server_error", [0.25, 1.0]),
        ("wrong_key", []),
    ],
)
async def test_r11_retry_after_is_honoured_within_reason(
    name: str, slept: list[float], hostile: Hostile, http: Outbound
):
    sleeper = Sleeper()
    await heard(Endpoint(http=http, base=hostile.base(name), model="m", sleep=sleeper))
    assert sleeper.slept == slept


async def test_r11_a_fault_that_passes_is_not_noticed(hostile: Hostile, http: Outbound):
    endpoint = Endpoint(http=http, base=hostile.base("failing_once"), model="m", sleep=Sleeper())
    assert (await heard(endpoint))[:3] == GOOD_REPLY
    assert hostile.requests == {"failing_once": 2}


async def test_r11_the_breaker_opens_after_five_failures_and_lets_one_trial_through(
    hostile: Hostile, http: Outbound
):
    now = [0.0]
    breaker = Breaker(clock=lambda: now[0])
    bad = Endpoint(http=http, base=hostile.base("server_error"), model="m", breaker=breaker, sleep=Sleeper())
    good = Endpoint(http=http, base=hostile.base("good"), model="m", breaker=breaker, sleep=Sleeper())

    await heard(bad)
    await heard(bad)
    assert hostile.requests == {"server_error": 5}
    error = (await heard(good)).error
    assert str(error).startswith("The model has failed several times in a row")
    assert hostile.requests == {"server_error": 5}

    now[0] = 31.0
    await heard(bad)  # the trial fails: one request, and the rest begins again
    error = (await heard(good)).error
    assert type(error) is UnreachableError
    assert hostile.requests == {"server_error": 6}

    now[0] = 62.0
    assert (await heard(good))[:3] == GOOD_REPLY
    assert (await heard(good))[:3] == GOOD_REPLY


@pytest.mark.parametrize(
    ("name", "opens"),
    [
        ("server_error", True),
        ("web_page", True),
        ("empty_reply", True),
        ("half_a_stream", True),
        ("reset_in_mid_stream", True),
        ("busy_for_ever", True),
        ("redirect", True),
        ("wrong_key", False),
    ],
)
async def test_r11_whatever_fails_five_times_is_left_alone_unless_only_the_key_is_wrong(
    name: str,
    opens: bool,  # noqa: FBT001 -- a case
    hostile: Hostile,
    http: Outbound,
):
    breaker = Breaker(clock=lambda: 0.0)
    endpoint = Endpoint(http=http, base=hostile.base(name), model="m", breaker=breaker, sleep=Sleeper())
    for _ in range(7):
        await heard(endpoint)
    assert hostile.requests == {name: 5 if opens else 7}
    assert breaker.is_open == opens


@pytest.mark.parametrize(("n", "connections"), [(1, 1), (2, 1), (3, 3)])
async def test_r11_whoever_leaves_closes_the_connections(
    n: int, connections: int, hostile: Hostile, http: Outbound
):
    tasks = asyncio.all_tasks()
    base = hostile.base("hang_in_mid_stream")
    endpoint = Endpoint(http=http, base=base, model="m", n_in_one=connections == 1)
    async with aclosing(endpoint.stream(QUESTION, n=n, seed=1)) as batches:
        first = await anext(batches)
        assert hostile.open == connections
    assert {type(said) for said in first} == {Piece}
    assert await hostile.quiet()
    assert asyncio.all_tasks() == tasks


async def test_r11_one_broken_candidate_does_not_cut_the_other(hostile: Hostile, http: Outbound):
    endpoint = Endpoint(
        http=http, base=hostile.base("half_a_stream_then_good"), model="m", n_in_one=False, sleep=Sleeper()
    )
    texts, whole, error, _ = await heard(endpoint, 2)
    assert type(error) is BrokenError
    assert sorted(texts) == [FIRST, "Boil the water."]
    assert whole == [texts.index("Boil the water.")]


async def test_r11_the_whole_table_at_once_leaves_no_task_and_no_file(hostile: Hostile):
    before = files_open(), asyncio.all_tasks()
    async with (
        outbound_for(TABLE[0], hostile.base("any")) as hasty,
        outbound_for(TABLE[-1], hostile.base("any")) as patient,
    ):
        clients = [hasty if row.name in KEEP_WAITING else patient for row in TABLE]
        endpoints = [
            Endpoint(http=http, base=hostile.base(row.name), model="m", sleep=Sleeper())
            for http, row in zip(clients, TABLE, strict=True)
        ]
        async with asyncio.timeout(2 * IN_TIME):
            heard_of = await asyncio.gather(*(heard(endpoint, 2) for endpoint in endpoints))
    assert [type(one.error) for one in heard_of] == [row.error for row in TABLE]
    assert await hostile.quiet()
    await asyncio.sleep(0)
    assert (files_open(), asyncio.all_tasks()) == before
