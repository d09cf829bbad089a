"""Scoring on a Ray cluster: two nodes of one core each against one, and against this process alone.

    python -m benchmarks.cluster [--quick] [--json]

Needs the extra `ray`, so it is not among those that `make bench` runs. The same attacks are scored by the
same batch function; each way is a process of its own, by turns, and the best of each counts. A cluster's
first attacks are not counted: nodes load the model with them. A model that reads (SmolLM2, 20 layers,
made-up weights) is what a cluster is for; beside it the light one, which keeps whoever hands out work as
busy as a node.
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
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks import kitchen, verdict
from benchmarks.model import weights
from benchmarks.nodes import nodes
from benchmarks.verdict import Goal
from gadfly.cli.cluster import engine_called
from gadfly.science.datasets import AttackRecord
from gadfly.science.dialogue import Candidate, Dialogue, Turn
from gadfly.science.engine import HERE, Engine
from gadfly.science.preference import PreferenceModel, Reference
from gadfly.science.preference.embedded_kind import LAYERS, EmbeddedModel
from gadfly.science.preference.score import BATCH, scored
from gadfly.science.preference.states import states
from gadfly.science.preference.store import shipped

ROOT = Path(__file__).parents[1]
FASTER = 1.7
"""How many times as fast two nodes must be as one."""
WAYS = {"this process": 0, "one node": 1, "two nodes": 2}
ATTACKS = {"light": 20_000, "embedded": 4 * BATCH}
ROUNDS = 2


class Given(NamedTuple):
    """What is scored by what."""

    model: PreferenceModel
    attacks: list[AttackRecord]


def given(kind: str, count: int) -> Given:
    """Return a model and attacks: of three turns for the light kind, of a short one for the other."""
    if kind == "light":
        return Given(shipped(), list(kitchen.attacks(count, everything=False)))
    source = states(weights(), LAYERS)
    spread = np.random.default_rng(0).normal(size=source.dimensions)
    return Given(
        EmbeddedModel(
            scorer="reader@0",
            weights=spread,
            middle=np.zeros_like(spread),
            centre=0.0,
            reference=Reference(2, ""),
            penalty=1.0,
            sha256=source.sha256,
            layers=LAYERS,
            embedder=source,
        ),
        [
            AttackRecord(
                Dialogue((Turn(f"Soup {at}?", (Candidate(f"Soon. Give it {at} minutes."),), continued=0),))
            )
            for at in range(count)
        ],
    )


def seconds_of(engine: Engine, what: Given) -> float:
    """Return how long scoring takes, once everybody has the model."""
    deque(scored(what.model, what.attacks[: 2 * BATCH], engine), maxlen=0)
    before = time.perf_counter()
    deque(scored(what.model, what.attacks, engine), maxlen=0)
    return time.perf_counter() - before


def job(kind: str, way: int, count: int) -> None:
    """Score on so many nodes and print the seconds."""
    os.environ["GADFLY_DATA_DIR"] = str(weights().parents[1])  # where nodes look for what reads
    if not way:
        print(seconds_of(HERE, given(kind, count)))
        return
    with nodes(way), engine_called("ray") as engine:
        print(seconds_of(engine, given(kind, count)))


def apart(kind: str, way: int, count: int) -> float:
    """Return the seconds of one way, from a process of its own."""
    command = (sys.executable, "-m", "benchmarks.cluster", "--job", kind, str(way), str(count))
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=600)
    return float(done.stdout.split()[-1])


def measured(*, quick: bool = False) -> list[Goal]:
    """Run the benchmark, print and keep its figures, return its goals."""
    counts = {"light": 2_000, "embedded": 2 * BATCH} if quick else ATTACKS
    best = {kind: _best(kind, count, 1 if quick else ROUNDS) for kind, count in counts.items()}
    faster = {kind: found["one node"] / found["two nodes"] for kind, found in best.items()}
    each = {
        kind: {way: counts[kind] / seconds for way, seconds in found.items()} for kind, found in best.items()
    }
    rows = [[way, *(verdict.number(each[kind][way]) for kind in counts)] for way in WAYS]
    print(verdict.table(("attacks a second", *counts), rows), end="\n\n")
    goal = "ray: time of two nodes to that of one, a model that reads"
    reached = [Goal(goal, 1 / faster["embedded"], 1 / FASTER, "×")]
    verdict.write("cluster", reached, {"attacks a second": each, "two nodes to one": faster})
    return reached


def _best(kind: str, count: int, rounds: int) -> dict[str, float]:
    runs = [{name: apart(kind, way, count) for name, way in WAYS.items()} for _ in range(rounds)]
    return {name: min(run[name] for run in runs) for name in WAYS}


def main() -> None:
    """Print the figures as a table, or as JSON alone."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer attacks: a look, not a figure")
    parser.add_argument("--json", action="store_true", help="print JSON in place of tables")
    parser.add_argument("--job", nargs=3, metavar=("KIND", "NODES", "ATTACKS"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.job:
        kind, way, count = args.job
        job(kind, int(way), int(count))
        return
    with contextlib.redirect_stdout(io.StringIO()) if args.json else contextlib.nullcontext():
        goals = measured(quick=args.quick)
    kept = verdict.RESULTS / "cluster.json"
    print(json.dumps(json.loads(kept.read_text("utf-8"))) if args.json else verdict.goals_table(goals))


if __name__ == "__main__":
    main()
