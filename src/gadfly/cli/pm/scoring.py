"""`gadfly pm score FILE -o OUT`: a dataset again, with a model's scores in it."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gadfly.cli import cluster
from gadfly.cli.pm.which import add_option, model_called

if TYPE_CHECKING:
    from gadfly.science.datasets import BadRecord


SHOWN = 5
"""Bad records that are described; the others are counted."""


def add_parser(acts: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Say what the act takes."""
    made = acts.add_parser("score", help="score every reply of a dataset")
    made.add_argument(
        "file", type=Path, metavar="FILE", help="attacks, released or native: JSON, plain or gzip; Parquet"
    )
    made.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="OUT",
        help="the native form; its ending tells the layout: .jsonl .json .parquet, .gz",
    )
    made.add_argument("--skip-bad", action="store_true", help="leave out records that cannot be read")
    made.add_argument("--json", action="store_true", help="print what was done as JSON")
    add_option(made)
    cluster.add_option(made)


def run(args: argparse.Namespace) -> int:
    """Write the file; it appears when it is whole. Raises what reading and writing raise."""
    from gadfly.science.datasets import Form, read, write
    from gadfly.science.preference.score import scored

    model = model_called(args.pm)
    attacks = read(args.file, keep=SHOWN, on_bad=_leave_out if args.skip_bad else None)
    with cluster.engine_called(args.engine) as engine:
        count = write(args.output, scored(model, attacks, engine), form=Form.NATIVE)
    if args.json:
        print(json.dumps({"scorer": model.scorer, "attacks": count, "file": str(args.output)}, indent=1))
    else:
        print(f"{count:,} attacks scored by {model.scorer}, written to {args.output}.")
    return 0


def _leave_out(bad: "BadRecord") -> None:
    print(f"left out: {bad}", file=sys.stderr)
