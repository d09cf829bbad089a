"""All benchmarks, one table, one file: what the README's figures come from.

    python -m benchmarks [--quick]

A benchmark that breaks is said to have broken, and the others still run. Ends with 1 if one broke
or a goal was missed.
"""

import argparse
import json
import sys
from importlib import import_module

from benchmarks import verdict
from benchmarks.verdict import Goal

BENCHMARKS = (
    "startup", "scoring", "rescoring", "datasets", "exchange", "writes", "pages", "endpoint", "interventions",
    "blinding", "chat", "coverage", "atlas", "painting", "agreement", "reviewing", "selection", "network",
    "insights",
)  # fmt: skip
"""Modules with a function `measured` that prints and keeps its figures and returns its goals."""


def goals_of(name: str, *, quick: bool) -> list[Goal]:
    """Run one benchmark. One that breaks is a goal that was not met."""
    print(f"== {name}", flush=True)
    try:
        goals: list[Goal] = import_module(f"benchmarks.{name}").measured(quick=quick)
    except Exception as error:  # noqa: BLE001 -- whatever it was, the others still run
        print(f"{name} broke: {type(error).__name__}: {error}")
        _say_last_words(error)
        return [Goal(f"{name}: runs", None, 0, "")]
    return goals


def _say_last_words(error: Exception) -> None:
    """Print the end of what a program said that broke, if we kept it."""
    said = getattr(error, "stderr", None)
    if isinstance(said, bytes):
        print(said.decode(errors="replace")[-2_000:])


def main() -> int:
    """Run all, print the goals, write results/all.json."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="shorter and once: a look, not a figure")
    quick: bool = parser.parse_args().quick
    verdict.warn_if_busy()
    goals = [goal for name in BENCHMARKS for goal in goals_of(name, quick=quick)]
    print(verdict.goals_table(goals))
    kept = {name: verdict.RESULTS / f"{name}.json" for name in BENCHMARKS}
    figures = {name: json.loads(file.read_text("utf-8")) for name, file in kept.items() if file.exists()}
    verdict.write("all", goals, figures)
    return 0 if all(goal.met for goal in goals) else 1


if __name__ == "__main__":
    sys.exit(main())
