"""Blinding: how well timings and bytes tell a slow arm from a fast one, and what hiding it costs.

    python -m benchmarks.blinding [--quick]

A site with two arms that say the same things; the slow one takes three to five times as long, or
only its first word does. Red teamers, 20 at once, send two messages each, from the first moment of
the campaign on. A client notes when each chunk of a stream came and how large it was, and the size
of the page after it; classifiers try to tell the arms by that. The figure is the mean AUC over
blocks of 400 turns, with the 95 % interval of that mean; 0.5 is chance. Once more where words come
as they are written, to see that these eyes do see. "Added" is how much longer a turn took to
appear than its arm took to write it.
"""

import argparse
import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import mean, median, quantiles, stdev

import aiohttp
import numpy as np
from scipy.stats import t as student

from benchmarks import verdict
from benchmarks.installation import Guest, Seeded, seed, served
from benchmarks.telling import CLASSIFIERS, told_apart
from benchmarks.verdict import Goal
from gadfly.science.targets.scripted import Scripted
from gadfly.science.targets.scripted_server import serving

FAST = Scripted(delay=0.03, rate=400)
SLOWER = {"slow": Scripted(delay=0.12, rate=100), "slow to the first word": Scripted(delay=0.25, rate=400)}
AT_ONCE, TURNS, BLOCK = 20, 2, 400
WITHIN = 0.05
Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a client saw of a turn: by attack, in seconds and bytes."""

    attack: str
    number: int
    took: float
    features: list[float]


async def attacked(http: aiohttp.ClientSession, address: str, site: Seeded, guest: Guest) -> list[Seen]:
    """Send a person's messages, pick after each, and return what could be seen."""
    seen = []
    form = {"csrfmiddlewaretoken": site.csrf}
    headers = {"Cookie": guest.cookies, "Referer": address, "Accept": "text/event-stream"}
    attack = f"{address}/a/{guest.attack}/"
    for number in range(1, TURNS + 1):
        sent, chunks = time.perf_counter(), []
        message = form | {"key": f"k{number}", "text": "Is rice fine?"}
        async with http.post(f"{attack}message/", data=message, headers=headers) as answer:
            answer.raise_for_status()
            headed = time.perf_counter() - sent
            async for chunk in answer.content.iter_any():
                chunks.append((time.perf_counter() - sent, float(len(chunk))))  # noqa: PERF401 -- as it comes
        async with http.get(attack, headers=headers) as page:
            size = float(len(await page.read()))
        pick = form | {"turn": f"{number}", "attempt": "1", "pick": "A3"}
        async with http.post(f"{attack}pick/", data=pick, headers=headers, allow_redirects=False) as picked:
            picked.raise_for_status()
        features = [float(number), headed, *timed_and_counted(chunks), size]
        seen.append(Seen(guest.attack, number, chunks[-1][0], features))
    return seen


def timed_and_counted(chunks: Sequence[tuple[float, float]]) -> list[float]:
    """Return when and how large the chunks were, and how far apart."""
    times, sizes = [at for at, _ in chunks], [size for _, size in chunks]
    gaps = [after - before for before, after in pairwise(times)] or [0.0]
    second = times[min(1, len(times) - 1)]
    return [times[0], second, times[-1], times[-1] - second, max(gaps), min(gaps), median(gaps), len(chunks),
            sizes[0], sizes[-1], sum(sizes), max(sizes)]  # fmt: skip


async def all_seen(address: str, site: Seeded) -> list[Seen]:
    """Let everybody attack, so many at once; return what all saw, in the order in which they began."""
    places = asyncio.Semaphore(AT_ONCE)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as http:

        async def one(guest: Guest) -> list[Seen]:
            async with places:
                return await attacked(http, address, site, guest)

        return [turn for seen in await asyncio.gather(*map(one, site.red_teamers)) for turn in seen]


