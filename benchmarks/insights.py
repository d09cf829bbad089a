"""The report: seconds, memory, growth; beside pandas, statsmodels and a loop; whether intervals hold.

    python -m benchmarks.insights [--quick]
    python -m benchmarks.insights --growth N [N ...] [--map] [--keep DIR]

Datasets are made by the generator. Peers read the same file with pandas: one takes the intervals of the cells
by leaving members out in a loop, one makes the tables of cells, slopes and mixed models with statsmodels
(`benchmarks.tables_peer`). Coverage is over datasets of 20,000 attacks whose cells vary by chance. `--growth`
makes it at each size, and says how its time grows against n log n; what a kill left done stays in DIR.
"""  # fmt: skip

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Any

import numpy as np

from benchmarks import tables_peer, verdict
from benchmarks.datasets import most_memory
from benchmarks.verdict import Goal
from gadfly.science.insights.clustered import Estimate, mean, naive_mean, quantile, share, worst_mean
from gadfly.science.simulate import Settings, blocks, truth_of
from gadfly.science.simulate.laws import score_laws

ROOT = Path(__file__).parents[1]
TAIL = 0.05
STEPS = ("read", "cells", "slopes", "mixed")


def report(source: Path, out: Path, *more: str) -> None:
    """Make the report and print what it took: the clock, and the processor with the processes it started."""
    from gadfly.cli import main  # noqa: PLC0415 -- loading is part of it

    wall = time.perf_counter()
    main(["insights", str(source), "-o", str(out), "--json", *more])
    used = [getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN)]
    seconds = sum(each.ru_utime + each.ru_stime for each in used)
    print(json.dumps({"s": time.perf_counter() - wall, "CPU s": seconds, "MB": most_memory()}))


def plain_report(source: Path, out: Path) -> None:
    """Make the report without the map."""
    report(source, out, "--no-map")


def tables_by_sections(source: Path, out: Path) -> None:
    """Read the file and make the tables of cells, slopes and mixed models, as the report does."""
    from gadfly.science.insights.attacks import Attacks  # noqa: PLC0415 -- loading is part of it
    from gadfly.science.insights.reading import gather  # noqa: PLC0415 -- likewise
    from gadfly.science.insights.sections.cells import cells  # noqa: PLC0415 -- likewise
    from gadfly.science.insights.sections.models import mixed  # noqa: PLC0415 -- likewise
    from gadfly.science.insights.sections.slopes import slopes  # noqa: PLC0415 -- likewise

    out.mkdir(parents=True)
    marks = [time.process_time()]
    gather([source], out / "table", columns={})
    marks.append(time.process_time())
    attacks, made = Attacks(out / "table"), []
    for section in (cells, slopes, mixed):
        made.append(section(attacks))
        marks.append(time.process_time())
    took = {name: end - start for name, start, end in zip(STEPS, marks, marks[1:], strict=False)}
    found = {
        "means": {
            f"{row['model_type']} {row['num_params']}": row["mean"] for row in made[0].headline["cells"]
        },
        "slopes": [row["slope"] for row in made[1].headline["slopes"] if row["model_type"] == "plain lm"],
        "intent": [
            next(row[key] for row in made[2].headline["terms"] if row["term"] == "score of the intent")
            for key in ("score", "rating", "score_given", "rating_given")
        ],
    }
    print(json.dumps({**took, "found": found}))


def tables_by_statsmodels(source: Path, _: Path) -> None:
    """Do the same with pandas and statsmodels."""
    print(json.dumps(tables_peer.tables(source)))


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


JOBS = {
    "report": report,
    "plain": plain_report,
    "sections": tables_by_sections,
    "statsmodels": tables_by_statsmodels,
    "loop": cells_by_loop,
}


