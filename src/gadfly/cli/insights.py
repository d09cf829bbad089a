"""`gadfly insights FILE... -o DIR`: a report on a dataset, with every figure as data, without a site."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gadfly.cli import cluster
from gadfly.cli.datasets import add_reading

if TYPE_CHECKING:
    from gadfly.science.insights.run import Made, Step

# One thread of OpenBLAS: the models' matrices are small, and on busy cores threads wait for each other
# (crossed models took 45 s for 3). Whoever sets the number keeps it. It must be set before numpy loads.
SHORTEST = 0.5
"""Seconds of a step below which the plan does not name it."""


def add_parser(commands: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the command's options."""
    made = commands.add_parser("insights", help="turn a dataset into a report")
    made.add_argument("files", nargs="+", type=Path, metavar="FILE", help="attacks: JSON, Parquet or CSV")
    made.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="where it goes")
    made.add_argument("--no-map", action="store_true", help="leave out the map of the texts")
    made.add_argument("--json", action="store_true", help="print the summary as JSON")
    add_reading(made)
    cluster.add_option(made)


def run(args: argparse.Namespace) -> int:
    """Make the report. Raises what reading and writing raise."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from gadfly.cli.bars import Bar
    from gadfly.science.insights.run import Job, Stages, about, make, plan

    with cluster.engine_called(args.engine) as engine:
        job = Job(
            files=tuple(args.files), out=args.output, columns=args.columns, skip_bad=args.skip_bad,
            with_map=not args.no_map, engine=engine,
        )  # fmt: skip
        stages = Stages(job)
        for line in told(plan(job, stages)):
            print(line, file=sys.stderr)
        with Bar("Reading", sum(map(about, job.files)), sys.stderr) as bar:
            made = make(job, stages, step=bar.step, begun=bar.rename)
    for note in (*_left_out(made), *made.notes):
        print(note, file=sys.stderr)
    print(json.dumps(made.summary, indent=1) if args.json else "\n".join(_lines(made, args.output)))
    return 0


def told(steps: "list[Step]") -> list[str]:
    """Return the plan in words."""
    left = [step for step in steps if not step.done]
    done = len(steps) - len(left)
    long = ", ".join(f"{step.name} {step.seconds:.0f} s" for step in left if step.seconds >= SHORTEST)
    kept = f" {done} of {len(steps)} steps were done before and are kept." if done else ""
    return [f"About {sum(step.seconds for step in left):.0f} s of work: {long}.{kept}"]


def _left_out(made: "Made") -> list[str]:
    said = [f"left out: {sentence}" for sentence in made.summary["bad_records_said"]]
    unsaid = made.summary["bad_records"] - len(said)
    return [*said, *([f"and {unsaid:,} more"] if unsaid else [])]


def _lines(made: "Made", out: Path) -> list[str]:
    """Return the report in a few lines."""
    said = [sentence for section in made.sections for sentence in section.said]
    return [f"{made.summary['n']:,} attacks.", *said, f"The report: {out / 'report.html'}"]
