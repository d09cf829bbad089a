"""The endpoint client: requests a second on one core, beside a bare aiohttp loop in the same run.

    python -m benchmarks.endpoint [--quick]

A stub in a process of its own, compiled, answers after 50 ms with a stream of one word; 200 ask it
again and again. The bare loop posts and reads, and looks at nothing; the client checks the address,
counts, times, parses, and would try again. Both run in one thread, on the loop the site runs on.

What was found on the way, in CPU. Of the client's 245 µs a request aiohttp takes 160 to 180; an
object of JSON out and three in take 45, the generators and the account 25. Saved were 40 µs, as an
address was parsed and judged anew for each request, and a timer waited for the end of a body that
had come; and another 40, as aiohttp's tracing told new connections from kept ones (see
`gadfly.shared.outbound.connector`). A faster JSON parser would save 10, which is not worth a dependency.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from statistics import median

import aiohttp
import uvloop

from benchmarks import loadtools, verdict
from benchmarks.verdict import Goal
from gadfly.science.dialogue import Message, Role
from gadfly.science.targets.endpoint import Endpoint
from gadfly.shared.outbound import Origins, Outbound

CONNECTIONS = 200
LATENCY_MS = 50
LIFE = 120
QUESTION = (Message(Role.HUMAN, "How long do I boil an egg that comes straight from the fridge?"),)
Ask = Callable[[], Awaitable[None]]
Row = dict[str, float]


@asynccontextmanager
async def bare(base: str) -> AsyncGenerator[Ask]:
    """Enter with a request as aiohttp alone makes it: the same body, and the answer unread."""
    async with (
        Outbound(Origins.of(private=[base])) as http,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session,
    ):
        body = Endpoint(http=http, base=base, model="stub").body(QUESTION, n=1, seed=1)

        async def ask() -> None:
            headers = {"Content-Type": "application/json"}
            async with session.post(f"{base}/chat/completions", data=body, headers=headers) as answer:
                await answer.read()

        yield ask


@asynccontextmanager
async def client(base: str) -> AsyncGenerator[Ask]:
    """Enter with a request as the site makes it."""
    async with Outbound(Origins.of(private=[base])) as http:
        endpoint = Endpoint(http=http, base=base, model="stub")

        async def ask() -> None:
            async with aclosing(endpoint.stream(QUESTION, n=1, seed=1)) as batches:
                async for _ in batches:
                    pass

        yield ask


WAYS = {"bare aiohttp": bare, "endpoint client": client}


async def asked(way: str, base: str, seconds: float) -> Row:
    """Ask from all connections at once for so long; return the requests a second, and what each took."""
    count = 0
    async with WAYS[way](base) as ask:
        await asyncio.gather(*(ask() for _ in range(CONNECTIONS)))  # connections are made before the clock

        async def keep_asking() -> None:
            nonlocal count
            while time.perf_counter() < until:
                await ask()
                count += 1

        began, spent = time.perf_counter(), time.process_time()
        until = began + seconds
        await asyncio.gather(*(keep_asking() for _ in range(CONNECTIONS)))
        took, cpu = time.perf_counter() - began, time.process_time() - spent
    return {"requests/s": count / took, "CPU each, µs": 1e6 * cpu / count}


def compared(base: str, *, rounds: int, seconds: float) -> dict[str, Row]:
    """Return the medians of both ways, taken in turns, so that both meet the same neighbours."""
    seen: dict[str, list[Row]] = {way: [] for way in WAYS}
    for _ in range(rounds):
        for way, rows in seen.items():
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                rows.append(runner.run(asked(way, base, seconds)))
    return {way: {name: median(row[name] for row in rows) for name in rows[0]} for way, rows in seen.items()}


def goals(figures: dict[str, Row]) -> list[Goal]:
    """Return what was asked for and what was reached."""
    own, limit = figures["endpoint client"]["requests/s"], figures["bare aiohttp"]["requests/s"]
    return [
        Goal("endpoint client: 1,000 requests", 1000 / own, 1, "s"),
        Goal("endpoint client: bare aiohttp's pace to it", limit / own, 1 / 0.6, "×"),
    ]


def measured(*, quick: bool = False) -> list[Goal]:
    """Run the benchmark, print and keep its figures, return its goals."""
    with tempfile.TemporaryDirectory() as name:
        tools = Path(name)
        loadtools.build(tools)
        with loadtools.endpoint(tools, LIFE, first_ms=LATENCY_MS, tokens=1) as port:
            base = f"http://127.0.0.1:{port}/v1"
            figures = compared(base, rounds=1 if quick else 5, seconds=2 if quick else 4)
    rows = [[way, *map(verdict.number, row.values())] for way, row in figures.items()]
    print(verdict.table(("200 connections, 50 ms", *figures["bare aiohttp"]), rows), end="\n\n")
    verdict.write("endpoint", reached := goals(figures), figures)
    return reached


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="once and shorter: a look, not a figure")
    verdict.warn_if_busy()
    print(verdict.goals_table(measured(**vars(parser.parse_args()))))
