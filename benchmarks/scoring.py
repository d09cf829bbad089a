"""The light kind: scoring one attack and many, loading, fitting, memory, and a million turns as a stream.

    python -m benchmarks.scoring [--quick] [--json]

An attack is five turns of some 200 characters about bread. Shipped weights. Loading, fitting and streams
have processes of their own, held to one core; a stream is what `gadfly pm score` does with a file, and its
memory is compared with that of a tenth of it.
"""

import argparse
import contextlib
import io
import json
import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from random import Random
from statistics import median

import numpy as np

from benchmarks import verdict
from benchmarks.datasets import most_memory
from benchmarks.verdict import Goal
from gadfly.science.datasets import AttackRecord
from gadfly.science.dialogue import Candidate, Dialogue, Message, Role, Turn
from gadfly.science.preference import PreferenceModel
from gadfly.science.preference.kinds import fit_unmeasured
from gadfly.science.preference.pairs import Pair
from gadfly.science.preference.score import scored
from gadfly.science.preference.store import shipped

ROOT = Path(__file__).parents[1]
TURNS = 5
MANY = 1_000_000
"""Turns of a stream."""
PAIRS = 1_500
WORDS = 2_000
"""Different words of the pairs: as many are known to the shipped model."""
ASKED = (
    "How long should loaf {loaf} of batch {batch} stay in the oven so that its crust is dark and not burnt?"
)
SAID = (
    "That depends on the oven and on how wet the dough of loaf {loaf} is. Start hot and turn it down "
    "after a quarter of an hour. A lid keeps the steam in. Let batch {batch} cool before you cut it."
)


def attack(batch: int) -> tuple[Message, ...]:
    """Return an attack of five turns, its words a little different for each number."""
    return tuple(
        Message(role, words.format(loaf=loaf, batch=batch))
        for loaf in range(TURNS)
        for role, words in ((Role.HUMAN, ASKED), (Role.ASSISTANT, SAID))
    )


def milliseconds_of_one(model: PreferenceModel, rounds: int) -> float:
    """Return the median milliseconds of scoring one attack by itself."""
    times = []
    for number in range(rounds):
        said = attack(number)
        before = time.perf_counter()
        model.score(said)
        times.append(1000 * (time.perf_counter() - before))
    return median(times)


def attacks_a_second(model: PreferenceModel, count: int) -> float:
    """Return how many attacks a second are scored in one batch."""
    said = [attack(number) for number in range(count)]
    before = time.perf_counter()
    model.score_many(said)
    return count / (time.perf_counter() - before)


def stream(turns: int) -> Iterator[AttackRecord]:
    """Yield attacks with so many turns in all, a thousand different ones over and over."""
    some = [_record(attack(number)) for number in range(1_000)]
    for number in range(turns // TURNS):
        yield some[number % len(some)]


def _record(said: tuple[Message, ...]) -> AttackRecord:
    turns = zip(said[::2], said[1::2], strict=True)
    return AttackRecord(
        Dialogue(tuple(Turn(human.text, (Candidate(reply.text),), continued=0) for human, reply in turns))
    )


def pairs() -> list[Pair]:
    """Return pairs of replies as long as people's, of made-up words; chance preferred."""
    rng = Random(1)
    words = ["".join(rng.choices("abdeiklmnorstu", k=rng.randrange(3, 9))) for _ in range(WORDS)]

    def said(length: int) -> str:
        return " ".join(rng.choices(words, k=length)).capitalize() + "."

    return [
        Pair((Message(Role.HUMAN, said(20)),), said(rng.randrange(5, 80)), said(rng.randrange(5, 80)))
        for _ in range(PAIRS)
    ]


def job(act: str, turns: int) -> None:
    """Do one thing on one core; print its seconds and the most megabytes it took."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    os.environ["RAYON_NUM_THREADS"] = "1"
    given = pairs() if act == "fit" else None
    before = time.perf_counter()
    if given is not None:
        fit_unmeasured(given, rng=np.random.default_rng(0), name="measured")
    else:
        model = shipped()
        if act == "stream":
            model.score(attack(0))
            before = time.perf_counter()
            deque(scored(model, stream(turns)), maxlen=0)
    print(json.dumps({"seconds": time.perf_counter() - before, "MB": most_memory()}))


def apart(act: str, turns: int = 0) -> dict[str, float]:
    """Return what a job took in a process of its own."""
    command = (sys.executable, "-m", "benchmarks.scoring", "--job", act, str(turns))
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def of_the_kind(*, quick: bool) -> dict[str, float]:
    """Return what loading, fitting and streams of turns take, each on one core."""
    many = MANY // 50 if quick else MANY
    loads, fitting = [apart("load") for _ in range(3)], apart("fit")
    some, all_of_them = apart("stream", many // 10), apart("stream", many)
    return {
        "load the model in a fresh process, s": min(load["seconds"] for load in loads),
        f"fit on {PAIRS:,} pairs, s": fitting["seconds"],
        "most memory of fitting, MB": fitting["MB"],
        "turns in the stream": many,
        "turns a second on one core": many / all_of_them["seconds"],
        "most memory of the stream, MB": all_of_them["MB"],
        "most memory of a tenth of it, MB": some["MB"],
    }


def measured(*, quick: bool = False) -> list[Goal]:
    """Run the benchmark, print and keep its figures, return its goals."""
    before = time.perf_counter()
    model = shipped()
    loaded = time.perf_counter() - before
    model.score(attack(0))
    figures = {
        "load the model, s": loaded,
        "one attack, ms": milliseconds_of_one(model, 50 if quick else 1_000),
        "attacks a second in a batch": attacks_a_second(model, 500 if quick else 10_000),
        **of_the_kind(quick=quick),
    }
    rows = [[what, verdict.number(figure)] for what, figure in figures.items()]
    print(verdict.table((f"scoring by {model.scorer}", "measured"), rows), end="\n\n")
    memory = figures["most memory of the stream, MB"]
    reached = [
        Goal("score one attack of five turns", figures["one attack, ms"], 1, "ms"),
        Goal("light: a turn on one core", 1e6 / figures["turns a second on one core"], 100, "µs"),
        Goal(f"light: fit on {PAIRS:,} pairs", figures[f"fit on {PAIRS:,} pairs, s"], 30, "s"),
        Goal("light: load", figures["load the model in a fresh process, s"], 0.3, "s"),
        Goal("light: memory", max(memory, figures["most memory of fitting, MB"]), 300, "MB"),
        Goal(
            f"light: memory of {figures['turns in the stream']:,.0f} turns to a tenth of them",
            memory / figures["most memory of a tenth of it, MB"],
            1.05,
            "×",
        ),
    ]
    verdict.write("scoring", reached, figures)
    return reached


def main() -> None:
    """Print the figures as a table, or as JSON alone."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer attacks: a look, not a figure")
    parser.add_argument("--json", action="store_true", help="print JSON in place of tables")
    parser.add_argument("--job", nargs=2, metavar=("ACT", "TURNS"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.job:
        job(args.job[0], int(args.job[1]))
        return
    with contextlib.redirect_stdout(io.StringIO()) if args.json else contextlib.nullcontext():
        goals = measured(quick=args.quick)
    kept = verdict.RESULTS / "scoring.json"
    print(json.dumps(json.loads(kept.read_text("utf-8"))) if args.json else verdict.goals_table(goals))


if __name__ == "__main__":
    main()
