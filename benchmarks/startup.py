"""Start: how long `gadfly --help` takes, and how long a demo that has run before takes to be up.

    python -m benchmarks.startup [--quick]

The demo runs with the language model if its weights are in GADFLY_BENCH_WEIGHTS, a models/
directory, else scripted. It is up when /healthz answers.
"""

import argparse
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks import verdict
from benchmarks.installation import GADFLY
from benchmarks.processes import free_port, running
from benchmarks.verdict import Goal

WEIGHTS = "GADFLY_BENCH_WEIGHTS"


def seconds_of_help() -> float:
    """Return the seconds `gadfly --help` takes."""
    before = time.monotonic()
    subprocess.run([GADFLY, "--help"], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - before


def seconds_of_demo(data: Path, *, scripted: bool) -> float:
    """Return the seconds until the demo answers; end it then."""
    port = free_port()
    command = [GADFLY, "--data-dir", str(data), "demo", "--port", str(port), *["--scripted"] * scripted]
    before = time.monotonic()
    with running(command, port):
        return time.monotonic() - before


def measured(*, quick: bool = False) -> list[Goal]:
    """Run the benchmark, print and keep its figures, return its goals."""
    rounds = 1 if quick else 3
    weights = os.environ.get(WEIGHTS)
    kind = "demo" if weights else "scripted demo"
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data"
        if weights:
            shutil.copytree(weights, data / "models")
        first = seconds_of_demo(data, scripted=not weights)
        again = median(seconds_of_demo(data, scripted=not weights) for _ in range(rounds))
    seconds_of_help()
    helped = median(seconds_of_help() for _ in range(3 * rounds))
    figures = {f"{kind}, first start": first, f"{kind}, second start": again, "gadfly --help": helped}
    print(
        verdict.table(("start", "s"), [[what, verdict.number(at)] for what, at in figures.items()]),
        end="\n\n",
    )
    reached = [
        Goal("gadfly --help", helped, 0.25, "s"),
        Goal(f"{kind}, second start", again, 5, "s"),
    ]
    verdict.write("startup", reached, figures)
    return reached


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="once instead of three times")
    verdict.warn_if_busy()
    print(verdict.goals_table(measured(**vars(parser.parse_args()))))
