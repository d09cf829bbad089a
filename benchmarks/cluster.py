"""Scoring on a Ray cluster: two nodes of one core each against one, and against this process alone.

    python -m benchmarks.cluster [--quick] [--json]

Needs the extra `ray`, so it is not among those that `make bench` runs. The same attacks are scored by the
same batch function; each way is a process of its own, by turns, and the best of each counts. A cluster's
first attacks are not counted: nodes load the model with them.
"""

import argparse
import contextlib
import io
import json
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

from benchmarks import kitchen, verdict
from benchmarks.nodes import nodes
from benchmarks.verdict import Goal
from gadfly.cli.cluster import engine_called
from gadfly.science.engine import HERE, Engine
from gadfly.science.preference.score import scored
from gadfly.science.preference.store import shipped

ROOT = Path(__file__).parents[1]
ATTACKS, ROUNDS = 40_000, 3
FASTER = 1.7
"""How many times as fast two nodes must be as one."""
WAYS = {"this process": 0, "one node": 1, "two nodes": 2}


def seconds_of(engine: Engine, count: int) -> float:
    """Return how long scoring takes, once everybody has the model."""
    model, attacks = shipped(), list(kitchen.attacks(count, everything=False))
    deque(scored(model, attacks[: count // 4], engine), maxlen=0)
    before = time.perf_counter()
    deque(scored(model, attacks, engine), maxlen=0)
    return time.perf_counter() - before


def job(way: int, count: int) -> None:
    """Score on so many nodes and print the seconds."""
    if not way:
        print(seconds_of(HERE, count))
        return
    with nodes(way), engine_called("ray") as engine:
        print(seconds_of(engine, count))


def apart(way: int, count: int) -> float:
    """Return the seconds of one way, from a process of its own."""
    command = (sys.executable, "-m", "benchmarks.cluster", "--job", str(way), str(count))
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=600)
    return float(done.stdout.split()[-1])


def measured(*, quick: bool = False) -> list[Goal]:
    """Run the benchmark, print and keep its figures, return its goals."""
    count, rounds = (ATTACKS // 10, 1) if quick else (ATTACKS, ROUNDS)
    runs = [{name: apart(way, count) for name, way in WAYS.items()} for _ in range(rounds)]
    best = {name: min(run[name] for run in runs) for name in WAYS}
    faster = best["one node"] / best["two nodes"]
    figures = {
        "attacks": count,
        "attacks a second": {name: count / seconds for name, seconds in best.items()},
        "two nodes to one": faster,
    }
    rows = [[name, verdict.number(count / seconds)] for name, seconds in best.items()]
    print(verdict.table(("scoring by light-2", "attacks a second"), rows), end="\n\n")
    reached = [Goal("ray: time of two nodes to that of one", 1 / faster, 1 / FASTER, "×")]
    verdict.write("cluster", reached, figures)
    return reached


def main() -> None:
    """Print the figures as a table, or as JSON alone."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer attacks: a look, not a figure")
    parser.add_argument("--json", action="store_true", help="print JSON in place of tables")
    parser.add_argument("--job", nargs=2, type=int, metavar=("NODES", "ATTACKS"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.job:
        job(*args.job)
        return
    with contextlib.redirect_stdout(io.StringIO()) if args.json else contextlib.nullcontext():
        goals = measured(quick=args.quick)
    kept = verdict.RESULTS / "cluster.json"
    print(json.dumps(json.loads(kept.read_text("utf-8"))) if args.json else verdict.goals_table(goals))


if __name__ == "__main__":
    main()