def measure(job: str, source: Path, folder: Path) -> dict[str, Any]:
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
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def made(folder: Path, count: int) -> Path:
    """Return a file of so many attacks."""
    path = folder / f"{count}.jsonl"
    if path.exists():
        return path
    command = [sys.executable, "-m", "gadfly", "simulate", str(count), "-o", str(path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return path


def growth(counts: Sequence[int], folder: Path, job: str = "plain") -> dict[int, dict[str, Any]]:
    """Print what the report took at each size, and by how much it beats n log n of the size before."""
    rows: list[list[str]] = []
    found: dict[int, dict[str, Any]] = {}
    for count in counts:
        found[count] = measure(job, made(folder, count), folder)
        before = rows[-1] if rows else None
        than = (
            "–" if before is None else verdict.number(_beyond(found, int(before[0].replace(",", "")), count))
        )
        rows.append([f"{count:,}", *map(verdict.number, found[count].values()), than])
        print(verdict.table(("attacks", "s", "CPU s", "MB", "× n log n"), rows), flush=True)
    return found


def _beyond(found: dict[int, dict[str, Any]], few: int, many: int) -> float:
    """Return by how much more the processor worked than n log n says."""
    more = many * np.log(many) / (few * np.log(few))
    return float(found[many]["CPU s"] / found[few]["CPU s"] / more)


def apart(ours: dict[str, Any], theirs: dict[str, Any]) -> float:
    """Return the largest difference between figures that both made."""
    means = [abs(theirs["means"][cell] - value) for cell, value in ours["means"].items()]
    pairs = [
        (one, other)
        for key in ("slopes", "intent")
        for one, other in zip(ours[key], theirs[key], strict=True)
    ]
    return float(max(*means, *(abs(one - other) for one, other in pairs)))


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
    counts = (1_000, 5_000, 38_961) if quick else (1_000, 10_000, 38_961, 200_000, 1_000_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        reports = growth(counts, folder)
        mapped = measure("report", made(folder, 38_961), folder)
        ours, theirs, loop = (
            measure(job, made(folder, 38_961), folder) for job in ("sections", "statsmodels", "loop")
        )
    held = coverage(40 if quick else 500)
    most = max(counts)
    own, other = (sum(each[step] for step in STEPS) for each in (ours, theirs))
    figures = {
        "reports": reports,
        "with the map": mapped,
        "tables": {"sections": ours, "pandas and statsmodels": theirs, "pandas and a loop": loop},
        "coverage": held,
    }
    print(json.dumps(figures, indent=1))
    by_member = [value for name, value in held.items() if name != "mean, naive"]
    goals = [
        Goal("report on 38,961 attacks, no map", reports[38_961]["s"], 20, "s"),
        Goal("with the map", mapped["s"], 45, "s"),
        Goal("its memory", mapped["MB"], 2_048, "MB"),
        Goal(f"report on {most:,} attacks, no map", reports[most]["s"], 600, "s"),
        Goal("its memory, most attacks", reports[most]["MB"], 6_144, "MB"),
        Goal("growth against n log n", _beyond(reports, 38_961, most), 1.1, "×"),
        Goal("cells, ours against pandas and a loop", ours["cells"] / loop["cells"], 0.2, "×"),
        Goal(
            "tables, ours against statsmodels, without reading",
            (own - ours["read"]) / (other - theirs["read"]),
            0.2,
            "×",
        ),
        Goal("tables, ours against statsmodels, with reading", own / other, 0.2, "×"),
        Goal("figures apart from statsmodels'", apart(ours["found"], theirs["found"]), 1e-4, ""),
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
    parser.add_argument("--growth", nargs="+", type=int, help="only the reports of these sizes")
    parser.add_argument("--map", action="store_true", help="with the map")
    parser.add_argument("--keep", type=Path, help="where datasets and reports of --growth stay")
    parser.add_argument("--job", nargs=3, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.job:
        name, source, folder = args.job
        JOBS[name](Path(source), Path(folder))
    elif args.growth:
        with tempfile.TemporaryDirectory() as name:
            folder = args.keep or Path(name)
            folder.mkdir(parents=True, exist_ok=True)
            growth(args.growth, folder, "report" if args.map else "plain")
    else:
        print(verdict.goals_table(measured(quick=args.quick)))


if __name__ == "__main__":
    main()
