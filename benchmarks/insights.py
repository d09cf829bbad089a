"""The report without its map: seconds, memory, growth; beside pandas and a loop; whether intervals hold.

    python -m benchmarks.insights [--quick]

Datasets are made by the generator. The peer reads the same file with pandas and takes the same intervals by
leaving members out in a loop. Coverage is over datasets of 20,000 attacks whose cells vary by chance.
"""  # fmt: skip

import argparse
import json
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

import numpy as np

from benchmarks import verdict
from benchmarks.datasets import most_memory
from benchmarks.verdict import Goal
from gadfly.science.insights.clustered import Estimate, mean, naive_mean, quantile, share, worst_mean
from gadfly.science.simulate import Settings, blocks, truth_of
from gadfly.science.simulate.laws import score_laws

ROOT = Path(__file__).parents[1]
TAIL = 0.05


def report(source: Path, out: Path) -> None:
    """Make the report and print what it took."""
    from gadfly.cli import main  # noqa: PLC0415 -- loading is part of it

    before = time.process_time()
    main(["insights", str(source), "-o", str(out), "--no-map", "--json"])
    print(json.dumps({"seconds": time.process_time() - before, "MB": most_memory()}))


def cells_by_sections(source: Path, out: Path) -> None:
    """Read the file and make the table of cells alone, as the report does."""
    from gadfly.science.insights.attacks import Attacks  # noqa: PLC0415 -- loading is part of it
    from gadfly.science.insights.reading import gather  # noqa: PLC0415 -- likewise
    from gadfly.science.insights.sections.cells import cells  # noqa: PLC0415 -- likewise

    out.mkdir()
    before = time.process_time()
    gather([source], out / "table", columns={})
    read = time.process_time()
    cells(Attacks(out / "table"))
    print(json.dumps({"read": read - before, "cells": time.process_time() - read}))


def cells_by_loop(source: Path, _: Path) -> None:
    """Do the same with pandas and a loop."""
    pd = import_module("pandas")  # it ships no types, and loading it is not part of the figure

    before = time.process_time()
    rows = pd.read_json(source, lines=True)
    read = time.process_time()
    for _cell, rows_of in rows.groupby(["model_type", "num_params"]):
        for member in rows_of["red_team_member_id"].unique():
            _figures(rows_of[rows_of["red_team_member_id"] != member])
        _figures(rows_of)
    print(json.dumps({"read": read - before, "cells": time.process_time() - read}))


def _figures(rows: "object") -> tuple[float, ...]:
    frame = rows
    score, rating = frame["min_harmlessness_score_transcript"], frame["rating"]  # type: ignore[index]  # a data frame
    low = score.quantile(TAIL)
    return score.mean(), low, score[score <= low].mean(), (rating >= 3).mean(), rating.mean()  # noqa: PLR2004 -- success


JOBS = {"report": report, "sections": cells_by_sections, "loop": cells_by_loop}


def measure(job: str, source: Path, folder: Path) -> dict[str, float]:
    """Do a job in a process of its own and return what it printed last."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.insights",
        "--job",
        job,
        str(source),
        str(folder / f"{job}-{source.stem}"),
    ]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def made(folder: Path, count: int) -> Path:
    """Return a file of so many attacks."""
    path = folder / f"{count}.jsonl"
    command = [sys.executable, "-m", "gadfly", "simulate", str(count), "-o", str(path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return path


def coverage(runs: int, attacks: int = 20_000) -> dict[str, float]:
    """Return how often the 95 % interval of each figure holds what was planted, over all cells."""
    truth = truth_of(Settings(attacks, matched=False))
    planted = [_planted(place) for place in range(len(truth.targets))]
    hits: dict[str, list[bool]] = {}
    for seed in range(runs):
        (block,) = blocks(Settings(attacks, seed, matched=False))
        for place, (target, (low, worst)) in enumerate(zip(truth.targets, planted, strict=True)):
            here = block.cell == place
            member, score, rating = block.member[here], block.score[here], block.rating[here]
            for name, found, true in (
                ("mean", mean(member, score), target.robustness),
                ("success share", share(member, rating >= 3), target.success),  # noqa: PLR2004 -- success
                ("5 % quantile", quantile(member, score, TAIL), low),
                ("mean of the worst 5 %", worst_mean(member, score), worst),
                ("mean, naive", naive_mean(score), target.robustness),
            ):
                hits.setdefault(name, []).append(_holds(found, true))
    return {name: float(np.mean(each)) for name, each in hits.items()}


def _planted(place: int) -> tuple[float, float]:
    scores = score_laws()[place].at((np.arange(200_000) + 0.5) / 200_000)
    low = np.quantile(scores, TAIL)
    return float(low), float(scores[scores <= low].mean())


def _holds(found: Estimate, true: float) -> bool:
    return found.low is not None and found.high is not None and found.low <= true <= found.high


def measured(*, quick: bool = False) -> list[Goal]:
    """Print and keep the figures, and return the goals."""
    counts = (5_000, 38_961) if quick else (38_961, 200_000, 1_000_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = {count: made(folder, count) for count in counts}
        reports = {count: measure("report", path, folder) for count, path in files.items()}
        ours, loop = (measure(job, files[38_961], folder) for job in ("sections", "loop"))
    held = coverage(40 if quick else 500)
    most = max(counts)
    growth = (reports[most]["seconds"] / reports[38_961]["seconds"]) / (
        most * np.log(most) / (38_961 * np.log(38_961))
    )
    figures = {"reports": reports, "cells": {"sections": ours, "pandas and a loop": loop}, "coverage": held}
    print(json.dumps(figures, indent=1))
    by_member = [value for name, value in held.items() if name != "mean, naive"]
    goals = [
        Goal("report on 38,961 attacks", reports[38_961]["seconds"], 20, "s"),
        Goal("its memory", reports[38_961]["MB"], 2_048, "MB"),
        Goal(f"report on {most:,} attacks", reports[most]["seconds"], 600, "s"),
        Goal("its memory, most attacks", reports[most]["MB"], 6_144, "MB"),
        Goal("growth against n log n", float(growth), 1.1, "×"),
        Goal("cells, ours against pandas and a loop", ours["cells"] / loop["cells"], 0.2, "×"),
        Goal("coverage short of 92 %", max(0.0, 0.92 - min(by_member)), 0, ""),
        Goal("coverage beyond 97 %", max(0.0, max(by_member) - 0.97), 0, ""),
        Goal("coverage of naive intervals", held["mean, naive"], 0.9, ""),
    ]
    verdict.write("insights", goals, figures)
    return goals


def main() -> None:
    """Run a job, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer attacks and runs: a look, not a figure")
    parser.add_argument("--job", nargs=3, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.job:
        name, source, folder = args.job
        JOBS[name](Path(source), Path(folder))
    else:
        print(verdict.goals_table(measured(quick=args.quick)))


if __name__ == "__main__":
    main()
