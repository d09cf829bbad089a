"""Import and export: attacks a second to and from files of each kind, memory, files full of errors.

    python -m benchmarks.datasets [--quick] [--json]

An attack has three turns, 850 characters in all. The native form is measured with the same attacks,
and with attacks of which everything is known: two candidates a turn, seeds, sides, scores, times. Each
figure comes from a process of its own. Seconds are the processor's, so that busy neighbours count
little; memory is the most the process ever held.
"""

import argparse
import contextlib
import io
import json
import subprocess
import sys
import tempfile
import time
from collections import deque
from functools import partial
from importlib import import_module
from itertools import repeat
from pathlib import Path
from typing import Any

from benchmarks import kitchen, verdict
from benchmarks.verdict import Goal
from gadfly.science.datasets import Form, check, read, write

ROOT = Path(__file__).parents[1]
RELEASED = (".jsonl", ".jsonl.gz", ".json", ".json.gz")
NATIVE = (".jsonl", ".jsonl.gz", ".parquet")
FULL = "everything known"
KINDS = [
    *((Form.RELEASED, ending, "") for ending in RELEASED),
    *((Form.NATIVE, ending, what) for what in ("", FULL) for ending in NATIVE),
]
Row = dict[str, float]
Figures = dict[str, Row]


def job(act: str, form: Form, path: Path, count: int, what: str) -> None:
    """Do one thing to one file and print the processor's seconds and the megabytes it took."""
    attacks = kitchen.attacks(count, everything=what == FULL)
    acts: dict[str, partial[Any]] = {
        "write": partial(write, path, attacks, form=form),
        "read": partial(deque, read(path), maxlen=0),
        "check": partial(check, path),
    }
    if path.suffix == ".parquet":
        import_module("gadfly.science.datasets.parquet")  # takes longer than a few thousand attacks
    before = time.process_time()
    acts[act]()
    seconds = time.process_time() - before
    print(json.dumps({"seconds": seconds, "MB": most_memory()}))


def most_memory() -> float:
    """Return the most megabytes this process held; the system's other figure counts its parent's too."""
    status = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))


def measure(act: str, form: Form, path: Path, count: int, what: str = "", *, rounds: int = 1) -> Row:
    """Do `job` in processes of its own and return the least it took."""
    command = [sys.executable, "-m", "benchmarks.datasets", "--job", act, form, str(path), str(count), what]
    found = [
        json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
        for _ in range(rounds)
    ]
    return {name: min(each[name] for each in found) for name in ("seconds", "MB")}


def speeds(folder: Path, count: int, rounds: int) -> Figures:
    """Return how many attacks a second go to and come from each kind of file."""
    figures: Figures = {}
    for form, ending, what in KINDS:
        path = folder / f"speed{ending}"
        wrote, got = (measure(act, form, path, count, what, rounds=rounds) for act in ("write", "read"))
        figures[f"{form} {ending} {what}".rstrip()] = {
            "write, 1/s": count / wrote["seconds"],
            "read, 1/s": count / got["seconds"],
            "bytes each": path.stat().st_size / count,
        }
    return figures


def memories(folder: Path, few: int, many: int) -> Figures:
    """Return the megabytes that `few` and `many` attacks take, the largest each form knows."""
    figures: Figures = {}
    for form, ending, what in (kind for kind in KINDS if kind[0] is Form.RELEASED or kind[2]):
        row = figures[f"{form} {ending} {what}".rstrip()] = {}
        for count in (few, many):
            path = folder / f"memory{ending}"
            for act in ("write", "read"):
                row[f"{act} {count:,}, MB"] = measure(act, form, path, count, what)["MB"]
    return figures


def faults(folder: Path, count: int) -> Figures:
    """Return what it takes to check files of `count` lines of which none is an attack."""
    figures: Figures = {}
    for name, line in kitchen.FAULTS.items():
        path = folder / "faults.jsonl"
        with path.open("wb") as file:
            file.writelines(repeat(line + b"\n", count))
        figures[name] = measure("check", Form.RELEASED, path, count)
    return figures


def shown(title: str, figures: Figures) -> None:
    """Print figures as a table."""
    columns = list(next(iter(figures.values())))
    rows = [[name, *(verdict.number(row[column]) for column in columns)] for name, row in figures.items()]
    print(verdict.table((title, *columns), rows), end="\n\n")


def slowest(speed: Figures, form: Form) -> float:
    """Return the microseconds of an attack in the slowest kind of file of a form, written or read."""
    rows = [row for name, row in speed.items() if name.startswith(form) and not name.endswith(FULL)]
    return 1e6 / min(min(row["write, 1/s"], row["read, 1/s"]) for row in rows)


def goals(speed: Figures, memory: Figures, fault: Figures) -> list[Goal]:
    """Return what was asked for and what was reached."""
    json_memory = [list(row.values()) for name, row in memory.items() if ".parquet" not in name]
    growth = max(row[each + 2] / row[each] for row in json_memory for each in (0, 1))
    parquet = max(max(row.values()) for name, row in memory.items() if ".parquet" in name)
    return [
        Goal("a released attack, written or read", slowest(speed, Form.RELEASED), 50, "µs"),
        Goal("a native attack, written or read", slowest(speed, Form.NATIVE), 50, "µs"),
        Goal("memory for JSON, many attacks against few", growth, 1.2, "×"),
        Goal("memory for Parquet", parquet, 400, "MB"),
        Goal("100,000 bad lines: seconds", max(row["seconds"] for row in fault.values()), 30, "s"),
        Goal("100,000 bad lines: memory", max(row["MB"] for row in fault.values()), 200, "MB"),
    ]


def measured(*, quick: bool = False) -> list[Goal]:
    """Run the benchmark, print and keep its figures, return its goals."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        speed = speeds(folder, 20_000 if quick else 100_000, 1 if quick else 2)
        shown("speed", speed)
        memory = memories(folder, 2_000 if quick else 10_000, 10_000 if quick else 200_000)
        shown("memory", memory)
        fault = faults(folder, 10_000 if quick else 100_000)
        shown("bad lines", fault)
    reached = goals(speed, memory, fault)
    verdict.write("datasets", reached, {"speed": speed, "memory": memory, "bad lines": fault})
    return reached


def main() -> None:
    """Print the figures as tables, or as JSON alone."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer attacks: a look, not a figure")
    parser.add_argument("--json", action="store_true", help="print JSON in place of tables")
    parser.add_argument("--job", nargs=5, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.job:
        act, form, path, count, what = args.job
        job(act, Form(form), Path(path), int(count), what)
        return
    with contextlib.redirect_stdout(io.StringIO()) if args.json else contextlib.nullcontext():
        reached = measured(quick=args.quick)
    kept = verdict.RESULTS / "datasets.json"
    print(json.dumps(json.loads(kept.read_text("utf-8"))) if args.json else verdict.goals_table(reached))


if __name__ == "__main__":
    main()