def truth(site: Seeded) -> dict[tuple[str, int], tuple[int, float]]:
    """Return the arm of each turn, 0 or 1, and how many seconds it took, as the site recorded them."""
    ask = """SELECT attack.key, turn.number, attack.arm_id, MAX(candidate.latency_ms)
             FROM attacks_candidate candidate JOIN attacks_turn turn ON turn.id = candidate.turn_id
             JOIN attacks_attack attack ON attack.id = turn.attack_id GROUP BY turn.id"""
    with sqlite3.connect(site.data / "gadfly.sqlite3") as database:
        rows = database.execute(ask).fetchall()
    first = min(arm for _, _, arm, _ in rows)
    return {(key, number): (int(arm != first), ms / 1000) for key, number, arm, ms in rows}


async def run(folder: Path, slower: Scripted, turns: int, *, together: bool) -> list[tuple[Seen, int, float]]:
    """Run one campaign; return each turn as it was seen, with its arm and how long the arm took."""
    async with AsyncExitStack() as stack:
        bases = [await stack.enter_async_context(serving(arm)) for arm in (FAST, slower)]
        fast, slow = (int(base.rpartition(":")[2].removesuffix("/v1")) for base in bases)
        more = ["--second", str(slow), *(["--together"] if together else [])]
        site = seed(folder, fast, people=turns // TURNS, attacks=0, more=more)
        with served(site, slow) as program:
            seen = await all_seen(f"http://127.0.0.1:{program.port}", site)
    known = truth(site)
    return [(turn, *known[turn.attack, turn.number]) for turn in seen]


def areas(told: Sequence[tuple[Seen, int, float]]) -> dict[str, float]:
    """Return how well each classifier tells the arms of these turns."""
    features = np.array([turn.features for turn, _, _ in told])
    arms = np.array([float(arm) for _, arm, _ in told])
    return told_apart(features, arms, np.array([turn.attack for turn, _, _ in told]))


def figures_of(told: Sequence[tuple[Seen, int, float]]) -> Figures:
    """Return the mean AUC of each classifier over blocks with half its interval, and the added waits."""
    blocks = [areas(told[at : at + BLOCK]) for at in range(0, len(told), BLOCK)]
    wide = student.ppf(0.975, len(blocks) - 1) / len(blocks) ** 0.5 if len(blocks) > 1 else float("nan")
    found: Figures = {"turns": len(told)}
    for name in CLASSIFIERS:
        values = [block[name] for block in blocks]
        found |= {name: mean(values), f"± {name}": wide * stdev(values) if len(values) > 1 else wide}
    for arm, called in enumerate(("fast", "slower")):
        added = [1000 * (turn.took - took) for turn, of, took in told if of == arm]
        found |= {f"{called} added p50": median(added), f"{called} added p95": quantiles(added, n=20)[-1]}
        found[f"{called} took p50"] = median(1000 * took for _, of, took in told if of == arm)
    return found


def goals(figures: dict[str, Figures]) -> list[Goal]:
    """Return what was asked, with what was reached."""
    found = []
    for name, reached in figures.items():
        values = [reached[classifier] for classifier in CLASSIFIERS]
        if name.endswith("as written"):
            found.append(Goal(f"{name}: 1 - AUC", 1 - max(values), 0.1, ""))
        else:
            found.append(Goal(f"{name}: AUC off 0.5", max(abs(value - 0.5) for value in values), WITHIN, ""))
    return found


def measured(*, quick: bool = False) -> list[Goal]:
    """Run the benchmark, print and keep its figures, return its goals."""
    turns, figures = BLOCK if quick else 5 * BLOCK, {}
    with tempfile.TemporaryDirectory() as folder:
        for name, slower in SLOWER.items():
            told = asyncio.run(run(Path(folder) / name, slower, turns, together=True))
            figures[name] = figures_of(told)
            told = asyncio.run(run(Path(folder) / f"{name}, written", slower, BLOCK // 4, together=False))
            figures[f"{name}, as written"] = figures_of(told)
    head = list(next(iter(figures.values())))
    rows = [[name, *(verdict.number(found[column]) for column in head)] for name, found in figures.items()]
    print(verdict.table(["AUC; ms", *head], rows), end="\n\n")
    reached = goals(figures)
    verdict.write("blinding", reached, figures)
    return reached


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one block instead of five")
    verdict.warn_if_busy()
    print(verdict.goals_table(measured(**vars(parser.parse_args()))))
