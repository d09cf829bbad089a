"""Writes: 50 clients pick and rate at once, on SQLite with synchronous=FULL and a full archive.

    python -m benchmarks.writes [--quick]

wrk posts picks and ratings in turn, each client as soon as its last answer is there. Every pick
is of another attack; the run is short enough that none comes round again. "Flat" compares a
single client who writes for a person with 10,000 attacks with one who writes for people with a
handful. Beside it the limit: bare ASGI with one INSERT and one commit each.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from benchmarks import verdict
from benchmarks.addresses import pick_line, rate_line, unpick_line
from benchmarks.installation import Guest, Seeded, seed, served
from benchmarks.processes import Program, free_port, running
from benchmarks.verdict import Goal
from benchmarks.wrk import Posts, wrk

ARCHIVE, ONE, PEOPLE = 50_000, 10_000, 10_000
CLIENTS = 50
SECONDS = 5
ALONE_SECONDS = 2
NO_ENDPOINT = 9
"""Writes ask no endpoint; the port of discard stands for it."""


def picks(site: Seeded, guests: Sequence[Guest]) -> list[str]:
    """Return a pick for each person."""
    return [pick_line(site, guest) for guest in guests]


def ratings(site: Seeded, guests: Sequence[Guest]) -> list[str]:
    """Return a rating of an own ended attack for each person."""
    return [rate_line(site, guest, guest.ended[0]) for guest in guests]


def mixed(site: Seeded, guests: Sequence[Guest]) -> list[str]:
    """Return a pick and a rating for each person."""
    pairs = zip(picks(site, guests), ratings(site, guests), strict=True)
    return [line for pair in pairs for line in pair]


def to_and_fro(site: Seeded, guest: Guest) -> list[str]:
    """Return the same pick made and taken back."""
    return [pick_line(site, guest), unpick_line(site, guest)]


@contextmanager
def bare(folder: Path) -> Iterator[Program]:
    """Run the limit until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.bare_asgi", str(folder / "bare.sqlite3"), str(port)]
    with running(command, port) as program:
        yield program


def together(folder: Path, site: Seeded, seconds: int) -> dict[str, Posts]:
    """Have 50 clients write at once: picks and ratings in turn, each alone, and against the limit."""
    share = len(site.red_teamers) * 2 // 5
    some, others = site.red_teamers[1:share], site.red_teamers[share:]
    lists = {
        "picks and ratings": mixed(site, some),
        "picks": picks(site, others),
        "ratings": ratings(site, others),
    }
    with served(site) as program:
        wrk(program, ratings(site, others), folder, clients=4, seconds=1)
        found = {
            name: wrk(program, lines, folder, clients=CLIENTS, seconds=seconds)
            for name, lines in lists.items()
        }
    with bare(folder) as program:
        found["bare ASGI"] = wrk(program, mixed(site, some), folder, clients=CLIENTS, seconds=seconds)
    return found


def alone(folder: Path, site: Seeded, rounds: int) -> dict[str, Posts]:
    """Have one client write for a person with a long history and for others, by turns; keep the best."""
    long, other = site.red_teamers[0], site.red_teamers[1]
    lists = {
        "ratings, few items": ratings(site, site.red_teamers[1:]),
        "ratings, 10,000 items": [rate_line(site, long, key) for key in long.ended],
        "picks, few items": to_and_fro(site, other),
        "picks, 10,000 items": to_and_fro(site, long),
    }
    found: dict[str, list[Posts]] = {name: [] for name in lists}
    with served(site) as program:
        for _ in range(rounds):
            for name, lines in lists.items():
                found[name].append(wrk(program, lines, folder, clients=1, seconds=ALONE_SECONDS))
    return {name: min(runs, key=lambda run: run.p50) for name, runs in found.items()}


def goals(posts: Mapping[str, Posts]) -> list[Goal]:
    """Return what was asked, with what was reached."""
    both = posts["picks and ratings"]
    flat = [
        Goal(
            f"writes: {what}, p50 at 10,000 items to few",
            posts[f"{what}, 10,000 items"].p50 / posts[f"{what}, few items"].p50,
            1.2,
            "×",
        )
        for what in ("ratings", "picks")
    ]
    return [
        Goal("writes: failures", sum(run.failed for run in posts.values()), 0, ""),
        Goal("writes: p95 of 50 clients", both.p95, 100, "ms"),
        Goal("writes: CPU each", both.cpu, 3, "ms"),
        *flat,
    ]


def posts_table(posts: Mapping[str, Posts]) -> str:
    """Return the runs, a line each."""
    names = ("count", "failed", "rounds", "each s", "p50 ms", "p95 ms", "p99 ms", "CPU ms")
    rows = [
        [what]
        + [
            verdict.number(value)
            for value in (
                run.count,
                run.failed,
                run.rounds,
                run.count / run.seconds,
                run.p50,
                run.p95,
                run.p99,
                run.cpu,
            )
        ]
        for what, run in posts.items()
    ]
    return verdict.table(("writes", *names), rows)


def measured(*, quick: bool = False) -> list[Goal]:
    """Run the benchmark, print and keep its figures, return its goals."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        site = seed(folder / "seeded", NO_ENDPOINT, people=PEOPLE, attacks=ARCHIVE, one=ONE, answered=True)
        posts = together(folder, site, SECONDS // 2 if quick else SECONDS)
        posts |= alone(folder, site, 1 if quick else 3)
    print(posts_table(posts), end="\n\n")
    verdict.write("writes", reached := goals(posts), {what: asdict(run) for what, run in posts.items()})
    return reached


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="shorter runs")
    verdict.warn_if_busy()
    print(verdict.goals_table(measured(**vars(parser.parse_args()))))
